"""The desk: Django's admin site with our index, our menu of rooms and our log-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from newsroom import arabic, audit, clock, desk, doors, fields
from newsroom.languages import ARABIC, is_language
from newsroom.links import own_path
from newsroom.models import User
from newsroom.moments import typed_in_words
from newsroom.visitors import address_of

# Every form of the desk reads dates, numbers and addresses as people here type them, without each admin saying so.
# Django has no setting for it: each admin and each row of an inline copies this table when it is made, and
# `formfield_overrides` would have to be repeated by every class and forgotten by the next one. This module is loaded
# with the desk's site (`DeskConfig.default_site`); nothing can be registered before there is a site.
FORMFIELD_FOR_DBFIELD_DEFAULTS.update(
    {
        models.DateTimeField: {"form_class": fields.MomentField},
        models.DateField: {"form_class": fields.DayField},
        models.TimeField: {"form_class": fields.HourField},
        models.IntegerField: {"form_class": fields.WholeNumberField},
        models.BigIntegerField: {"form_class": fields.WholeNumberField},
        models.EmailField: {"form_class": fields.MailField},
    }
)


class DoorForm(AdminAuthenticationForm):
    """Name and password; a refusal does not say which of the two was wrong. Behind a door that is closed after too many
    of them (`newsroom.doors`), no password is looked at.
    """

    minutes_closed = 0

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _("This name and this password do not belong together."),
    }

    def clean(self) -> dict[str, Any]:
        """As the stock one, where the door is open."""
        if self.request is not None:  # the log-in view gives it
            self.minutes_closed = doors.minutes_closed(self.request, self.cleaned_data.get("username") or "")
        if self.minutes_closed:
            raise ValidationError(too_many(self.minutes_closed))
        return super().clean()


def too_many(minutes: int) -> str:
    """That the door is closed, and for how long."""
    words = ngettext(
        "Too many log-ins were refused. Try again in %(number)s minute.",
        "Too many log-ins were refused. Try again in %(number)s minutes.",
        minutes,
    )
    return words % {"number": arabic.format_number(minutes, "arab" if get_language() == ARABIC else "latn")}


class DeskSite(admin.AdminSite):
    """The admin site as a newsroom's desk: rooms by work instead of tables by app."""

    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = DoorForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Rows are deleted one by one, each after a page that says what goes with it.
        self.disable_action("delete_selected")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own: list[URLPattern | URLResolver] = [
            path("demo-login/", require_POST(self.demo_login), name="demo_login"),
            path("alive/", require_safe(self.admin_view(self.alive)), name="alive"),
            path("words/", require_safe(self.admin_view(self.words)), name="words"),
            path("language/", require_POST(self.admin_view(self.switch_language)), name="switch_language"),
        ]
        return own + super().get_urls()

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk gets: the rooms of this user."""
        return super().each_context(request) | {"rooms": rooms_for(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The day's page: the piles that the apps registered, and today's date."""
        piles: list[dict[str, Any]] = [
            {"panel": panel, "data": data} for panel in desk.panels() if (data := panel.context(request)) is not None
        ]
        context = self.each_context(request) | {
            "title": self.index_title,
            "main": [pile for pile in piles if not pile["panel"].aside],
            "aside": [pile for pile in piles if pile["panel"].aside],
            "today": clock.local(clock.now()),
        }
        return TemplateResponse(request, "admin/index.html", context | (extra_context or {}))

    def app_index(  # type: ignore[override]  # it answers no page of its own: the rooms are the menu
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An app is no place on the desk; who asks for one is led to the desk itself."""
        return HttpResponseRedirect(reverse("admin:index"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The log-in page; a demo newsroom offers a button per role. Refusals are counted (`newsroom.doors`)."""
        response = super().login(request, {"demo_users": _demo_users()} | (extra_context or {}))
        if isinstance(response, TemplateResponse) and response.context_data:
            response.context_data.pop("site", None)  # Django's host name would hide the newspaper's own
            if request.method == "POST":
                _note_refusal(request, response, response.context_data["form"])
        elif request.method == "POST" and isinstance(request.user, User):
            doors.begin(request)
            doors.remember_device(response, request.user)
            audit.record("log_in", request.user, by=request.user, address=address_of(request))
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """As the stock one, and written down."""
        user = request.user
        if request.method == "POST" and isinstance(user, User):
            audit.record("log_out", user, by=user)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """As the stock one, and written down; the other sessions of that person end by it."""
        response = super().password_change(request, extra_context)
        user = request.user
        if request.method == "POST" and response.status_code == 302 and isinstance(user, User):
            audit.record("change_password", user, by=user)
        return response

    def demo_login(self, request: HttpRequest) -> HttpResponse:
        """Enter as one of the demo's users; outside a demo newsroom this address does not exist."""
        user = _demo_users().filter(username=request.POST.get("username", "")).first()
        if user is None:
            raise Http404
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        doors.begin(request)
        return HttpResponseRedirect(reverse("admin:index"))

    def alive(self, request: HttpRequest) -> HttpResponse:
        """Who is logged in, and the token that their forms need now: for a page that was open while they were not."""
        return JsonResponse({"user": request.user.get_username(), "csrf": get_token(request)})

    def words(self, request: HttpRequest) -> HttpResponse:
        """A date that is being typed, in words: `{"words": "الأربعاء ٢٥ …"}`, empty for what cannot be read.

        `kind` is day, hour or moment, `text` what stands in the field, for a moment with the hour in `hour`.
        """
        text, hour = request.GET.get("text", ""), request.GET.get("hour", "")
        if max(len(text), len(hour)) > arabic.LONGEST_DATE:
            return JsonResponse({"words": ""}, status=400)
        return JsonResponse({"words": typed_in_words(request.GET.get("kind", ""), text, hour)})

    def switch_language(self, request: HttpRequest) -> HttpResponse:
        """Change the language of the desk for the one who asks, and go back to where they were."""
        language = request.POST.get("language", "")
        if is_language(language):
            User.objects.filter(username=request.user.get_username()).update(interface_language=language)
        return HttpResponseRedirect(own_path(request.POST.get("next", ""), fallback=reverse("admin:index")))


def _note_refusal(request: HttpRequest, response: TemplateResponse, form: DoorForm) -> None:
    name = doors.plain(request.POST.get("username", ""))
    if form.minutes_closed:
        response.status_code = 429
    else:
        doors.note_failure(request, name)
    action = "log_in_limited" if form.minutes_closed else "log_in_failed"
    audit.record(action, User, by=None, name=name, address=address_of(request))


def _demo_users() -> QuerySet[User]:
    users = User.objects.filter(is_active=True, is_demo=True).order_by("pk")
    return users if settings.DEMO else users.none()


def rooms_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of rooms that this user may enter, grouped by work.

    `[{"label": …, "rooms": [{"label", "url", "count", "current"}]}]`; nobody without an account sees any.
    """
    if not admin.site.has_permission(request):
        return []
    open_rooms = [room for room in desk.rooms() if not room.permission or request.user.has_perm(room.permission)]
    urls = {room.url_name: reverse(room.url_name) for room in open_rooms}
    here = _room_of(request.path, list(urls.values()))
    groups: dict[str, list[dict[str, Any]]] = {}
    for room in open_rooms:
        url = urls[room.url_name]
        count = room.count(request) if room.count else None
        entry = {"label": room.label, "url": url, "count": count, "current": url == here}
        groups.setdefault(str(room.group), []).append(entry)
    return [{"label": label, "rooms": entries} for label, entries in groups.items()]


def _room_of(path: str, rooms: Sequence[str]) -> str:
    """The room that the page at `path` belongs to: the innermost; every page lies under the index, which is only
    itself.
    """
    index = reverse("admin:index")
    inside = (room for room in rooms if (path == room if room == index else path.startswith(room)))
    return max(inside, key=len, default="")
