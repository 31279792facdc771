"""The newsletter's public pages: signing up, confirming, leaving, and the issues that have gone out.

Looking never changes anything, whoever looks: a reader, a mail program that fetches ahead, a scanner of links. What a
link in a mail may do is decided by its token alone, so these pages need neither cookie nor session.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.pages import Link
from newsletter import archive, outbox, subscriptions
from newsletter.addresses import masked
from newsletter.forms import SubscribeForm
from newsletter.models import Digest, Status
from newsletter.subscriptions import Act, LinkUnknown, LinkUsed
from newsroom.languages import other, own_name
from newsroom.same_origin import same_origin_form
from newsroom.visitors import address_of

ONE_CLICK: Final = "One-Click"  # RFC 8058 3.1: List-Unsubscribe=One-Click


def _act(request: HttpRequest, language: str, text_shown: str, page: str) -> Act:
    """Proof of what was done: on which page, in front of which of its words. A token is no part of a page's name."""
    return Act(
        language=language,
        page=page,
        text_shown=text_shown,
        ip=address_of(request),
        browser=request.headers.get("User-Agent", ""),
    )


def _box_in_the_other(language: str) -> Link:
    there = other(language)
    return Link(own_name(there), reverse("newsletter:subscribe", args=[there]), language=there)


def _subscribe_page(request: HttpRequest, language: str, form: SubscribeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "issues": archive.latest(language), "other_language": _box_in_the_other(language)}
    return render(request, "newsletter/subscribe.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_form
def subscribe(request: HttpRequest, language: str) -> HttpResponse:
    """The box's own page, and where every box posts to; the answer is the same for every address there is."""
    if request.method != "POST":
        return _subscribe_page(request, language, SubscribeForm(initial={"language": language}))
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _subscribe_page(request, language, form, status=422)
    asked = form.cleaned_data
    if not form.is_made_up():
        shown = _("Subscribe to our mailing list to get the latest updates!")
        subscriptions.request(asked["email"], _act(request, asked["language"], shown, asked["source"]))
    return HttpResponseRedirect(reverse("newsletter:asked", args=[language]), status=303)


@require_safe
def asked(request: HttpRequest, language: str) -> HttpResponse:
    """What everybody who signed up sees: one step remains."""
    shown = settings.DEMO and outbox.is_open()
    context = {"outbox_url": reverse("admin:newsletter_outbox") if shown else ""}
    return render(request, "newsletter/asked.html", context)


def _token_page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    # The page's own address holds the token: it is printed nowhere.
    response = render(request, template, context | {"canonical_url": ""}, status=status)
    # `no-referrer` would make browsers post `Origin: null`; the token must not leave the house either.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page with the one button, and what the button does. A link that is used up or old offers a new one."""
    token = subscriptions.bare(token)
    page = f"/{language}/c/"
    try:
        if request.method == "POST" and "new_link" in request.POST:
            subscriptions.send_new_link(token, _act(request, language, _("This link has done its work."), page))
            return HttpResponseRedirect(reverse("newsletter:asked", args=[language]), status=303)
        if request.method == "POST":
            subscriptions.confirm(token, _act(request, language, _("Do you want our newsletter?"), page))
            return _token_page(request, "newsletter/confirmed.html", {"issues": archive.latest(language, 1)})
        subscriber = subscriptions.find_confirmation(token)
    except LinkUsed as used:
        listed = used.subscriber.status == Status.ACTIVE
        return _token_page(request, "newsletter/link_over.html", {"listed": listed}, status=410)
    except LinkUnknown:
        return _token_page(request, "newsletter/link_broken.html", {}, status=410)
    return _token_page(request, "newsletter/confirm.html", {"masked": masked(subscriber.email)})


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
            subscriptions.unsubscribe(token, _act(request, language, shown, f"/{language}/u/"))
            if one_click:
                return HttpResponse(_("You have left the newsletter.") + "\n", content_type="text/plain; charset=utf-8")
            return _token_page(request, "newsletter/left.html", {})
        subscriber = subscriptions.find_leaving(token)
    except LinkUnknown:
        return _token_page(request, "newsletter/link_broken.html", {"leaving": True}, status=410)
    if subscriber is None or subscriber.status == Status.UNSUBSCRIBED:
        return _token_page(request, "newsletter/left.html", {})
    status = 400 if request.method == "POST" else 200
    return _token_page(request, "newsletter/leave.html", {"masked": masked(subscriber.email)}, status=status)


@require_safe
def issue(request: HttpRequest, language: str, digest_id: int) -> HttpResponse:
    """An issue as it went out, without what was withdrawn since; it holds no token and no address."""
    digest = Digest.objects.public(language).select_related("plan").filter(pk=digest_id).first()
    if digest is None:
        raise Http404
    context = {"page": archive.page(digest), "other_language": _box_in_the_other(language)}
    return render(request, "newsletter/issue.html", context)
