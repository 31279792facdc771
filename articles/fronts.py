"""The front page, made up from what is newest: a lead, seconds, a block per section, and the latest by the clock.

A story stands once among lead, seconds and blocks; the column of the latest may name it a second time.
"""

from __future__ import annotations

from typing import Final

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
    live = Publication.objects.live(language).select_related("section", "hero").defer("body").newest_first()
    newest = list(live[:POOL])
    news = [row for row in newest if not row.section.opinion]
    lead = next((row for row in news if row.hero), news[0] if news else None)
    rest = [row for row in news if row is not lead]
    seconds = rest[:SECONDS]
    on_top = {row.pk for row in [lead, *seconds] if row}
    filed = _by_section([row for row in newest if row.pk not in on_top])
    if len(newest) == POOL:
        _backfill(filed, live, on_top)
    shown = [row for row in [lead, *seconds] if row] + [row for rows in filed.values() for row in rows]
    latest = rest[SECONDS : SECONDS + LATEST]
    prefetch_related_objects([*shown, *latest], *PublicationQuerySet.people_and_sizes())
    return FrontPage(
        lead=presenting.card(lead) if lead else None,
        seconds=presenting.cards(seconds),
        latest=presenting.cards(latest),
        blocks=_blocks(filed, language),
        cartoon=latest_cartoon(language),
        most_read=most_read(language),
    )


def _by_section(rows: list[Publication]) -> dict[Section, list[Publication]]:
    """What each section's block shows of `rows`."""
    filed: dict[Section, list[Publication]] = {}
    for row in rows:
        block = filed.setdefault(row.section, [])
        if len(block) < PER_BLOCK:
            block.append(row)
    return filed


def _backfill(filed: dict[Section, list[Publication]], live: PublicationQuerySet, on_top: set[int]) -> None:
    """Sections of which too little is among the newest get their own newest, the first of them in the menu's order."""
    short = [section for section in Section.objects.all() if len(filed.get(section, ())) < PER_BLOCK]
    for section in short[:BACKFILLED]:
        found = list(live.filter(section=section).exclude(pk__in=on_top)[:PER_BLOCK])
        if found:
            filed[section] = found


def _blocks(filed: dict[Section, list[Publication]], language: str) -> tuple[Block, ...]:
    """A block for every section that has stories, in the sections' order."""
    blocks = []
    for section in sorted(filed, key=lambda section: (section.position, section.pk)):
        heading = presenting.named_link("section", section, language)
        if heading:
            blocks.append(Block(heading, presenting.cards(filed[section]), opinion=section.opinion))
    return tuple(blocks)
