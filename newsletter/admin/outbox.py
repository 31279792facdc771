"""«البريد الصادر»: the mails of a place without a mail server, read in the browser.

In a demo it is open to everybody, as the whole demo is: whoever signs up there finds the confirmation in it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsletter import outbox, pulse
from newsletter.admin.mail_view import mail_response

PARTS = ("html", "text", "source")


def _door(request: HttpRequest) -> HttpResponseBase | None:
    """What stands before the outbox: nothing in a demo, else the log-in and the right to see addresses."""
    if not outbox.is_open():
        raise Http404
    if settings.DEMO:
        return None
    if not admin.site.has_permission(request):
        return redirect_to_login(request.get_full_path(), "admin:login")
    if not request.user.has_perm("newsletter.view_subscriber"):
        raise PermissionDenied
    return None


@require_safe
def list_view(request: HttpRequest) -> HttpResponseBase:
    """The newest mails."""
    if closed := _door(request):
        return closed
    return _page(request, "outbox", {"title": _("Outbox"), "mails": outbox.newest(), "pulse": pulse.look()})


@require_safe
def mail_view(request: HttpRequest, name: str) -> HttpResponseBase:
    """One mail: as it looks, as text, as it was handed over."""
    if closed := _door(request):
        return closed
    mail = _mail(name)
    parts = PARTS if mail.html else PARTS[1:]
    part = request.GET.get("part", parts[0])
    context = {"title": mail.subject, "mail": mail, "part": part if part in parts else parts[0], "parts": parts}
    return _page(request, "mail", context)


@require_safe
def html_view(request: HttpRequest, name: str) -> HttpResponseBase:
    """The HTML part alone, for the frame."""
    return _door(request) or mail_response(_mail(name).html)


def _mail(name: str) -> outbox.Mail:
    mail = outbox.read(name)
    if mail is None:
        raise Http404
    return mail


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request, f"admin/newsletter/digest/{name}.html", {**admin.site.each_context(request), **context}
    )
