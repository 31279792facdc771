"""Issues of the newsletter at the desk: what the next one holds, how it will look, sending it, what became of it.

Looking changes nothing; sending asks first and says in numbers what will happen.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsletter import digests, letters, pulse
from newsletter.admin import heard, outbox
from newsletter.admin.mail_view import mail_response
from newsletter.digests import ItemsGone, NotADraft, NothingNew, UnderWay
from newsletter.issues import archive_path
from newsletter.models import Delivery, DeliveryState, Digest, DigestPlan, DigestState
from newsroom import arabic, audit
from newsroom.converters import row_id
from newsroom.languages import ARABIC
from newsroom.moments import in_words

NARROW: Final = "320"
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
        """One issue: its items, its mail in two widths, and where its mails are."""
        digest = self._digest(request, row_id(object_id) or 0)
        came_back, alarms = heard.of_issue(digest)
        context = {
            "title": str(digest),
            "name": str(digest),
            "digest": digest,
            "chip": _CHIPS[DigestState(digest.state)],
            "items": list(digest.items.all()),
            "figures": figures(digest),
            "came_back": came_back,
            "alarms": alarms,
            "dated": in_words(digest.dated),
            "goes_out": _goes_out(digest),
            "may_send": self._may_send(request) and digest.state == DigestState.DRAFT,
            "preview_url": reverse("admin:newsletter_digest_preview", args=[digest.pk]),
            "archive_url": archive_path(digest) if digest.html else "",
            "text": digest.text or letters.issue_words(digest).text,
            "width": NARROW if request.GET.get("width") == NARROW else "600",
            "pulse": pulse.look(),
        }
        return self._page(request, "issue", context)

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
        return HttpResponseRedirect(_url(digest))

    def send_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """First what will happen, in numbers; then it happens. Of two clicks, one sends."""
        self._may_send(request, or_refuse=True)
        digest = self._digest(request, digest_id)
        if request.method == "POST":
            return self._send(request, digest)
        if digest.state != DigestState.DRAFT:
            return HttpResponseRedirect(_url(digest))
        context = {
            "title": _("Send the issue"),
            "name": str(digest),
            "digest": digest,
            "back_url": _url(digest),
            "says": to_how_many(digest, digests.readers_of(digest).count()),
            "pulse": pulse.look(),
        }
        return self._page(request, "send", context)

    def _send(self, request: HttpRequest, digest: Digest) -> HttpResponse:
        user = audit.who(request)
        try:
            digest = digests.send(digest, by=user)
        except NotADraft:
            messages.warning(request, _("It has been sent already; nobody gets it twice."))
        except NothingNew as reason:
            messages.error(request, nothing_new(reason))
        except ItemsGone as reason:
            gone = " · ".join(reason.headlines)
            messages.error(
                request, _("Nothing was sent: these stories are no longer on the site: %(gone)s") % {"gone": gone}
            )
        else:
            messages.success(
                request, _("It goes out: %(what)s") % {"what": to_how_many(digest, digest.recipients_total)}
            )
        return HttpResponseRedirect(_url(digest))

    def preview_view(self, request: HttpRequest, digest_id: int) -> HttpResponse:
        """The mail itself, to be shown in a frame; its link to leave belongs to nobody."""
        digest = self._digest(request, digest_id)
        return mail_response(digest.html or letters.issue_words(digest).html)

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


def _url(digest: Digest) -> str:
    return reverse("admin:newsletter_digest_change", args=[digest.pk])


def _goes_out(digest: Digest) -> str:
    """When a draft goes out by itself, if it does, and to how many."""
    plan = digest.plan
    if digest.state != DigestState.DRAFT or not (plan.active and plan.automatic) or digest.held:
        return ""
    readers = digests.readers_of(digest).count()
    words = {"at": in_words(plan.next_run_at), "readers": _to_readers(readers)}
    return _("goes out by itself: %(at)s, %(readers)s") % words


def figures(digest: Digest) -> list[tuple[str, int]]:
    """How many of its mails stand where, in one query; the sum is the number of addresses."""
    counted = dict(Delivery.objects.filter(digest=digest).values_list("state").annotate(Count("pk")))
    return [(str(state.label), counted[state.value]) for state in DeliveryState if counted.get(state.value)]


def to_how_many(digest: Digest, addresses: int) -> str:
    """`٦ أخبار إلى ١٢ مشتركًا`, in the language of the desk."""
    stories = digest.items.filter(article__isnull=False).count()
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
