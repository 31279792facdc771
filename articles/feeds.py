"""Feeds: the latest, each section, region, tag, person and topic, and the cartoons, as RSS 2.0 and Atom (RFC 4287).

An entry keeps its id whatever becomes of its headline and its address. Texts that begin with letters of the other
direction are marked, because a reader's program shows them without a page around.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from articles import cards, frame, lists, presenting, redirects
from articles.models import Cartoon, Image, Publication
from articles.models.publication import PublicationQuerySet
from newsroom import arabic
from newsroom.links import absolute
from newsroom.pagecache import public_page

ENTRIES: Final = 30
_FORMS: Final[dict[str, type[SyndicationFeed]]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
@public_page
def latest(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """Everything, newest first."""
    return _of(Publication.objects.live(language), language, form, request.path, "", f"/{language}/")


@require_safe
@public_page
def of_list(request: HttpRequest, language: str, kind: str, slug: str, form: str) -> HttpResponse:
    """The stories of a section, region, tag, person or topic; where it is no longer, it may have been led on."""
    thing = lists.find(kind, language, slug)
    if thing is None:
        return _moved(request.path)
    home = reverse(f"articles:{kind}", args=[language, thing.slug_in(language)])
    return _of(lists.stories_of(thing, language), language, form, request.path, thing.name_in(language), home)


def _moved(path: str) -> HttpResponse:
    """The feed of what was renamed or merged is where the list is now."""
    target = redirects.target(path)
    if target is None:
        raise Http404
    return HttpResponsePermanentRedirect(quote(target), headers={"Cache-Control": "no-cache"})


@require_safe
@public_page
def cartoons(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """The newest cartoons, each whole."""
    feed = begin(language, form, request.path, pgettext("on a page", "Cartoons"), f"/{language}/cartoons/")
    for row in Cartoon.objects.live().for_cards().prefetch_related("tags")[:ENTRIES]:
        card = presenting.cartoon_card(row, language)
        picture = format_html('<p><img src="{}" alt="{}"></p>', absolute(card.picture.url), card.picture.alt)
        add(
            feed,
            title=line(card.title, language),
            link=absolute(card.url),
            description=picture,
            author_name=card.artist,
            categories=[name for tag in row.tags.all() if (name := tag.name_in(language))],
            pubdate=row.live_from,
            updateddate=row.live_from,
            unique_id=absolute(card.url),
            unique_id_is_permalink=True,
            enclosures=_enclosures(row.image),
        )
    return answer(feed, form)


def _of(rows: PublicationQuerySet, language: str, form: str, path: str, name: str, home: str) -> HttpResponse:
    feed = begin(language, form, path, name, home)
    newest = list(rows.newest_first().select_related("hero").defer("body")[:ENTRIES])
    found = cards.of(row.pk for row in newest)
    for row in newest:
        card = found[row.pk]
        direction = arabic.direction(language)
        summary = format_html('<p lang="{}" dir="{}">{}</p>', language, direction, card.standfirst or card.headline)
        add(
            feed,
            title=line(card.headline, language),
            link=absolute(card.url),
            description=summary,
            author_name=card.byline or frame.identity().name_in(language),
            categories=[card.section.label] if card.section else [],
            pubdate=row.published_at,
            updateddate=row.updated_at or row.published_at,
            unique_id=absolute(presenting.short_url(language, row.article_id)),
            unique_id_is_permalink=False,
            enclosures=_enclosures(row.hero),
        )
    return answer(feed, form)


def begin(language: str, form: str, path: str, name: str, home: str) -> SyndicationFeed:
    """An empty feed of the paper: of the list `name`, whose page is `home`; its own address is `path`."""
    paper = frame.identity()
    title = " – ".join(part for part in (paper.name_in(language), name) if part)
    return _FORMS[form](
        title=line(title, language),
        link=absolute(home),
        description=_clean(getattr(paper, f"tagline_{language}") or _("Latest news")),
        language=language,
        author_name=_clean(paper.name_in(language)),
        feed_url=absolute(path),
        ttl=5,
    )


def add(feed: SyndicationFeed, *, categories: Sequence[str] = (), **about: Any) -> None:
    """An entry, all of its texts without signs that XML does not know."""
    known: dict[str, Any] = {name: _clean(value) if isinstance(value, str) else value for name, value in about.items()}
    feed.add_item(**known, categories=[_clean(category) for category in categories])


def answer(feed: SyndicationFeed, form: str) -> HttpResponse:
    """The feed as it is sent."""
    response = HttpResponse(content_type=f"application/{form}+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _enclosures(image: Image | None) -> list[Enclosure]:
    if image is None:
        return []
    try:
        size = default_storage.size(image.file.name or "")
    except OSError:  # the file is gone: the entry goes without it
        return []
    kind = "png" if (image.file.name or "").endswith(".png") else "jpeg"
    return [Enclosure(absolute(image.file.url), str(size), f"image/{kind}")]


def line(text: str, language: str) -> str:
    """A text for a title, which a reader's program shows without a page around it."""
    return _clean(arabic.plain_title(text, language))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
