"""The front page, made up from what is newest: a lead, seconds, a block per section, and the latest by the clock.

A story stands once among lead, seconds and blocks; the column of the latest may name it a second time.
"""

from __future__ import annotations

from typing import Final

from articles import presenting
from articles.models import Cartoon, Publication, Section
from articles.pages import Block, Card, CartoonCard, FrontPage

SECONDS: Final = 4
LATEST: Final = 8
PER_BLOCK: Final = 4
POOL: Final = 80  # how many of the newest stories are looked at


def latest_cartoon(language: str) -> CartoonCard | None:
    """The newest cartoon that readers may see."""
    found = Cartoon.objects.live().for_cards().first()
    return presenting.cartoon_card(found, language) if found else None


def front(language: str) -> FrontPage:
    """The front page of `language` as of now."""
    newest = list(Publication.objects.live(language).newest_first().for_cards()[:POOL])
    news = [row for row in newest if not row.section.opinion]
    lead = next((row for row in news if row.hero), news[0] if news else None)
    rest = [row for row in news if row is not lead]
    seconds = rest[:SECONDS]
    on_top = {row.pk for row in [lead, *seconds] if row}
    blocks = _blocks([row for row in newest if row.pk not in on_top], language)
    return FrontPage(
        lead=presenting.card(lead) if lead else None,
        seconds=presenting.cards(seconds),
        latest=presenting.cards(rest[SECONDS : SECONDS + LATEST]),
        blocks=tuple(blocks),
        cartoon=latest_cartoon(language),
    )


def _blocks(rows: list[Publication], language: str) -> list[Block]:
    """A block for every section that has stories left, in the sections' order."""
    by_section: dict[Section, list[Card]] = {}
    for row in rows:
        filed = by_section.setdefault(row.section, [])
        if len(filed) < PER_BLOCK:
            filed.append(presenting.card(row))
    blocks = []
    for section in sorted(by_section, key=lambda section: (section.position, section.pk)):
        heading = presenting.named_link("section", section, language)
        if heading:
            blocks.append(Block(heading, tuple(by_section[section]), opinion=section.opinion))
    return blocks
