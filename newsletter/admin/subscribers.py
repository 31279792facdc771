"""The mailing list at the desk: to read. What happens to an address is decided by its owner.

Addresses are masked in the list. Whoever has a whole address looks it up; it is posted, so that no log of addresses
of pages holds it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from newsletter import bounces, charts, handing_out, list_health, looking_up
from newsletter.addresses import BadAddress, masked
from newsletter.admin import heard
from newsletter.looking_up import Known, NotOurs
from newsletter.models import ConsentEvent, Status, Subscriber
from newsroom import arabic, audit, clock
from newsroom.converters import row_id
from newsroom.languages import ARABIC
from newsroom.moments import in_words

# Where an address stands, in the desk's own colours.
_CHIPS = {
    Status.PENDING: "draft",
    Status.ACTIVE: "live",
    Status.PAUSED: "ready",
    Status.UNSUBSCRIBED: "withdrawn",
    Status.BOUNCED: "late",
    Status.COMPLAINED: "late",
    Status.ERASED: "withdrawn",
}


class LookUpForm(forms.Form):
    """A whole address."""

    email = forms.CharField(label=gettext_lazy("E-mail address"), max_length=320)


class NoteForm(forms.Form):
    """Why the newsroom's no is put on an address or taken off it."""

    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why; the log keeps it.")},
    )


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin["Subscriber"]):
    """Addresses and where they stand."""

    list_display = ("shown", "language", "rhythm", "chip", "signed_up", "confirmed", "signed_up_on")
    list_filter = ("status", "language", "rhythm")
    fields = (
        ("email", "chip"),
        ("language", "rhythm"),
        ("places", "form_of_mails"),
        ("signed_up", "confirmed"),
        "signed_up_on",
        "heard_of",
    )
    readonly_fields = (
        *("email", "chip", "language", "rhythm", "places", "form_of_mails"),
        *("signed_up", "confirmed", "signed_up_on", "heard_of"),
    )
    change_list_template = "admin/newsletter/subscriber/change_list.html"
    change_form_template = "admin/newsletter/subscriber/change_form.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        own = [
            path("look-up/", inside(never_cache(self.look_up_view)), name="newsletter_subscriber_look_up"),
            path("health/", inside(self.health_view), name="newsletter_subscriber_health"),
            path("hand-out/", inside(require_POST(self.hand_out_view)), name="newsletter_subscriber_hand_out"),
        ]
        return own + super().get_urls()

    @admin.display(description=gettext_lazy("e-mail"))
    def shown(self, subscriber: Subscriber) -> str:
        """The address masked; who was erased has none."""
        return format_html('<bdi dir="ltr">{}</bdi>', masked(subscriber.email)) if subscriber.email else "–"

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def chip(self, subscriber: Subscriber) -> str:
        """Where it stands; a pause with its end."""
        words = str(subscriber.get_status_display())
        if subscriber.status == Status.PAUSED and subscriber.paused_until:
            words = _("Paused until %(moment)s") % {"moment": in_words(subscriber.paused_until)}
        return format_html('<span class="state state--{}">{}</span>', _CHIPS[Status(subscriber.status)], words)

    @admin.display(description=gettext_lazy("regions"))
    def places(self, subscriber: Subscriber) -> str:
        """The places that were chosen."""
        return " · ".join(str(region) for region in subscriber.regions.all()) or _("All")

    @admin.display(description=gettext_lazy("form"))
    def form_of_mails(self, subscriber: Subscriber) -> str:
        """Whether the mails have pictures."""
        return _("Words alone") if subscriber.text_only else _("With pictures")

    @admin.display(description=gettext_lazy("signed up"), ordering="created_at")
    def signed_up(self, subscriber: Subscriber) -> str:
        """When the address was typed in."""
        return in_words(subscriber.created_at)

    @admin.display(description=gettext_lazy("confirmed"), ordering="confirmed_at")
    def confirmed(self, subscriber: Subscriber) -> str:
        """When the button was pressed."""
        return in_words(subscriber.confirmed_at) if subscriber.confirmed_at else "–"

    @admin.display(description=gettext_lazy("signed up on"), ordering="source")
    def signed_up_on(self, subscriber: Subscriber) -> str:
        """The page; an address runs from left to right whatever letters it has."""
        return format_html('<bdi dir="ltr">{}</bdi>', subscriber.source) if subscriber.source else "–"

    @admin.display(description=gettext_lazy("heard of its mails"))
    def heard_of(self, subscriber: Subscriber) -> str:
        """What came back, was reported, or was answered by a machine."""
        return heard.of_reader(subscriber)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody is put on the list by somebody else; lists are taken over with their proof."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """Consent is not typed in."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Subscriber | None = None) -> bool:
        """The proof of consent hangs on the row; erasing is a verb of its own."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the field for a whole address above it."""
        own = {"look_up": LookUpForm(), "may_hand_out": request.user.has_perm("newsletter.export_subscriber")}
        return super().changelist_view(request, own | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One reader, with everything that they agreed to; nothing of it can be changed."""
        events = ConsentEvent.objects.filter(subscriber=row_id(object_id) or 0).select_related("batch")
        return super().change_view(request, object_id, form_url, {"events": events} | (extra_context or {}))

    # --- one address -------------------------------------------------------------------------------------

    def look_up_view(self, request: HttpRequest) -> HttpResponse:
        """What is known of one address; whoever may, puts the newsroom's no on it or takes it off."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = LookUpForm(request.POST) if request.method == "POST" else LookUpForm()
        known: Known | None = None
        note = NoteForm()
        if form.is_bound and form.is_valid():
            typed = form.cleaned_data["email"]
            try:
                known = looking_up.look_up(typed)
                if "do" in request.POST:
                    note = self._decide(request, typed)
                    known = looking_up.look_up(typed)
            except BadAddress as error:
                form.add_error("email", str(error.reason))
        context = {
            "title": _("Look an address up"),
            "form": form,
            "note": note,
            "known": known,
            "chip": _CHIPS[Status(known.subscriber.status)] if known and known.subscriber else "",
            "may_decide": request.user.has_perm("newsletter.change_suppression"),
        }
        return self._page(request, "look_up", context, status=422 if form.errors or note.errors else 200)

    def _decide(self, request: HttpRequest, typed: str) -> NoteForm:
        """Suppress or lift; the form comes back with its errors where no reason is given."""
        if not request.user.has_perm("newsletter.change_suppression"):
            raise PermissionDenied
        note = NoteForm(request.POST)
        if not note.is_valid():
            return note
        by, why = audit.who(request), note.cleaned_data["note"]
        if request.POST["do"] == "suppress":
            looking_up.suppress_by_hand(typed, note=why, by=by)
            messages.success(request, _("No mail goes to this address from now on."))
        elif request.POST["do"] == "lift":
            try:
                looking_up.lift(typed, note=why, by=by)
                messages.success(request, _("The address may be mailed again."))
            except NotOurs:
                messages.warning(request, _("Nothing of ours stands against this address."))
        return NoteForm()

    # --- the whole list ----------------------------------------------------------------------------------

    def health_view(self, request: HttpRequest) -> HttpResponse:
        """How the list is doing, at a glance."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        weeks = list_health.weeks()
        days = [_day(week.until) for week in weeks]
        providers = list_health.providers()
        from_right = get_language() == ARABIC
        totals = [week.total for week in weeks]
        shares = [week.share for week in weeks]
        ups, downs = [week.joined for week in weeks], [week.left for week in weeks]
        says = [_came_and_went(day, week) for day, week in zip(days, weeks, strict=True)]
        context = {
            "title": _("How the list is doing"),
            "standing": list_health.standing(),
            "charts": (
                charts.line(_("Who gets the newsletter"), totals, days, from_right=from_right),
                charts.up_and_down(_("Who came and who left, by week"), ups, downs, days, says, from_right=from_right),
                charts.line(_("Of a hundred sign-ups were confirmed"), shares, days, from_right=from_right, top=100),
            ),
            "weeks": list(zip(days, weeks, strict=True))[::-1],
            "providers": providers,
            "strips": _provider_charts(providers, from_right=from_right) if providers else (),
            "days": list_health.MAILS_OF.days,
        }
        return self._page(request, "health", context)

    def hand_out_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """The list as a table."""
        if not request.user.has_perm("newsletter.export_subscriber"):
            raise PermissionDenied
        audit.record("export_subscribers", Subscriber, by=audit.who(request), status=Status.ACTIVE)
        response = StreamingHttpResponse(handing_out.lines(), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="subscribers.csv"'
        return response

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/newsletter/subscriber/{name}.html", around | context, status=status)


def _provider_charts(providers: list[list_health.Provider], *, from_right: bool) -> tuple[charts.Across, ...]:
    """What came back and what was reported, by who keeps the mailbox, each with the line that calls somebody."""
    names = [one.name or _("All others") for one in providers]
    returned = [_of_all(one.returned, one.mails) for one in providers]
    complained = [_of_all(one.complained, one.mails) for one in providers]
    return (
        charts.across(
            _("Came back; the line stands at two in a hundred"),
            names,
            [one.returned / one.mails for one in providers],
            returned,
            limit=bounces.REFUSALS_ALARM,
            from_right=from_right,
        ),
        charts.across(
            _("Reported as unwanted; the line stands at one in a thousand"),
            names,
            [one.complained / one.mails for one in providers],
            complained,
            limit=bounces.COMPLAINTS_ALARM,
            from_right=from_right,
        ),
    )


def _of_all(number: int, mails: int) -> str:
    return _("%(number)s of %(mails)s") % {"number": _figures(str(number)), "mails": _figures(str(mails))}


def _day(moment: datetime) -> str:
    """The last day of a week that ends at this moment, as short as can be."""
    day = clock.local(moment) - timedelta(days=1)
    return _figures(f"{day.day}/{day.month}")


def _figures(text: str) -> str:
    return arabic.to_arabic_digits(text) if get_language() == ARABIC else text


def _came_and_went(day: str, week: list_health.Week) -> str:
    return _("Until %(day)s: %(joined)s came, %(left)s left") % {
        "day": day,
        "joined": _figures(str(week.joined)),
        "left": _figures(str(week.left)),
    }
