"""Signing up, and the issues that have gone out. The answer is the same for every address there is."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import reading
from articles.pages import Link
from newsletter import archive, outbox, subscriptions
from newsletter.forms import SubscribeForm
from newsletter.models import Digest
from newsletter.views.around import act_of
from newsroom.languages import other, own_name
from newsroom.same_origin import same_origin_form


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
        subscriptions.request(asked["email"], act_of(request, asked["language"], shown, asked["source"]))
    return HttpResponseRedirect(reverse("newsletter:asked", args=[language]), status=303)


@require_safe
def asked(request: HttpRequest, language: str) -> HttpResponse:
    """What everybody who signed up sees: one step remains."""
    shown = settings.DEMO and outbox.is_open()
    context = {"outbox_url": reverse("admin:newsletter_outbox") if shown else ""}
    return render(request, "newsletter/asked.html", context)


@require_safe
def issue(request: HttpRequest, language: str, digest_id: int) -> HttpResponse:
    """An issue as it went out, without what was withdrawn since; it holds no token and no address."""
    digest = Digest.objects.public(language).select_related("plan").filter(pk=digest_id).first()
    if digest is None:
        raise Http404
    context = {"page": archive.page(digest), "other_language": _box_in_the_other(language)}
    return render(request, "newsletter/issue.html", context)


@same_origin_form
@require_POST
def issue_read(request: HttpRequest, language: str, digest_id: int) -> HttpResponse:
    """`POST …/read`, sent by page.js: somebody reads an issue on the site. Nobody learns who, and no mail says so."""
    known = archive.note_read(language, digest_id, reading.reader_of(request))
    return HttpResponse(status=204 if known else 404)
