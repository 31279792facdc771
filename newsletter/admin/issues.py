"""Issues of the newsletter at the desk: what the next one holds, how it will look, sending it, what became of it.

Looking changes nothing; sending asks first and says in numbers what will happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsletter import composing, digests, letters, preflight, pulse, steering, trial
from newsletter.admin import editor, heard, outbox, plots
from newsletter.admin.mail_view import mail_response, text_response
from newsletter.digests import ItemsGone, NotADraft, NothingNew, NotReady, UnderWay
from newsletter.issues import archive_path
from newsletter.models import DeliveryState, Digest, DigestItem, DigestPlan, DigestState
from newsletter.steering import CannotSteer
from newsletter.transports import Outcome
from newsroom import arabic, audit
from newsroom.converters import row_id
from newsroom.languages import ARABIC
from newsroom.models import User
from newsroom.moments import in_words

_DATED: Final = Coalesce("started_at", "window_end")
# The states of an issue in the desk's own colours.
_CHIPS: Final = {
    DigestState.DRAFT: "draft",
    DigestState.APPROVED: "ready",
    DigestState.SENDING: "in_review",
    DigestState.PAUSED: "late",
    DigestState.SENT: "live",
    DigestState.SKIPPED: "withdrawn",
    DigestState.CANCELLED: "withdrawn",
}


@admin.register(Digest)
class DigestAdmin(admin.ModelAdmin["Digest"]):
    """Every issue, newest first; the form of one is a page to look at, with the next step as its one button."""

    list_display = ("name", "tongue", "chip", "hour", "recipients")
    list_filter = ("state", "plan__language")
    list_select_related = ("plan",)
    ordering = (_DATED.desc(), "-pk")
    change_list_template = "admin/newsletter/digest/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        own = [
            path("prepare/", inside(require_POST(self.prepare_view)), name="newsletter_digest_prepare"),
            path("<int:digest_id>/save/", inside(require_POST(self.save_view)), name="newsletter_digest_save"),
            path("<int:digest_id>/again/", inside(self.again_view), name="newsletter_digest_again"),
            path("<int:digest_id>/try/", inside(require_POST(self.try_view)), name="newsletter_digest_try"),
            path("<int:digest_id>/steer/", inside(self.steer_view), name="newsletter_digest_steer"),
            path("<int:digest_id>/send/", inside(self.send_view), name="newsletter_digest_send"),
            path("<int:digest_id>/preview/", inside(self.preview_view), name="newsletter_digest_preview"),
            path("outbox/", outbox.list_view, name="newsletter_outbox"),
            path("outbox/<str:name>/", outbox.mail_view, name="newsletter_outbox_mail"),
            path("outbox/<str:name>/html/", outbox.html_view, name="newsletter_outbox_html"),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("issue"))
    def name(self, digest: Digest) -> str:
        """Its first headline; where there was no issue, why."""
        return digest.subject or str(digest.get_held_display())

    @admin.display(description=gettext_lazy("language"), ordering="plan__language")
    def tongue(self, digest: Digest) -> str:
        """The language, by its name."""
        return str(digest.plan)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def chip(self, digest: Digest) -> str:
        """The state in words."""
        return str(digest.get_state_display())

    @admin.display(description=gettext_lazy("dated"), ordering=_DATED)
    def hour(self, digest: Digest) -> str:
        """When it went out, or when it was put together."""
        return in_words(digest.dated)

    @admin.display(description=gettext_lazy("readers"), ordering="recipients_total")
    def recipients(self, digest: Digest) -> str:
        """How many it went to."""
        if not digest.recipients_total:
            return "–"
        return _figure(digest.recipients_total)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An issue is put together from what is new, never typed in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        """What stands in it is looked at here; it is written by the verbs of `newsletter.digests`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Digest | None = None) -> bool:
        """Readers have it."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with a button per language that puts the next issue together."""
        plans = DigestPlan.objects.all() if request.user.has_perm("newsletter.send_digest") else []
        coming = [{"plan": plan, "at": in_words(plan.next_run_at)} for plan in plans]
        return super().changelist_view(request, {"plans": coming} | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One issue: while it can be changed the editor's page, then its items, its mail, and where its mails are."""
        digest = self._digest(request, row_id(object_id) or 0)
        if digest.is_open and self._may_send(request):
            return self._editor(request, digest)
        came_back, alarms = heard.of_issue(digest)
        context = _head(digest) | {
            "items": list(digest.items.kept()),
            "progress": how_far(digest) if digest.started_at else None,
            "steps": steps(digest) if self._may_send(request) else [],
            "came_back": came_back,
            "alarms": alarms,
            **({} if digest.state != DigestState.SENT else plots.of_issue(digest)),
            "archive_url": archive_path(digest) if digest.html else "",
            "pulse": pulse.look(),
            **editor.look_of(request, digest),
        }
        return self._page(request, "issue", context)

    def _editor(self, request: HttpRequest, digest: Digest, refused: editor.Refused | None = None) -> TemplateResponse:
        context = {
            **_head(digest),
            **editor.context(request, digest, refused.posted if refused else None),
            **(refused.extra if refused else {}),
        }
        answer = self._page(request, "edit", context)
        answer.status_code = refused.status if refused else 200
        return answer

    def save_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """Save the editor's page, and do what its button says."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        try:
            shown = editor.save(request, digest)
        except editor.Refused as refused:
            return self._editor(request, digest, refused)
        except NotADraft:
            messages.warning(request, _("It is on its way; nothing in it can be changed any more."))
            shown = editor.url_of(digest)
        return HttpResponseRedirect(shown)

    def again_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """Compose a draft anew: first what will be lost, then it happens."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        if request.method != "POST":
            if digest.state != DigestState.DRAFT:
                return HttpResponseRedirect(editor.url_of(digest))
            says = _("Your order, what you took out or in, and the words of your own are lost. Pinned stories stay.")
            return self._ask(request, digest, _("Compose again"), says, version=digest.version)
        try:
            digests.compose_again(digest, version=row_id(request.POST.get("version", "")) or 0, by=audit.who(request))
        except NothingNew as reason:
            messages.warning(request, nothing_new(reason))
        except (NotADraft, UnderWay):
            messages.warning(request, _("Somebody has saved it meanwhile; look at it first."))
        else:
            messages.success(request, _("The issue was composed again."))
        return HttpResponseRedirect(editor.url_of(digest))

    def try_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """Send a few people of the house a copy, and say what the mail server said."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        wanted = set(request.POST.getlist("to"))
        people = [person for person in trial.staff() if str(person.pk) in wanted]
        if not 0 < len(people) <= trial.MOST:
            messages.warning(request, _("Choose one to %(most)s people.") % {"most": _figure(trial.MOST)})
            return HttpResponseRedirect(f"{editor.url_of(digest)}#trial")
        for address, reply in trial.send(digest, people, by=audit.who(request)):
            if reply.outcome is Outcome.TAKEN:
                messages.success(request, _("A trial has gone to %(address)s.") % {"address": address})
            else:
                said = f"{reply.code or ''} {reply.words}".strip()
                words = {"address": address, "said": said}
                messages.error(request, _("No trial to %(address)s: %(said)s") % words)
        return HttpResponseRedirect(f"{editor.url_of(digest)}#trial")

    def steer_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """Pause, go on; and after a question cancel, or send once more what was refused or is uncertain."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        name = (request.POST if request.method == "POST" else request.GET).get("step", "")
        step = next((step for step in steps(digest) if step.name == name), None)
        if step is None:
            messages.warning(request, _("That cannot be done now."))
            return HttpResponseRedirect(editor.url_of(digest))
        if request.method != "POST":
            return self._ask(request, digest, step.label, step.says, step=step.name)
        try:
            step.do(digest, audit.who(request))
        except CannotSteer:
            messages.warning(request, _("That cannot be done now."))
        return HttpResponseRedirect(editor.url_of(digest))

    def _ask(self, request: HttpRequest, digest: Digest, label: str, says: str, **sent: object) -> TemplateResponse:
        """A page that says what will happen, with the one button that does it."""
        context = {
            "title": label,
            "name": str(digest),
            "digest": digest,
            "back_url": editor.url_of(digest),
            "says": says,
            "label": label,
            "sent": sent.items(),
        }
        return self._page(request, "ask", context)

    def prepare_view(self, request: HttpRequest) -> HttpResponse:
        """Put the next issue of a plan together, or bring its draft up to date."""
        self._may_send(request, or_refuse=True)
        plan = DigestPlan.objects.filter(pk=row_id(request.POST.get("plan", "")) or 0).first()
        if plan is None:
            raise Http404
        try:
            digest = digests.draft(plan)
        except NothingNew as reason:
            messages.warning(request, nothing_new(reason))
            return HttpResponseRedirect(reverse("admin:newsletter_digest_changelist"))
        except UnderWay:
            messages.warning(request, _("The last issue is about to go out; put the next one together after it."))
            return HttpResponseRedirect(reverse("admin:newsletter_digest_changelist"))
        messages.success(request, _("The draft holds what is new up to this moment."))
        return HttpResponseRedirect(editor.url_of(digest))

    def send_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """First what will happen, in numbers; then it happens. Of two clicks, one sends."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        if request.method == "POST":
            return self._send(request, digest)
        if digest.state != DigestState.DRAFT:
            return HttpResponseRedirect(editor.url_of(digest))
        now = composing.standing(digest)
        points = preflight.look(digest, now)
        context = {
            "title": _("Send the issue"),
            "name": str(digest),
            "digest": digest,
            "back_url": editor.url_of(digest),
            "items": now.items,
            "says": to_how_many(now.items, digests.readers_of(digest).count()),
            "subject": now.subject,
            "preheader": now.preheader,
            "points": [point for point in points if not point.is_fine],
            "is_ready": not any(point.stops for point in points),
            "hour": in_words(digest.plan.next_run_at) if digest.plan.active else "",
            "pulse": pulse.look(),
        }
        return self._page(request, "send", context)

    def _send(self, request: HttpRequest, digest: Digest) -> HttpResponse:
        user = audit.who(request)
        act = request.POST.get("act", "")
        try:
            if act == "take_back":
                digests.take_back(digest, by=user)
                messages.success(request, _("It is a draft again."))
            elif act == "approve" and digest.plan.active:
                digests.approve(digest, by=user, at=digest.plan.next_run_at)
                hour = {"at": in_words(digest.plan.next_run_at)}
                messages.success(request, _("Approved; it goes out by itself: %(at)s.") % hour)
            else:
                digest = digests.send(digest, by=user)
                going = {"what": to_how_many(digest.items.all(), digest.recipients_total)}
                messages.success(request, _("It goes out: %(what)s") % going)
        except NotADraft:
            messages.warning(request, _("It has been sent already; nobody gets it twice."))
        except NothingNew as reason:
            messages.error(request, nothing_new(reason))
        except ItemsGone as reason:
            gone = " · ".join(reason.headlines)
            messages.error(
                request, _("Nothing was sent: these stories are no longer on the site: %(gone)s") % {"gone": gone}
            )
        except NotReady as reason:
            says = " ".join(point.says for point in reason.points)
            messages.error(request, _("Nothing was sent. %(says)s") % {"says": says})
        return HttpResponseRedirect(editor.url_of(digest))

    def preview_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """The mail itself, to be shown in a frame; its link to leave belongs to nobody."""
        digest = self._digest(request, digest_id)
        words = letters.Words(digest.subject, digest.html, digest.text) if digest.html else letters.issue_words(digest)
        match request.GET.get("part"):
            case "text":
                return text_response(preflight.filled(words.text, digest), digest.language)
            case "source":
                return text_response(preflight.sample_mail(digest, words).decode("ascii"), "")
        html = preflight.filled(words.html, digest)
        return mail_response(html, scheme=request.GET.get("scheme", ""))

    def _digest(self, request: HttpRequest, digest_id: int) -> Digest:
        if not self.has_view_permission(request):
            raise PermissionDenied
        digest = Digest.objects.select_related("plan").filter(pk=digest_id).first()
        if digest is None:
            raise Http404
        return digest

    def _may_send(self, request: HttpRequest, *, or_refuse: bool = False) -> bool:
        may = request.user.has_perm("newsletter.send_digest")
        if or_refuse and not may:
            raise PermissionDenied
        return may

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/newsletter/digest/{name}.html", around | context)


def _head(digest: Digest) -> dict[str, Any]:
    """What stands above an issue, whether or not it can still be changed."""
    return {
        "title": str(digest),
        "name": str(digest),
        "digest": digest,
        "chip": _CHIPS[DigestState(digest.state)],
        "dated": in_words(digest.dated),
        "goes_out": _goes_out(digest),
        "changes": changes(digest),
    }


def changes(digest: Digest) -> list[tuple[str, str]]:
    """What the site had otherwise when the issue was approved, and when it went: what that means, and the stories."""
    names = {
        "gone": _("Withdrawn from the site, so it goes without:"),
        "corrected": _("Corrected on the site, and taken over:"),
        "rewritten": _("Changed on the site; your own words stay:"),
    }
    return [(name, " · ".join(found)) for kind, name in names.items() if (found := digest.changed_since.get(kind))]


def _goes_out(digest: Digest) -> str:
    """When a draft goes out by itself, if it does, and to how many."""
    if digest.state == DigestState.APPROVED and digest.goes_at:
        return _("approved for %(at)s") % {"at": in_words(digest.goes_at)}
    if not digest.goes_by_itself:
        return ""
    readers = digests.readers_of(digest).count()
    words = {"at": in_words(digest.plan.next_run_at), "readers": _to_readers(readers)}
    return _("goes out by itself: %(at)s, %(readers)s") % words


@dataclass(frozen=True, slots=True)
class HowFar:
    """An issue's way in figures; `sum_of` is the sum of its states, and `adds_up` whether that is all its readers."""

    figures: list[tuple[str, int]]
    total: int
    ended: int
    sum_of: int
    adds_up: bool
    a_minute: int
    left: str
    replies: list[tuple[str, str]]


def how_far(digest: Digest) -> HowFar:
    """Where its mails are, counted anew at each look."""
    now = steering.progress(digest)
    minutes = -(-now.left.total_seconds() // 60) if now.left else 0
    return HowFar(
        figures=[(str(state.label), number) for state, number in now.counts.items()],
        total=now.total,
        ended=now.ended,
        sum_of=sum(now.counts.values()),
        adds_up=now.adds_up,
        a_minute=now.a_minute,
        left=arabic.count(int(minutes), "minute", get_language() or ARABIC) if minutes else "",
        replies=list(now.replies),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done to an issue on its way; with `says` it asks first."""

    name: str
    label: str
    do: Callable[[Digest, User | None], object]
    says: str = ""


def steps(digest: Digest) -> list[Step]:
    """What can be done to an issue where it stands."""
    found = []
    if digest.state == DigestState.SENDING:
        found.append(Step("pause", _("Pause"), lambda issue, by: steering.pause(issue, by=by)))
    if digest.state == DigestState.PAUSED:
        found.append(Step("go_on", _("Go on"), lambda issue, by: steering.go_on(issue, by=by)))
    if digest.state in (DigestState.SENDING, DigestState.PAUSED):
        says = _("Whoever has not got it does not get it any more. That cannot be undone.")
        found.append(Step("cancel", _("Cancel…"), lambda issue, by: steering.cancel(issue, by=by), says))
    if digest.state == DigestState.SENT:
        for state, number in steering.to_send_again(digest).items():
            if number:
                found.append(_once_more(state, number))
    return found


def _once_more(state: DeliveryState, number: int) -> Step:
    if state == DeliveryState.FAILED:
        label = _("Try the refused again…")
        says = _("Mails that were refused for a while only and were given up are tried again: %(n)s.")
    else:
        label = _("Send the uncertain again…")
        says = _("Nobody knows whether these arrived; some readers may get it twice: %(n)s.")
    return Step(
        state.value, label, lambda issue, by: steering.again(issue, state, by=by), says % {"n": _figure(number)}
    )


def to_how_many(items: Iterable[DigestItem], addresses: int) -> str:
    """`٦ أخبار إلى ١٢ مشتركًا`, in the language of the desk."""
    stories = sum(1 for item in items if item.article_id)
    return f"{arabic.count(stories, 'story', get_language() or ARABIC)} {_to_readers(addresses)}"


def _to_readers(number: int) -> str:
    return ngettext("to %(n)s reader", "to %(n)s readers", number) % {"n": _figure(number)}


def nothing_new(reason: NothingNew) -> str:
    """Why there is no issue."""
    if not reason.found:
        return _("Nothing is new since the last issue.")
    return _("Too little is new since the last issue: %(found)s of %(wanted)s.") % {
        "found": _figure(reason.found),
        "wanted": _figure(reason.wanted),
    }


def _figure(number: int) -> str:
    return arabic.format_number(number, "arab" if get_language() == ARABIC else "latn")
