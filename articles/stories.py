"""The article page: built from what is published or, for a preview, from what the form holds, by the same code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils.translation import override

from articles import body, frame, presenting, structured_data, suggesting, topics
from articles.credits import credit_line
from articles.fronts import latest_cartoon, most_read
from articles.kinds import manner
from articles.models import (
    Correction,
    Credit,
    Image,
    Publication,
    Region,
    Section,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
from articles.models.publication import PublicationQuerySet
from articles.pages import Card, Link, Passage, StoryPage
from newsroom import arabic, clock
from newsroom.languages import other, own_name


@dataclass(frozen=True, slots=True)
class Material:
    """What an article page is made of, wherever it comes from: the text, and the rows it refers to."""

    article_id: int
    language: str
    text: Mapping[str, str]
    section: Section | None
    regions: Sequence[Region]
    tags: Sequence[Tag]
    wires: Sequence[Wire]
    credits: Sequence[Credit]
    related_ids: Sequence[int]
    hero: Image | None
    from_desk: bool
    kind: str
    published_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: Sequence[Correction] = ()
    draft: bool = False
    suggested_ids: Sequence[int] = ()
    leads_to: Mapping[int, Card] | None = None  # the live stories among all that it names; None: still to be asked
    other_language: Link | None = None  # the same story in the other language, where it is live
    topics: tuple[Link, ...] = ()


def published(row: Publication) -> Material:
    """The material of a publication; expects `for_page()`."""
    beside = _beside(row)
    suggested = suggesting.found_for(row.article_id, row.language)
    inline = [part.article_id for part in body.split(row.body) if isinstance(part, body.ReadAlso)]
    led_to = {*inline, *beside.read_ids, *suggested} - {row.article_id}
    rows = list(_live_rows(row.language, led_to))
    prefetch_related_objects([row, *rows], *PublicationQuerySet.people_and_sizes())
    return Material(
        article_id=row.article_id,
        language=row.language,
        text={field: getattr(row, field) for field in TEXT_FIELDS},
        section=row.section,
        regions=beside.regions,
        tags=beside.tags,
        wires=beside.wires,
        credits=list(row.credits.all()),
        related_ids=beside.read_ids,
        suggested_ids=suggested,
        leads_to={each.article_id: presenting.card(each) for each in rows},
        other_language=_link_to_other(row.language, row.article_id, row.other_slug),
        topics=topics.links_of(row, tags=beside.tags, regions=beside.regions),
        hero=row.hero,
        from_desk=row.from_desk,
        kind=row.kind,
        published_at=row.published_at,
        updated_at=row.updated_at,
        corrections=list(Correction.objects.public(row.language).filter(article=row.article_id)),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in other tables: rows with their names and slugs alone, in printing order."""

    regions: Sequence[Region]
    tags: Sequence[Tag]
    wires: Sequence[Wire]
    read_ids: Sequence[int]


# Kind, key, place in the order, and four texts of which some exist.
_BESIDE: Final = """SELECT 'region', r.id, r.path, r.name_ar, r.name_en, r.slug_ar, r.slug_en FROM articles_region r
JOIN articles_publication_regions l ON l.region_id = r.id WHERE l.publication_id = %s
UNION ALL SELECT 'tag', t.id, t.name_ar, t.name_ar, t.name_en, t.slug_ar, t.slug_en FROM articles_tag t
JOIN articles_publication_tags l ON l.tag_id = t.id WHERE l.publication_id = %s
UNION ALL SELECT 'wire', w.id, w.name_ar, w.name_ar, w.name_en, '', '' FROM articles_wire w
JOIN articles_publication_wires l ON l.wire_id = w.id WHERE l.publication_id = %s
UNION ALL SELECT 'read', target_id, CAST(position AS varchar(9)), '', '', '', '' FROM articles_publishedrelatedread
WHERE publication_id = %s
"""


def _beside(row: Publication) -> _Beside:
    """Regions, tags, agencies and related reads of a publication in one query, written by hand: Django needs ten
    times as long to put such a union together as a database to answer it.
    """
    names, slugs = ("name_ar", "name_en"), ("slug_ar", "slug_en")  # each behind what it is put in order by
    found: dict[str, list[tuple[Any, ...]]] = {"region": [], "tag": [], "wire": [], "read": []}
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, [row.pk] * 4)
        for kind, *columns in cursor.fetchall():
            found[kind].append(tuple(columns))

    def rows(kind: str, model: Any, *fields: str) -> list[Any]:
        in_order = sorted(found[kind], key=lambda columns: (columns[1] or "", columns[0]))
        return [model(pk=pk, **dict(zip(fields, values, strict=False))) for pk, *values in in_order]

    return _Beside(
        regions=rows("region", Region, "path", *names, *slugs),
        tags=rows("tag", Tag, "name_ar", *names, *slugs),
        wires=rows("wire", Wire, "name_ar", *names),
        read_ids=[pk for pk, *_rest in sorted(found["read"], key=lambda columns: int(columns[1]))],
    )


