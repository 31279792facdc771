"""The pages behind the links of our mails that confirm and that leave.

Looking never changes anything, whoever looks: a reader, a mail program that fetches ahead, a scanner of links. What a
link in a mail may do is decided by its token alone, so these pages need neither cookie nor session.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter import archive, preferences, subscriptions
from newsletter.addresses import masked
from newsletter.models import Status
from newsletter.subscriptions import LinkUnknown, LinkUsed
from newsletter.views.around import act_of, token_page

ONE_CLICK: Final = "One-Click"  # RFC 8058 3.1: List-Unsubscribe=One-Click


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page with the one button, and what the button does. A link that is used up or old offers a new one."""
    token = subscriptions.bare(token)
    page = f"/{language}/c/"
    try:
        if request.method == "POST" and "new_link" in request.POST:
            subscriptions.send_new_link(token, act_of(request, language, _("This link has done its work."), page))
            return HttpResponseRedirect(reverse("newsletter:asked", args=[language]), status=303)
        if request.method == "POST":
            act = act_of(request, language, _("Do you want our newsletter?"), page)
            own = preferences.token_of(subscriptions.confirm(token, act))
            context = {"issues": archive.latest(language, 1), "own_token": own}
            return token_page(request, "newsletter/confirmed.html", context)
        subscriber = subscriptions.find_confirmation(token)
    except LinkUsed as used:
        listed = used.subscriber.status == Status.ACTIVE
        return token_page(request, "newsletter/link_over.html", {"listed": listed}, status=410)
    except LinkUnknown:
        return token_page(request, "newsletter/link_broken.html", {}, status=410)
    return token_page(request, "newsletter/confirm.html", {"masked": masked(subscriber.email)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page with the one button to leave by; a mail program's own button posts here too (RFC 8058)."""
    token = subscriptions.bare(token)
    one_click = request.method == "POST" and request.POST.get("List-Unsubscribe") == ONE_CLICK
    try:
        if one_click or (request.method == "POST" and "leave" in request.POST):
            shown = "" if one_click else _("Leave the newsletter?")
            subscriptions.unsubscribe(token, act_of(request, language, shown, f"/{language}/u/"))
            if one_click and request.get_preferred_type(["text/plain", "text/html"]) != "text/html":
                return HttpResponse(_("You have left the newsletter.") + "\n", content_type="text/plain; charset=utf-8")
        elif request.method == "POST" and "undo" in request.POST:
            return _come_back(request, language, token)
        subscriber = subscriptions.find_leaving(token)
    except LinkUnknown:
        return token_page(request, "newsletter/link_broken.html", {"leaving": True}, status=410)
    if subscriber is None or not subscriptions.may_leave(subscriber):
        may_undo = subscriber is not None and subscriptions.may_come_back(subscriber)
        return token_page(request, "newsletter/left.html", {"may_undo": may_undo})
    status = 400 if request.method == "POST" else 200
    return token_page(request, "newsletter/leave.html", {"masked": masked(subscriber.email)}, status=status)


def _come_back(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The leaving is taken back, or it is too late for that."""
    if subscriptions.come_back(token, act_of(request, language, _("Take it back"), f"/{language}/u/")):
        return token_page(request, "newsletter/back.html", {})
    return token_page(request, "newsletter/left.html", {"may_undo": False}, status=410)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page that a new address is confirmed on; only its button moves anybody."""
    token = subscriptions.bare(token)
    try:
        if request.method == "POST":
            shown = _("Get the newsletter at this address?")
            subscriber = preferences.move(token, act_of(request, language, shown, f"/{language}/m/"))
            return token_page(request, "newsletter/moved.html", {"masked": masked(subscriber.email)})
        subscriber = preferences.find_move(token)
    except LinkUsed:
        return token_page(request, "newsletter/settings_over.html", {}, status=410)
    except LinkUnknown:
        return token_page(request, "newsletter/link_broken.html", {}, status=410)
    names = {"masked": masked(subscriber.new_email), "old": masked(subscriber.email)}
    return token_page(request, "newsletter/move.html", names)
