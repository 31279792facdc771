"""The article page: built from what is published or, for a preview, from what the form holds, by the same code."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import CharField, DateTimeField, IntegerField
from django.utils.translation import override

from articles import body, cards, frame, galleries, lists, measuring, presenting, structured_data, suggesting, topics
from articles.cards import PICTURE, of_tables, part_of
from articles.credits import Credited, credit_line
from articles.fronts import latest_cartoon, most_read
from articles.kinds import manner
from articles.measuring import Measured
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
from articles.pages import Card, GalleryBlock, Link, Names, Passage, StoryPage
from articles.presenting import Size
from newsroom import arabic, clock
from newsroom.languages import other, own_name
from newsroom.prepared import Prepared, Slot


@dataclass(frozen=True, slots=True)
class Material:
    """What an article page is made of, wherever it comes from: the text, and the rows it refers to."""

    article_id: int
    language: str
    text: Mapping[str, str]
    section: Section | Names | None
    regions: Sequence[Region | Names]
    tags: Sequence[Tag | Names]
    wires: Sequence[Wire]
    credits: Sequence[Credit | Credited]
    related_ids: Sequence[int]
    hero: Image | None
    from_desk: bool
    kind: str
    hero_sizes: Sequence[Size] | None = None  # None: still to be asked
    measured: Measured | None = None  # None: still to be measured
    published_at: datetime | None = None
    updated_at: datetime | None = None
    corrections: Sequence[Correction] = ()
    draft: bool = False
    suggested_ids: Sequence[int] = ()
    leads_to: Mapping[int, Card] | None = None  # the live stories among all that it names; None: still to be asked
    other_language: Link | None = None  # the same story in the other language, where it is live
    galleries: galleries.Pictures | None = None  # as they were published; None: as they are at the desk
    topics: tuple[Link, ...] = ()


_OWN: Final = tuple(field.attname for field in Publication._meta.concrete_fields)
_LIVE: Final = Prepared(
    lambda: (
        Publication.objects.live_at(Slot("now", DateTimeField()))
        .filter(language=Slot("language", CharField()), article=Slot("article", IntegerField()))
        .with_other_slug(Slot("now", DateTimeField()))
        .values(*_OWN, "other_slug", *of_tables("section", Names._fields), *of_tables("hero", PICTURE))
    )
)


def live(language: str, article_id: int) -> Material | None:
    """The material of what readers see of a story in `language` now; None where they see nothing."""
    found = _LIVE.rows(now=clock.now(), language=language, article=article_id)
    if not found:
        return None
    columns = found[0]
    row = Publication(**{name: columns[name] for name in _OWN})
    row.hero = Image(**part_of(columns, "hero", PICTURE)) if row.hero_id else None
    return _material(row, Names(**part_of(columns, "section", Names._fields)), columns["other_slug"])


def published(row: Publication) -> Material:
    """The material of any publication, as if it were on the site."""
    slugs = Publication.objects.live(other(row.language)).filter(article=row.article_id).values_list("slug", flat=True)
    return _material(row, row.section, slugs.first())


def _material(row: Publication, section: Section | Names, other_slug: str | None) -> Material:
    beside = _beside(row)
    parts = body.split(row.body)
    inline = [part.article_id for part in parts if isinstance(part, body.ReadAlso)]
    pictured = any(isinstance(part, body.GalleryPlace) for part in parts)
    led_to = {*inline, *beside.read_ids, *beside.suggested} - {row.article_id}
    return Material(
        article_id=row.article_id,
        language=row.language,
        text={field: getattr(row, field) for field in TEXT_FIELDS},
        section=section,
        regions=beside.regions,
        tags=beside.tags,
        wires=beside.wires,
        credits=beside.credits,
        related_ids=beside.read_ids,
        suggested_ids=beside.suggested,
        leads_to=_live_cards(row.language, led_to),
        other_language=_link_to_other(row.language, row.article_id, other_slug),
        topics=topics.links_of(row, tags=beside.tag_keys, paths=beside.region_paths),
        hero=row.hero,
        hero_sizes=beside.sizes,
        measured=Measured(row.word_count, row.reading_minutes) if row.word_count else None,
        from_desk=row.from_desk,
        kind=row.kind,
        published_at=row.published_at,
        updated_at=row.updated_at,
        corrections=beside.corrections,
        galleries=galleries.of_publication(row.pk) if pictured else {},
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in other tables: rows with what a page prints of them alone, in printing order."""

    regions: Sequence[Names]
    tags: Sequence[Names]
    tag_keys: set[int]
    region_paths: Sequence[str]
    wires: Sequence[Wire]
    credits: Sequence[Credited]
    sizes: Sequence[Size]
    read_ids: Sequence[int]
    suggested: Sequence[int]
    corrections: Sequence[Correction]


