"""The cards of publications: read by two narrow questions, and remembered as long as nothing public has changed.

A card is the same wherever it stands; which cards a page may show (what is live, in which order) is asked elsewhere,
each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.db import connection
from django.db.models import IntegerField

from articles import presenting
from articles.credits import Credited
from articles.models import Image, Publication
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
# By hand, as the union of `articles.stories`. Credits: key, place, name and slug in both languages, role. Sizes:
# picture, width, height, type, file.
_BESIDE: Final = """SELECT 'credit', c.publication_id, c.position, c.id,
p.name_ar, p.name_en, p.slug_ar, p.slug_en, c.role FROM
articles_publicationcredit c JOIN articles_author p ON p.id = c.person_id WHERE c.publication_id IN ({texts})
UNION ALL SELECT 'size', image_id, width, height, media_type, file, '', '', '' FROM articles_rendition
WHERE image_id IN ({images})
"""


def of(keys: Iterable[int]) -> dict[int, Card]:
    """The cards of these publications, by their keys."""
    return remembered_each("card", keys, _made)


def in_order(keys: Sequence[int]) -> tuple[Card, ...]:
    """The cards of these publications, in the order of the keys."""
    found = of(keys)
    return tuple(found[key] for key in keys if key in found)


def _made(keys: Collection[int]) -> dict[int, Card]:
    texts = _TEXTS.rows(keys=keys)
    credits, sizes = _beside(keys, {row["hero__id"] for row in texts} - {None})
    return {row["id"]: _card(row, credits[row["id"]], sizes[row["hero__id"]]) for row in texts}


def _beside(
    keys: Collection[int], images: Collection[int]
) -> tuple[Mapping[int, Sequence[Credited]], Mapping[int, Sequence[Size]]]:
    """Who is credited for each publication, in printing order, and the files of each picture, by type and width."""
    credits: dict[int, list[Credited]] = defaultdict(list)
    sizes: dict[int, list[Size]] = defaultdict(list)
    sql = _BESIDE.format(texts=_places(keys), images=_places(images) or "0")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, *images])
        for kind, key, first, second, *texts in sorted(cursor.fetchall(), key=lambda row: row[2:4]):
            if kind == "credit":
                credits[key].append(Credited(Names(*texts[:4]), texts[4]))
            else:
                sizes[key].append(Size(texts[0], first, second, texts[1]))
    return credits, sizes


def _places(values: Collection[int]) -> str:
    return ", ".join(["%s"] * len(values))


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
