"""The issues so far as a feed: for whoever reads the newsletter without giving an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import feeds, frame
from newsletter import archive
from newsroom import arabic, house
from newsroom.house import CARD
from newsroom.links import absolute


@require_safe
def feed(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """The newest issues, each with the headlines that are still public; no token, no address."""
    home = reverse("newsletter:subscribe", args=[language])
    found = feeds.begin(language, form, request.path, _("The newsletter"), home)
    manner = frame.identity().house[CARD]
    direction = arabic.direction(language)
    for listed in archive.latest(language):
        day = house.words(listed.dated, "body_date", manner, language)
        lines = format_html_join(
            "", '<p lang="{}" dir="{}">{}</p>', ((language, direction, h) for h in listed.headlines)
        )
        feeds.add(
            found,
            title=feeds.line(f"{day}: {listed.headline}" if listed.headline else day, language),
            link=absolute(listed.url),
            description=lines,
            pubdate=listed.dated,
            updateddate=listed.dated,
            unique_id=absolute(listed.url),
            unique_id_is_permalink=True,
        )
    return feeds.answer(found, form)
