"""Lists of stories, newest first, a page at a time.

Paging is by the last row seen ("older than this one"), so that page 500 costs what page 1 costs and a story that
arrives meanwhile shifts nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import CharField, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet

from articles import topics
from articles.models import Author, Named, Publication, Region, Section, Tag, Topic
from articles.models.publication import PublicationQuerySet
from newsroom import clock
from newsroom.prepared import Among, Prepared, Slot

PAGE_SIZE: Final = 20
LEAST_OF_TAG: Final = 3  # stories, from which on the list of a tag is offered to search engines

FAMILIES: Final[dict[str, type[Named]]] = {
    "section": Section,
    "region": Region,
    "tag": Tag,
    "author": Author,
    "topic": Topic,
}


def find(kind: str, language: str, slug: str) -> Named | None:
    """The section, region, tag, person or topic (`kind`) with that address in `language`; None where there is none."""
    rows = FAMILIES[kind]._default_manager.filter(**{f"slug_{language}": slug, f"name_{language}__gt": ""})
    return rows.first()


def stories_of(thing: Named, language: str) -> PublicationQuerySet:
    """The live stories of a section, a region and everything within it, a tag, a credited person, a topic."""
    live = Publication.objects.live(language)
    match thing:
        case Section():
            return live.filter(section=thing)
        case Region():
            # Asked of each of the newest stories in turn: nothing is sorted, and what is wanted is found soon.
            filed = Publication.regions.through.objects.filter(publication=OuterRef("pk"))
            return live.filter(Exists(filed.filter(region__in=_within(thing))))
        case Tag():
            return live.filter(tags=thing)
        case Topic():
            return topics.stories_of(thing, language)
        case _:
            return live.filter(credits__person=thing.pk).distinct()


def newest(language: str, number: int) -> list[int]:
    """The newest live publications, by their keys."""
    return list(Publication.objects.live(language).newest_first().values_list("pk", flat=True)[:number])


_LIVE: Final = Prepared(
    lambda: (
        Publication.objects.live_at(Slot("now", DateTimeField()))
        .filter(Among("article_id", "articles", IntegerField()), language=Slot("language", CharField()))
        .values("id", "article_id")
    )
)


def live(language: str, article_ids: Collection[int]) -> dict[int, int]:
    """The publications of those of these stories that readers of `language` see now: a key for each number."""
    if not article_ids:
        return {}
    rows = _LIVE.rows(now=clock.now(), language=language, articles=article_ids)
    return {row["article_id"]: row["id"] for row in rows}


def _within(region: Region) -> QuerySet[Region, int]:
    """The ids of a region and of all that lies in it, at any depth."""
    return Region.objects.filter(path__startswith=region.path).order_by().values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class Slice:
    """The publications of one page by their keys, and the mark behind which the next begins; an empty mark where there
    is none.
    """

    keys: tuple[int, ...]
    older: str


def mark_of(published_at: datetime, article_id: int) -> str:
    """A story's place in the order, for a URL: microseconds since 1970 and its number."""
    since = published_at - datetime(1970, 1, 1, tzinfo=UTC)
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return f"{microseconds}-{article_id}"


def _moment_and_id(mark: str) -> tuple[datetime, int] | None:
    microseconds, dash, article_id = mark.partition("-")
    if not dash or not (microseconds + article_id).isascii() or not microseconds.isdigit() or not article_id.isdigit():
        return None
    if len(microseconds) > 17 or len(article_id) > 18:
        return None
    return datetime.fromtimestamp(int(microseconds) // 1_000_000, UTC).replace(
        microsecond=int(microseconds) % 1_000_000
    ), int(article_id)


def page_of(rows: PublicationQuerySet, *, before: str = "", size: int = PAGE_SIZE) -> Slice:
    """`size` of `rows` older than the mark `before`; a mark that is none is the first page."""
    place = _moment_and_id(before)
    if place:
        moment, article_id = place
        rows = rows.filter(Q(published_at__lt=moment) | Q(published_at=moment, article_id__lt=article_id))
    found = list(rows.newest_first().values_list("published_at", "article_id", "pk")[: size + 1])
    shown = found[:size]
    older = mark_of(*shown[-1][:2]) if len(found) > size else ""
    return Slice(tuple(key for *_place, key in shown), older)