def _afterwards(material: Material, leads_to: Mapping[int, Card], inline_ids: Sequence[int]) -> tuple[Card, ...]:
    """What to read next: what the desk chose, all of it; then what was found, until there is enough."""
    open_ones = [pk for pk in material.related_ids if pk in leads_to and pk not in inline_ids]
    found = [pk for pk in material.suggested_ids if pk in leads_to and pk not in {*inline_ids, *open_ones}]
    return tuple(leads_to[pk] for pk in [*open_ones, *found[: max(0, suggesting.SHOWN - len(open_ones))]])


def page(material: Material) -> StoryPage:
    """The article page of `material`; every story it leads to is one that is live in its language now."""
    language, text = material.language, material.text
    identity = frame.identity()
    parts = body.split(text["body"])
    inline_ids = [part.article_id for part in parts if isinstance(part, body.ReadAlso)]
    asked_for = {*inline_ids, *material.related_ids, *material.suggested_ids} - {material.article_id}
    leads_to = material.leads_to
    if leads_to is None:
        rows = _live_rows(language, asked_for).with_people_and_sizes()
        leads_to = {row.article_id: presenting.card(row) for row in rows}
    plain = body.own_words(text["body"])
    slug = text["slug"] or arabic.slug(text["headline"]) or str(material.article_id or 0)
    return StoryPage(
        article_id=material.article_id,
        language=language,
        url=presenting.story_url(language, material.article_id or 0, slug),
        short_url=presenting.short_url(language, material.article_id or 0),
        headline=text["headline"],
        kicker=text["kicker"],
        standfirst=text["standfirst"],
        dateline=text["dateline"],
        byline=presenting.byline(material.credits, language),
        credit_line=credit_line(
            typed=text["credit_line"],
            from_desk=material.from_desk,
            wires=material.wires,
            identity=identity,
            language=language,
        ),
        passages=_passages(parts, leads_to, language),
        word_count=arabic.word_count(plain),
        reading_minutes=arabic.reading_minutes(plain, language),
        published_at=material.published_at or (clock.now() if material.draft else None),
        updated_at=material.updated_at,
        section=presenting.named_link("section", material.section, language),
        regions=presenting.named_links("region", material.regions, language),
        tags=presenting.named_links("tag", material.tags, language),
        hero=presenting.hero(
            material.hero,
            language,
            alt=text["hero_alt"],
            caption=text["hero_caption"],
            credit=text["hero_credit"],
        ),
        related=_afterwards(material, leads_to, inline_ids),
        other_language=material.other_language,
        kind=material.kind,
        label=presenting.kind_label(material.kind, language),
        standing_line=_standing_line(material.kind, language),
        schema_type=manner(material.kind).schema_type,
        newspaper=identity.name_in(language),
        search_title=text["search_title"],
        search_description=text["search_description"],
        corrections=tuple(presenting.correction_note(each) for each in material.corrections),
        topics=material.topics,
        draft=material.draft,
    )


def context(material: Material) -> dict[str, Any]:
    """What the template of an article page is given, for readers, for a preview, and for a look back."""
    made = page(material)
    return {
        "page": made,
        "cartoon": latest_cartoon(material.language),
        "most_read": most_read(material.language),
        "other_language": made.other_language,
        "structured_data": structured_data.of_story(made, frame.site(material.language)),
    }


def _standing_line(kind: str, language: str) -> str:
    with override(language):
        return str(manner(kind).standing_line)


def _live_rows(language: str, article_ids: set[int]) -> PublicationQuerySet:
    """What may be shown of these stories; expects to be told of people and sizes."""
    rows = Publication.objects.live(language).select_related("section", "hero").defer("body")
    return rows.filter(article_id__in=article_ids) if article_ids else rows.none()


def _passages(parts: Sequence[str | body.ReadAlso], leads_to: Mapping[int, Card], language: str) -> tuple[Passage, ...]:
    """The body in order; a read-also block whose story is not public leaves no trace."""
    passages = []
    for part in parts:
        if isinstance(part, str):
            passages.append(Passage(html=body.fenced(part, language)))
        elif part.article_id in leads_to:
            passages.append(Passage(read_also=leads_to[part.article_id]))
    return tuple(passages)


def other_language(language: str, article_id: int) -> Link | None:
    """Where the story is in the other language; None where it is not live there."""
    rows = Publication.objects.live(other(language)).filter(article_id=article_id)
    return _link_to_other(language, article_id, rows.values_list("slug", flat=True).first())


def _link_to_other(language: str, article_id: int, slug: str | None) -> Link | None:
    if slug is None:
        return None
    there = other(language)
    return Link(own_name(there), presenting.story_url(there, article_id, slug), language=there)
