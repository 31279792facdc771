"""The front page, made up from what is newest: a lead, seconds, a block per section, and the latest by the clock.

A story stands once among lead, seconds and blocks; the column of the latest may name it a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import CharField, DateTimeField, IntegerField

from articles import cards, lists, presenting, reading
from articles.models import Author, Cartoon, Publication, Section, Tag
from articles.models.publication import PublicationQuerySet
from articles.pages import Block, Card, CartoonCard, FrontPage
from newsroom import clock
from newsroom.pagecache import remembered
from newsroom.prepared import Prepared, Slot

SECONDS: Final = 4
LATEST: Final = 8
MOST_READ: Final = 5
CARTOONS: Final = 4  # beside a list
PER_BLOCK: Final = 4
POOL: Final = 80  # how many of the newest stories are looked at
BACKFILLED: Final = 5  # sections that are asked for one by one


def latest_cartoon(language: str) -> CartoonCard | None:
    """The newest cartoon that readers may see."""

    def made() -> CartoonCard | None:
        found = Cartoon.objects.live().for_cards().first()
        return presenting.cartoon_card(found, language) if found else None

    return remembered(("cartoon", language), made)


def cartoons_of(thing: Author | Tag, language: str) -> tuple[CartoonCard, ...]:
    """The newest cartoons of a tag, or of a person's hand."""

    def made() -> tuple[CartoonCard, ...]:
        live = Cartoon.objects.live().for_cards()
        rows = live.filter(tags=thing) if isinstance(thing, Tag) else live.filter(artist=thing)
        return tuple(presenting.cartoon_card(row, language) for row in rows[:CARTOONS])

    return remembered(("cartoons of", type(thing).__name__, thing.pk, language), made)


def most_read(language: str) -> tuple[Card, ...]:
    """What was read most in the last days and is still live; asked once for each state of the site."""

    def made() -> tuple[Card, ...]:
        ids = reading.most_read(language)
        keys = lists.live(language, ids)
        return cards.in_order([keys[article_id] for article_id in ids if article_id in keys][:MOST_READ])

    return remembered(("most read", language), made)


class _Row(NamedTuple):
    """What decides where a story stands."""

    id: int
    section_id: int
    hero_id: int | None


def _newest(rows: PublicationQuerySet, number: int) -> Any:
    """The question for the newest live ones of `rows`, as `_Row` has them."""
    live = rows.live_at(Slot("now", DateTimeField())).filter(language=Slot("language", CharField()))
    return live.newest_first().values(*_Row._fields)[:number]


_NEWEST: Final = Prepared(lambda: _newest(Publication.objects.all(), POOL))
_OF_SECTION: Final = Prepared(
    lambda: _newest(Publication.objects.filter(section=Slot("filed", IntegerField())), PER_BLOCK + SECONDS + 1)
)


def front(language: str) -> FrontPage:
    """The front page of `language` as of now."""
    sections = {section.pk: section for section in remembered("sections", lambda: list(Section.objects.all()))}
    now = clock.now()
    newest = [_Row(**row) for row in _NEWEST.rows(now=now, language=language)]
    news = [row for row in newest if not sections[row.section_id].opinion]
    lead = next((row for row in news if row.hero_id), news[0] if news else None)
    rest = [row for row in news if row is not lead]
    seconds, latest = rest[:SECONDS], rest[SECONDS : SECONDS + LATEST]
    on_top = {row.id for row in [lead, *seconds] if row}
    filed = _by_section([row for row in newest if row.id not in on_top])
    if len(newest) == POOL:
        _backfill(filed, language, now, on_top, sections.values())
    shown = on_top | {row.id for row in latest} | {row.id for rows in filed.values() for row in rows}
    found = cards.of(shown)
    return FrontPage(
        lead=found[lead.id] if lead else None,
        seconds=tuple(found[row.id] for row in seconds),
        latest=tuple(found[row.id] for row in latest),
        blocks=_blocks(filed, found, sections, language),
        cartoon=latest_cartoon(language),
        most_read=most_read(language),
    )


def _by_section(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    """What each section's block shows of `rows`."""
    filed: dict[int, list[_Row]] = {}
    for row in rows:
        block = filed.setdefault(row.section_id, [])
        if len(block) < PER_BLOCK:
            block.append(row)
    return filed


def _backfill(
    filed: dict[int, list[_Row]], language: str, now: datetime, on_top: set[int], sections: Iterable[Section]
) -> None:
    """Sections of which too little is among the newest get their own newest, the first of them in the menu's order."""
    short = [section.pk for section in sections if len(filed.get(section.pk, ())) < PER_BLOCK]
    for section in short[:BACKFILLED]:
        rows = [_Row(**row) for row in _OF_SECTION.rows(now=now, language=language, filed=section)]
        if found := [row for row in rows if row.id not in on_top][:PER_BLOCK]:
            filed[section] = found


def _blocks(
    filed: Mapping[int, list[_Row]], cards: Mapping[int, Card], sections: Mapping[int, Section], language: str
) -> tuple[Block, ...]:
    """A block for every section that has stories, in the sections' order."""
    blocks = []
    for key, section in sections.items():
        heading = presenting.named_link("section", section, language)
        if heading and filed.get(key):
            blocks.append(Block(heading, tuple(cards[row.id] for row in filed[key]), opinion=section.opinion))
    return tuple(blocks)
