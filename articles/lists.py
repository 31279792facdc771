"""Lists of stories, newest first, a page at a time.

Paging is by the last row seen ("older than this one"), so that page 500 costs what page 1 costs and a story that
arrives meanwhile shifts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Q

from articles import topics
from articles.models import Author, Named, Publication, Region, Section, Tag, Topic
from articles.models.publication import PublicationQuerySet

PAGE_SIZE: Final = 20


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
            return live.filter(regions__path__startswith=thing.path).distinct()
        case Tag():
            return live.filter(tags=thing)
        case Topic():
            return topics.stories_of(thing, language)
        case _:
            return live.filter(credits__person=thing.pk).distinct()


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page and the mark behind which the next begins; an empty mark where there is none."""

    rows: tuple[Publication, ...]
    older: str


def mark_of(row: Publication) -> str:
    """A row's place in the order, for a URL: microseconds since 1970 and the story's id."""
    since = row.published_at - datetime(1970, 1, 1, tzinfo=UTC)
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return f"{microseconds}-{row.article_id}"


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
    """`size` rows with what cards print, older than the mark `before`; a mark that is none is the first page."""
    return slice_of(rows.for_cards(), before=before, size=size)


def slice_of(rows: PublicationQuerySet, *, before: str = "", size: int = PAGE_SIZE) -> Slice:
    """As `page_of`, the rows as they are given."""
    place = _moment_and_id(before)
    if place:
        moment, article_id = place
        rows = rows.filter(Q(published_at__lt=moment) | Q(published_at=moment, article_id__lt=article_id))
    found = list(rows.newest_first()[: size + 1])
    shown = tuple(found[:size])
    return Slice(shown, mark_of(shown[-1]) if len(found) > size else "")
