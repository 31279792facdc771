"""The article page: built from what is published or, for a preview, from what the form holds, by the same code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import override

from articles import body, presenting, structured_data, suggesting
from articles.credits import credit_line
from articles.fronts import latest_cartoon
from articles.kinds import manner
from articles.models import (
    Correction,
    Credit,
    Image,
    Publication,
    Region,
    Section,
    SiteIdentity,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
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


def published(row: Publication) -> Material:
    """The material of a publication; expects `for_page()`."""
    return Material(
        article_id=row.article_id,
        language=row.language,
        text={field: getattr(row, field) for field in TEXT_FIELDS},
        section=row.section,
        regions=list(row.regions.all()),
        tags=list(row.tags.all()),
        wires=list(row.wires.all()),
        credits=list(row.credits.all()),
        related_ids=[read.target_id for read in row.related_reads.all()],
        suggested_ids=suggesting.found_for(row.article_id, row.language),
        hero=row.hero,
        from_desk=row.from_desk,
        kind=row.kind,
        published_at=row.published_at,
        updated_at=row.updated_at,
        corrections=list(Correction.objects.public(row.language).filter(article=row.article_id)),
    )


def _afterwards(material: Material, leads_to: Mapping[int, Card], inline_ids: Sequence[int]) -> tuple[Card, ...]:
    """What to read next: what the desk chose, all of it; then what was found, until there is enough."""
    open_ones = [pk for pk in material.related_ids if pk in leads_to and pk not in inline_ids]
    found = [pk for pk in material.suggested_ids if pk in leads_to and pk not in {*inline_ids, *open_ones}]
    return tuple(leads_to[pk] for pk in [*open_ones, *found[: max(0, suggesting.SHOWN - len(open_ones))]])


def page(material: Material) -> StoryPage:
    """The article page of `material`; every story it leads to is one that is live in its language now."""
    language, text = material.language, material.text
    identity = SiteIdentity.current()
    parts = body.split(text["body"])
    inline_ids = [part.article_id for part in parts if isinstance(part, body.ReadAlso)]
    asked_for = {*inline_ids, *material.related_ids, *material.suggested_ids} - {material.article_id}
    leads_to = _live_cards(language, asked_for)
    plain = body.plain_text(text["body"])
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
        other_language=_other_language(material),
        kind=material.kind,
        label=presenting.kind_label(material.kind, language),
        standing_line=_standing_line(material.kind, language),
        schema_type=manner(material.kind).schema_type,
        newspaper=identity.name_in(language),
        search_title=text["search_title"],
        search_description=text["search_description"],
        corrections=tuple(presenting.correction_note(each) for each in material.corrections),
        draft=material.draft,
    )


def context(material: Material) -> dict[str, Any]:
    """What the template of an article page is given, for readers, for a preview, and for a look back."""
    made = page(material)
    return {
        "page": made,
        "cartoon": latest_cartoon(material.language),
        "other_language": made.other_language,
        "structured_data": structured_data.of_story(made),
    }


def _standing_line(kind: str, language: str) -> str:
    with override(language):
        return str(manner(kind).standing_line)


def _live_cards(language: str, article_ids: set[int]) -> dict[int, Card]:
    if not article_ids:
        return {}
    rows = Publication.objects.live(language).for_cards().filter(article_id__in=article_ids)
    return {row.article_id: presenting.card(row) for row in rows}


def _passages(parts: Sequence[str | body.ReadAlso], leads_to: Mapping[int, Card], language: str) -> tuple[Passage, ...]:
    """The body in order; a read-also block whose story is not public leaves no trace."""
    passages = []
    for part in parts:
        if isinstance(part, str):
            passages.append(Passage(html=body.fenced(part, language)))
        elif part.article_id in leads_to:
            passages.append(Passage(read_also=leads_to[part.article_id]))
    return tuple(passages)


def _other_language(material: Material) -> Link | None:
    language = other(material.language)
    slug = (
        Publication.objects.live(language).filter(article_id=material.article_id).values_list("slug", flat=True).first()
    )
    if slug is None:
        return None
    url = presenting.story_url(language, material.article_id, slug)
    return Link(own_name(language), url, language=language)
