"""The front page, made up from what is newest: a lead, seconds, a block per section, and the latest by the clock.

A story stands once among lead, seconds and blocks; the column of the latest may name it a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.db.models import prefetch_related_objects

from articles import presenting, reading
from articles.models import Cartoon, Publication, Section
from articles.models.publication import PublicationQuerySet
from articles.pages import Block, Card, CartoonCard, FrontPage
from newsroom.pagecache import remembered

SECONDS: Final = 4
LATEST: Final = 8
MOST_READ: Final = 5
PER_BLOCK: Final = 4
POOL: Final = 80  # how many of the newest stories are looked at
BACKFILLED: Final = 5  # sections that are asked for one by one


def latest_cartoon(language: str) -> CartoonCard | None:
    """The newest cartoon that readers may see."""

    def made() -> CartoonCard | None:
        found = Cartoon.objects.live().for_cards().first()
        return presenting.cartoon_card(found, language) if found else None

    return remembered(("cartoon", language), made)


def most_read(language: str) -> tuple[Card, ...]:
    """What was read most in the last days and is still live; asked once for each state of the site."""

    def made() -> tuple[Card, ...]:
        ids = reading.most_read(language)
        rows = Publication.objects.live(language).select_related("section").defer("body").filter(article_id__in=ids)
        cards = {row.article_id: presenting.headline_card(row) for row in rows}
        return tuple(cards[pk] for pk in ids if pk in cards)[:MOST_READ]

    return remembered(("most read", language), made)


def front(language: str) -> FrontPage:
    """The front page of `language` as of now."""
    sections = {section.pk: section for section in remembered("sections", lambda: list(Section.objects.all()))}
    live = Publication.objects.live(language).newest_first()
    newest = [_Row(*row) for row in live.values_list("pk", "section_id", "hero_id")[:POOL]]
    news = [row for row in newest if not sections[row.section].opinion]
    lead = next((row for row in news if row.hero), news[0] if news else None)
    rest = [row for row in news if row is not lead]
    seconds, latest = rest[:SECONDS], rest[SECONDS : SECONDS + LATEST]
    on_top = {row.pk for row in [lead, *seconds] if row}
    filed = _by_section([row for row in newest if row.pk not in on_top])
    if len(newest) == POOL:
        _backfill(filed, live, on_top, sections.values())
    shown = on_top | {row.pk for row in latest} | {row.pk for rows in filed.values() for row in rows}
    cards = _cards(shown, sections)
    return FrontPage(
        lead=cards[lead.pk] if lead else None,
        seconds=tuple(cards[row.pk] for row in seconds),
        latest=tuple(cards[row.pk] for row in latest),
        blocks=_blocks(filed, cards, sections, language),
        cartoon=latest_cartoon(language),
        most_read=most_read(language),
    )


class _Row(NamedTuple):
    """What decides where a story stands."""

    pk: int
    section: int
    hero: int | None


def _cards(keys: Iterable[int], sections: Mapping[int, Section]) -> dict[int, Card]:
    """The cards of these publications; only what is shown is read whole."""
    rows = list(Publication.objects.filter(pk__in=keys).select_related("hero").defer("body"))
    for row in rows:
        row.section = sections[row.section_id]
    prefetch_related_objects(rows, *PublicationQuerySet.people_and_sizes())
    return {row.pk: presenting.card(row) for row in rows}


def _by_section(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    """What each section's block shows of `rows`."""
    filed: dict[int, list[_Row]] = {}
    for row in rows:
        block = filed.setdefault(row.section, [])
        if len(block) < PER_BLOCK:
            block.append(row)
    return filed


def _backfill(
    filed: dict[int, list[_Row]], live: PublicationQuerySet, on_top: set[int], sections: Iterable[Section]
) -> None:
    """Sections of which too little is among the newest get their own newest, the first of them in the menu's order."""
    short = [section.pk for section in sections if len(filed.get(section.pk, ())) < PER_BLOCK]
    for section in short[:BACKFILLED]:
        rows = live.filter(section=section).exclude(pk__in=on_top).values_list("pk", "section_id", "hero_id")
        if found := [_Row(*row) for row in rows[:PER_BLOCK]]:
            filed[section] = found


def _blocks(
    filed: Mapping[int, list[_Row]], cards: Mapping[int, Card], sections: Mapping[int, Section], language: str
) -> tuple[Block, ...]:
    """A block for every section that has stories, in the sections' order."""
    blocks = []
    for key, section in sections.items():
        heading = presenting.named_link("section", section, language)
        if heading and filed.get(key):
            blocks.append(Block(heading, tuple(cards[row.pk] for row in filed[key]), opinion=section.opinion))
    return tuple(blocks)
