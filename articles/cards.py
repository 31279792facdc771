"""The cards of publications: read by three narrow questions, and remembered as long as nothing public has changed.

A card is the same wherever it stands; which cards a page may show (what is live, in which order) is asked elsewhere,
each time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.db.models import IntegerField

from articles import presenting
from articles.credits import Credited
from articles.models import Image, Publication, PublicationCredit
from articles.pages import Card, Names
from articles.presenting import Size
from newsroom.languages import LANGUAGES
from newsroom.pagecache import remembered_each
from newsroom.prepared import Among, Prepared, Row

_TEXT: Final = (
    *("article_id", "language", "slug", "headline", "kicker", "standfirst", "kind", "published_at", "section_id"),
    *("hero_alt", "hero_caption", "hero_credit"),
)
PICTURE: Final = (
    *("id", "file", "width", "height", "focal_x", "focal_y", "is_archive"),
    *(f"{words}_{language}" for words in ("alt_text", "caption", "credit") for language in LANGUAGES),
)


def of_tables(prefix: str, columns: Iterable[str]) -> list[str]:
    """The columns of a joined table, as a question names them."""
    return [f"{prefix}__{column}" for column in columns]


_TEXTS: Final = Prepared(
    lambda: Publication.objects.filter(Among("id", "keys", IntegerField())).values(
        "id", *_TEXT, *of_tables("section", Names._fields), *of_tables("hero", PICTURE)
    )
)
_CREDITS: Final = Prepared(
    lambda: (
        PublicationCredit.objects.filter(Among("publication_id", "keys", IntegerField()))
        .order_by("position", "pk")
        .values("publication_id", "role", *of_tables("person", Names._fields))
    )
)


def of(keys: Iterable[int]) -> dict[int, Card]:
    """The cards of these publications, by their keys."""
    return remembered_each("card", keys, _made)


def in_order(keys: Sequence[int]) -> tuple[Card, ...]:
    """The cards of these publications, in the order of the keys."""
    found = of(keys)
    return tuple(found[key] for key in keys if key in found)


def _made(keys: Collection[int]) -> dict[int, Card]:
    texts = _TEXTS.rows(keys=keys)
    credits = _credits(keys)
    sizes = presenting.sizes_of({row["hero__id"] for row in texts} - {None})
    return {row["id"]: _card(row, credits[row["id"]], sizes.get(row["hero__id"], ())) for row in texts}


def _credits(keys: Collection[int]) -> Mapping[int, list[Credited]]:
    """Who is credited for each, in printing order."""
    credits: dict[int, list[Credited]] = {key: [] for key in keys}
    for row in _CREDITS.rows(keys=keys):
        person = Names(**part_of(row, "person", Names._fields))
        credits[row["publication_id"]].append(Credited(person, row["role"]))
    return credits


def part_of(row: Row, prefix: str, columns: Iterable[str]) -> Row:
    """The columns of a joined table, without its prefix."""
    return {column: row[f"{prefix}__{column}"] for column in columns}


def _card(row: Row, credits: Sequence[Credited], sizes: Iterable[Size]) -> Card:
    language = row["language"]
    section = Names(**part_of(row, "section", Names._fields))
    image = Image(**part_of(row, "hero", PICTURE)) if row["hero__id"] else None
    return Card(
        article_id=row["article_id"],
        url=presenting.story_url(language, row["article_id"], row["slug"]),
        headline=row["headline"],
        language=language,
        kind=row["kind"],
        label=presenting.kind_label(row["kind"], language),
        kicker=row["kicker"],
        standfirst=row["standfirst"],
        byline=presenting.byline(credits, language).text,
        section=presenting.named_link("section", section, language),
        published_at=row["published_at"],
        picture=presenting.hero(
            image,
            language,
            alt=row["hero_alt"],
            caption=row["hero_caption"],
            credit=row["hero_credit"],
            sizes=sizes,
        ),
    )
