"""A reader's own page, behind the link of every mail: what they get, a pause, another address, their data, the way out.

The link is the key, so nothing on it needs a log-in, and looking changes nothing. Each button posts `do`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter import personal, preferences, subscriptions
from newsletter.addresses import masked
from newsletter.forms import MoveForm, SettingsForm
from newsletter.models import Status, Subscriber
from newsletter.subscriptions import Act, LinkUnknown, LinkUsed
from newsletter.views.around import act_of, token_page

# What is said once it is done, by the word that stands in the page's address then.
_SAID: Final = {
    "saved": gettext_lazy("Your choice is kept; it holds from the next issue on."),
    "paused": gettext_lazy("Nothing is sent until then. You can come back earlier at any time."),
    "resumed": gettext_lazy("Welcome back. The next issue comes at its hour."),
    "moving": gettext_lazy(
        "If the address is right, a letter with a button is on its way to it. Until then all stays as it is."
    ),
    "renewed": gettext_lazy(
        "The links of earlier mails are void, but for those to leave. The next issue brings you a new one."
    ),
}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The page, and what each of its buttons does."""
    token = subscriptions.bare(token)
    try:
        subscriber = preferences.find(token)
        if request.method != "POST":
            return _page(request, language, subscriber)
        action = _ACTIONS.get(request.POST.get("do", ""))
        if action is None:
            return _page(request, language, subscriber, status=400)
        return action(request, language, token, subscriber)
    except LinkUsed:
        return token_page(request, "newsletter/settings_over.html", {}, status=410)
    except LinkUnknown:
        return token_page(request, "newsletter/link_broken.html", {}, status=410)


def _page(
    request: HttpRequest,
    language: str,
    subscriber: Subscriber,
    *,
    form: SettingsForm | None = None,
    moving: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "masked": masked(subscriber.email),
        "form": form or SettingsForm(language, initial=SettingsForm.initial_of(preferences.choices_of(subscriber))),
        "moving": moving or MoveForm(),
        "paused_until": subscriber.paused_until if subscriber.status == Status.PAUSED else None,
        "said": _SAID.get(request.GET.get("done", ""), ""),
    }
    return token_page(request, "newsletter/settings.html", context, status=status)


def _act(request: HttpRequest, language: str, text_shown: str) -> Act:
    return act_of(request, language, text_shown, f"/{language}/p/")


def _done(language: str, token: str, word: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('newsletter:settings', args=[language, token])}?done={word}", status=303)


def _save(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    form = SettingsForm(language, request.POST)
    if not form.is_valid():
        return _page(request, language, subscriber, form=form, status=422)
    preferences.save(token, form.choices(), _act(request, language, form.in_words()))
    return _done(language, token, "saved")


def _pause(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    preferences.pause(token, _act(request, language, _("Pause for 30 days")))
    return _done(language, token, "paused")


def _resume(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    preferences.resume(token, _act(request, language, _("Come back now")))
    return _done(language, token, "resumed")


def _move(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    form = MoveForm(request.POST, own=subscriber.email_norm or "")
    if not form.is_valid():
        return _page(request, language, subscriber, moving=form, status=422)
    preferences.ask_to_move(token, form.cleaned_data["email"], _act(request, language, _("Change the address")))
    return _done(language, token, "moving")


def _void_links(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    return _done(language, preferences.void_links(token), "renewed")


def _leave(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    subscriptions.leave(subscriber, _act(request, language, _("Leave the newsletter")))
    subscriber.refresh_from_db()
    undo = subscriptions.leaving_token(subscriber) if subscriptions.may_come_back(subscriber) else ""
    return token_page(request, "newsletter/left.html", {"may_undo": bool(undo), "undo_token": undo})


def _json(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    return _file(personal.as_json(subscriber), "application/json", "newsletter.json")


def _csv(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    return _file(personal.as_csv(subscriber), "text/csv", "newsletter.csv")


def _file(content: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _erase(request: HttpRequest, language: str, token: str, subscriber: Subscriber) -> HttpResponse:
    """First the question, for nothing of it can be taken back."""
    if request.POST.get("sure") != "yes":
        return token_page(request, "newsletter/erase.html", {"masked": masked(subscriber.email)})
    personal.erase(subscriber, _act(request, language, _("Erase everything about me")))
    return token_page(request, "newsletter/erased.html", {})


_ACTIONS: Final[dict[str, Callable[[HttpRequest, str, str, Subscriber], HttpResponse]]] = {
    "save": _save,
    "pause": _pause,
    "resume": _resume,
    "move": _move,
    "void_links": _void_links,
    "leave": _leave,
    "json": _json,
    "csv": _csv,
    "erase": _erase,
}