# Kind, key, place in the order, and five texts of which some exist.
_BESIDE: Final = """SELECT 'region', r.id, r.path, r.name_ar, r.name_en, r.slug_ar, r.slug_en, '' FROM articles_region r
JOIN articles_publication_regions l ON l.region_id = r.id WHERE l.publication_id = %(publication)s
UNION ALL SELECT 'tag', t.id, t.name_ar, t.name_ar, t.name_en, t.slug_ar, t.slug_en, '' FROM articles_tag t
JOIN articles_publication_tags l ON l.tag_id = t.id WHERE l.publication_id = %(publication)s
UNION ALL SELECT 'wire', w.id, w.name_ar, w.name_ar, w.name_en, '', '', '' FROM articles_wire w
JOIN articles_publication_wires l ON l.wire_id = w.id WHERE l.publication_id = %(publication)s
UNION ALL SELECT 'credit', c.id, CAST(c.position AS varchar(9)), p.name_ar, p.name_en, p.slug_ar, p.slug_en, c.role
FROM articles_publicationcredit c JOIN articles_author p ON p.id = c.person_id WHERE c.publication_id = %(publication)s
UNION ALL SELECT 'size', width, CAST(height AS varchar(9)), media_type, file, '', '', '' FROM articles_rendition
WHERE image_id = %(hero)s
UNION ALL SELECT 'read', target_id, CAST(position AS varchar(9)), '', '', '', '', ''
FROM articles_publishedrelatedread WHERE publication_id = %(publication)s
UNION ALL SELECT 'suggested', 0, '', CAST(article_ids AS text), '', '', '', '' FROM articles_suggestion
WHERE article_id = %(article)s AND language = %(language)s
UNION ALL SELECT 'correction', 0, '', '', '', '', '', '' FROM articles_correction
WHERE article_id = %(article)s AND language = %(language)s
"""


def _beside(row: Publication) -> _Beside:
    """What a publication refers to, in one query, written by hand: Django needs ten times as long to put such a union
    together as a database to answer it. Corrections, which are few and long, are asked for where there are any.
    """
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    asked = {"publication": row.pk, "hero": row.hero_id, "article": row.article_id, "language": row.language}
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, asked)
        for kind, *columns in cursor.fetchall():
            found[kind].append(tuple(columns))

    def named(kind: str) -> list[Names]:
        in_order = sorted(found[kind], key=lambda columns: (columns[1] or "", columns[0]))
        return [Names(*names) for _pk, _order, *names, _more in in_order]

    def placed(kind: str) -> list[tuple[Any, ...]]:
        return sorted(found[kind], key=lambda columns: (int(columns[1]), columns[0]))

    sizes = [Size(media_type, width, int(height), file) for width, height, media_type, file, *_ in found["size"]]
    return _Beside(
        regions=named("region"),
        tags=named("tag"),
        tag_keys={pk for pk, *_rest in found["tag"]},
        region_paths=[path for _pk, path, *_rest in found["region"]],
        wires=[Wire(name_ar=names.name_ar, name_en=names.name_en) for names in named("wire")],
        credits=[Credited(Names(*names), role) for _pk, _position, *names, role in placed("credit")],
        sizes=sorted(sizes),
        read_ids=[pk for pk, *_rest in placed("read")],
        suggested=json.loads(found["suggested"][0][2]) if found["suggested"] else [],
        corrections=_corrections(row) if found["correction"] else [],
    )


def _corrections(row: Publication) -> list[Correction]:
    return list(Correction.objects.public(row.language).filter(article=row.article_id))


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
        leads_to = _live_cards(language, asked_for)
    pictures = material.galleries
    if pictures is None:
        pictures = galleries.of_text(text["body"], language)
    measured = material.measured or measuring.measured(text["body"], language)
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
        passages=_passages(parts, leads_to, pictures, language),
        word_count=measured.words,
        reading_minutes=measured.minutes,
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
            sizes=material.hero_sizes,
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


def _live_cards(language: str, article_ids: set[int]) -> dict[int, Card]:
    """The cards of those of these stories that readers of `language` see now, by the stories' numbers."""
    keys = lists.live(language, article_ids)
    found = cards.of(keys.values())
    return {article_id: found[key] for article_id, key in keys.items()}


def _passages(
    parts: Sequence[body.Part], leads_to: Mapping[int, Card], pictures: galleries.Pictures, language: str
) -> tuple[Passage, ...]:
    """The body in order; a read-also block whose story is not public and a gallery without pictures leave no trace."""
    passages = []
    for part in parts:
        match part:
            case str():
                passages.append(Passage(html=body.fenced(part, language)))
            case body.ReadAlso() if part.article_id in leads_to:
                passages.append(Passage(read_also=leads_to[part.article_id]))
            case body.GalleryPlace() if pictures.get(part.gallery_id):
                passages.append(Passage(gallery=GalleryBlock(part.title, tuple(pictures[part.gallery_id]))))
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
