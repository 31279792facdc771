"""Pages for a thin line: words alone, one small style sheet, pictures as links."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import body, stories
from articles.fronts import front as front_page
from newsroom.languages import other, own_name
from newsroom.links import absolute
from newsroom.pagecache import public_page


@require_safe
@public_page
def front(request: HttpRequest, language: str) -> HttpResponse:
    """The headlines of the front page."""
    context = {
        "page": front_page(language),
        "full_url": absolute(reverse("articles:front", args=[language])),
        "other_url": reverse("articles:lite_front", args=[other(language)]),
        "other_name": own_name(other(language)),
    }
    return render(request, "lite/front.html", context)


@require_safe
@public_page
def story(request: HttpRequest, language: str, article_id: int) -> HttpResponse:
    """A story; its pictures are links."""
    material = stories.live(language, article_id)
    if material is None:
        raise Http404
    page = stories.page(material)
    words = (replace(passage, html=body.pictures_as_links(passage.html)) for passage in page.passages)
    context = {"page": replace(page, passages=tuple(words)), "full_url": absolute(page.url)}
    return render(request, "lite/story.html", context)
