"""What search engines may find (sitemaps.org), each page with its translation (hreflang), and the news of two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Max
from django.db.models.functions import Coalesce, TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import calendar, frame, lists, presenting, topics
from articles.models import Cartoon, HousePage, Publication
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.links import absolute
from newsroom.pagecache import public_page

NEWS: Final = timedelta(hours=48)
MOST_NEWS: Final = 1_000
_FILED_BY: Final = {"section": "section", "region": "regions", "tag": "tags", "author": "credits__person"}
_LISTS: Final = ("latest", "topics", "regions", "archive", "cartoons", "corrections")


@dataclass(frozen=True, slots=True)
class Entry:
    """An address, when it was last changed, and the same page in each language that it exists in."""

    url: str
    changed_at: datetime | None = None
    languages: tuple[tuple[str, str], ...] = ()


def _answer(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, f"sitemaps/{template}.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The maps: one of the lists, one for each month of stories."""
    live = Publication.objects.live_at(clock.now()).order_by()
    months = (
        live.annotate(month=TruncMonth("published_at"))
        .values("month")
        .annotate(changed=Max(Coalesce(F("updated_at"), F("published_at"))))
        .order_by("-month")
    )
    maps = [Entry(absolute(reverse("articles:sitemap_pages")))]
    for row in months:
        first = clock.local(row["month"])
        maps.append(
            Entry(absolute(reverse("articles:sitemap_stories", args=[first.year, first.month])), row["changed"])
        )
    return _answer(request, "index", maps=maps)


@require_safe
@public_page
def stories(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The stories of a month, in both languages."""
    span = calendar.span(f"{year:04}", f"{month:02}")
    if span is None:
        raise Http404
    live = Publication.objects.live_at(clock.now()).order_by("-published_at", "-article_id", "language")
    rows = list(live.filter(published_at__gte=span.begin, published_at__lt=span.end).only(*_COLUMNS))
    if not rows:
        raise Http404
    return _answer(request, "urls", entries=list(_stories(rows)))


_COLUMNS: Final = ("article_id", "language", "slug", "headline", "published_at", "updated_at")


def _stories(rows: Iterable[Publication]) -> Iterator[Entry]:
    found = list(rows)
    both = Publication.objects.live_at(clock.now()).filter(article__in=[row.article_id for row in found])
    addresses: dict[int, list[tuple[str, str]]] = {}
    for row in both.order_by("language").only(*_COLUMNS):
        addresses.setdefault(row.article_id, []).append((row.language, _url(row)))
    for row in found:
        languages = tuple(addresses.get(row.article_id, ()))
        yield Entry(_url(row), row.updated_at or row.published_at, languages if len(languages) > 1 else ())


def _url(row: Publication) -> str:
    return absolute(presenting.story_url(row.language, row.article_id, row.slug))


@require_safe
@public_page
def pages(request: HttpRequest) -> HttpResponse:
    """The front pages, what stories are filed under, topics, cartoons, and the pages about the newspaper."""
    entries = [*_in_all("front"), *(entry for name in _LISTS for entry in _in_all(name))]
    for kind, filed_by in _FILED_BY.items():
        least = lists.LEAST_OF_TAG if kind == "tag" else 1
        filed = {code: _with_stories(code, filed_by, least) for code in LANGUAGES}
        for thing in lists.FAMILIES[kind]._default_manager.all():
            there = (code for code in LANGUAGES if thing.pk in filed[code])
            links = [(code, presenting.named_link(kind, thing, code)) for code in there]
            entries += _alike([(code, link.url) for code, link in links if link])
    for topic in topics.known():
        named = [(code, presenting.named_link("topic", topic, code)) for code in LANGUAGES]
        entries += _alike([(code, link.url) for code, link in named if link])
    for cartoon in Cartoon.objects.live():
        entries += _alike([(code, reverse("articles:cartoon", args=[code, cartoon.pk])) for code in LANGUAGES])
    for row in HousePage.objects.all():
        shown = [(code, presenting.house_page_link(row, code)) for code in LANGUAGES]
        entries += _alike([(code, link.url) for code, link in shown if link], row.changed_at)
    return _answer(request, "urls", entries=entries)


def _with_stories(language: str, filed_by: str, least: int) -> set[int]:
    """The ids of what has at least so many stories in a language."""
    rows = Publication.objects.live(language).order_by().values(filed_by).annotate(stories=Count("pk"))
    return set(rows.filter(stories__gte=least).values_list(filed_by, flat=True))


def _in_all(name: str) -> list[Entry]:
    return _alike([(code, reverse(f"articles:{name}", args=[code])) for code in LANGUAGES])


def _alike(addresses: list[tuple[str, str]], changed_at: datetime | None = None) -> list[Entry]:
    """An entry for each language, each naming all."""
    languages = tuple((code, absolute(url)) for code, url in addresses)
    return [Entry(url, changed_at, languages if len(languages) > 1 else ()) for _code, url in languages]


@require_safe
@public_page
def news(request: HttpRequest) -> HttpResponse:
    """The stories of the last two days, as Google's news sitemaps want them."""
    live = Publication.objects.live_at(clock.now()).filter(published_at__gt=clock.now() - NEWS)
    rows = live.order_by("-published_at", "-article_id").only(*_COLUMNS)[:MOST_NEWS]
    names = {code: frame.identity().name_in(code) for code in LANGUAGES}
    stories = [(row, _url(row), names[row.language]) for row in rows]
    return _answer(request, "news", stories=stories)
