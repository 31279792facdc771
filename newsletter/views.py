"""The newsletter's public pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from newsletter import subscriptions
from newsletter.forms import SubscribeForm
from newsroom.same_origin import same_origin_form


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_form
def subscribe(request: HttpRequest, language: str) -> HttpResponse:
    """The box's own page, and where every box posts to; the answer is the same for a new and for a known address."""
    if request.method != "POST":
        return render(request, "newsletter/subscribe.html", {"form": SubscribeForm(initial={"language": language})})
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return render(request, "newsletter/subscribe.html", {"form": form}, status=422)
    asked = form.cleaned_data
    if not asked["website"]:
        subscriptions.request(asked["email"], language=asked["language"], source=asked["source"])
    return render(request, "newsletter/subscribed.html")
