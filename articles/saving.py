"""How the desk saves a working copy: part by part (Arabic, English, shared), each behind its own version.

An editor of the Arabic text and one of the English text never meet; two editors of one part never overwrite each
other. Every save leaves a revision: what a part held at each of its versions can be read, compared and put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext

from articles import body, filing, publishing
from articles.models import (
    PARTS,
    SHARED,
    Article,
    ArticleCredit,
    ArticleLanguage,
    Draft,
    Gallery,
    Image,
    Origin,
    Region,
    RelatedRead,
    Revision,
    Section,
    State,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
from newsroom import arabic, audit, clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

__all__ = [
    "PARTS",
    "SHARED",
    "SHARED_FIELDS",
    "Rows",
    "Stale",
    "create",
    "duplicate",
    "part_of",
    "rows_of",
    "save_part",
    "snapshot",
    "versions",
]

SHARED_FIELDS: Final = ("kind", "section", "hero", "from_desk", "embargo_until")


class Stale(Exception):
    """The part was saved by somebody else since it was opened; nothing was written."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Rows:
    """What lies beside a story's own row and belongs to its shared part; people and related reads in their order."""

    regions: Iterable[Region] = ()
    tags: Iterable[Tag] = ()
    wires: Iterable[Wire] = ()
    credits: Sequence[tuple[str, int]] = ()  # role, id of the person
    related: Sequence[int] = ()  # ids of stories


def part_of(field: str) -> str:
    """The part that a form field belongs to: `headline_ar` to `ar`, `section` and the inlines to `shared`."""
    name, _joint, language = field.rpartition("_")
    return language if name in TEXT_FIELDS and language in LANGUAGES else SHARED


def columns_of(part: str) -> tuple[str, ...]:
    """The columns of a story that belong to a part."""
    return SHARED_FIELDS if part == SHARED else tuple(f"{field}_{part}" for field in TEXT_FIELDS)


@transaction.atomic
def create(article: Article, *, by: User | None, rows: Rows | None = None, origin: Origin = Origin.DESK) -> Article:
    """Write a new story, the rows beside it, and those that say where its languages stand."""
    article.origin = origin
    article.created_by = by
    article.section = _section(article.section)
    for language in LANGUAGES:
        setattr(article, f"searched_{language}", arabic.normalise(article.text_in(language, "headline")))
    article.save()
    ArticleLanguage.objects.bulk_create(
        ArticleLanguage(article=article, language=language, saved_at=article.saved_at, saved_by=by)
        for language in LANGUAGES
    )
    if rows is not None:
        _write_rows(article, rows)
    for part in PARTS:
        _record(article, part, article.version, by=by, at=article.saved_at)
    return article


@transaction.atomic
def save_part(
    article: Article,
    part: str,
    fields: Mapping[str, object],
    *,
    version: int,
    by: User | None,
    rows: Rows | None = None,
    restored: int | None = None,
) -> int:
    """Write `fields` (columns of that part) and its `rows` if `version` is still the part's; returns the new version.

    A text that was ready goes back to draft: what was approved is not what stands there now. One in review stays
    there; whoever approves it says which version they read. The saver's own draft of the part has done its work.
    `restored` is the version that was put back. Raises `Stale`.
    """
    now = clock.now()
    if part == SHARED:
        if "section" in fields:
            fields = {**fields, "section": _section(cast("Section | None", fields["section"]))}
        shared = Article.objects.filter(pk=article.pk, version=version)
        written = shared.update(**fields, version=F("version") + 1, saved_at=now)
    else:
        row = ArticleLanguage.objects.filter(article=article, language=part, version=version)
        state = Case(When(state=State.READY, then=Value(State.DRAFT)), default=F("state"))
        written = row.update(version=F("version") + 1, state=state, saved_at=now, saved_by=by)
        if written:
            Article.objects.filter(pk=article.pk).update(**_found_by(fields, part), **fields, saved_at=now)
    if not written:
        raise Stale(part)
    if rows is not None:
        _write_rows(article, rows)
    Draft.objects.filter(article=article, part=part, user=by).delete()
    if "embargo_until" in fields:
        publishing.hold_before_embargo(article, by=by, reason=gettext("The story was embargoed."))
    _record(article, part, version + 1, by=by, at=now, restored=restored)
    return version + 1


def _found_by(fields: Mapping[str, object], language: str) -> dict[str, str]:
    """The headline in one spelling, where it is among what is written."""
    name = f"headline_{language}"
    return {f"searched_{language}": arabic.normalise(str(fields[name] or ""))} if name in fields else {}


def versions(article: Article) -> dict[str, int]:
    """The version of every part, for the form to carry along."""
    by_language = dict(article.languages.values_list("language", "version"))
    return {**{language: by_language.get(language, 1) for language in LANGUAGES}, SHARED: article.version}


def snapshot(article_id: int, part: str) -> dict[str, Any]:
    """What a part holds in the database, as a revision keeps it: field: text for a language; for the shared part its
    columns (`section`, `hero` as ids, `embargo_until` in ISO 8601) and the ids of its rows.
    """
    columns = columns_of(part)
    held = Article.objects.filter(pk=article_id).values(*columns).get()
    if part != SHARED:
        return {field: held[column] or "" for field, column in zip(TEXT_FIELDS, columns, strict=True)}
    embargo = held["embargo_until"]
    credits = ArticleCredit.objects.filter(article=article_id).order_by("position", "pk")
    related = RelatedRead.objects.filter(article=article_id).order_by("position", "pk")
    return {
        **held,
        "embargo_until": embargo.isoformat() if embargo else None,
        **{name: _ids(article_id, name) for name in ("regions", "tags", "wires")},
        "credits": [list(pair) for pair in credits.values_list("role", "person")],
        "related": list(related.values_list("target", flat=True)),
    }


def _ids(article_id: int, name: str) -> list[int]:
    through = getattr(Article, name).through
    return sorted(through.objects.filter(article=article_id).values_list(name.removesuffix("s"), flat=True))


def rows_of(article: Article) -> Rows:
    """The rows beside a story as they are stored."""
    return Rows(
        regions=list(article.regions.all()),
        tags=list(article.tags.all()),
        wires=list(article.wires.all()),
        credits=list(article.credits.order_by("position", "pk").values_list("role", "person")),
        related=list(article.related_reads.order_by("position", "pk").values_list("target", flat=True)),
    )


@transaction.atomic
def duplicate(article: Article, *, by: User | None) -> Article:
    """A new story with the texts, filing and embargo of `article`; never its addresses, states or history."""
    shared = {field: getattr(article, field) for field in SHARED_FIELDS}
    texts = {
        f"{field}_{language}": article.text_in(language, field)
        for field in TEXT_FIELDS
        for language in LANGUAGES
        if field != "slug"
    }
    copy = create(Article(**shared, **texts), by=by, rows=rows_of(article))
    audit.record("duplicate", copy, by=by, of=article.pk)
    return copy


def _section(section: Section | None) -> Section | None:
    """The section as it stands: what it was merged into, where it was, while this was on its way."""
    if section is None or (found := filing.held(Section, [section])) == [section.pk]:
        return section
    return Section.objects.get(pk=found[0]) if found else section


def _write_rows(article: Article, rows: Rows) -> None:
    article.regions.set(filing.held(Region, rows.regions))
    article.tags.set(filing.held(Tag, rows.tags))
    article.wires.set(rows.wires)
    article.credits.all().delete()
    ArticleCredit.objects.bulk_create(
        ArticleCredit(article=article, person_id=person, role=role, position=position)
        for position, (role, person) in enumerate(rows.credits)
    )
    article.related_reads.all().delete()
    RelatedRead.objects.bulk_create(
        RelatedRead(article=article, target_id=target, position=position)
        for position, target in enumerate(rows.related)
    )


def _record(
    article: Article, part: str, version: int, *, by: User | None, at: datetime, restored: int | None = None
) -> None:
    data = snapshot(article.pk, part)
    Revision.objects.create(article=article, part=part, version=version, by=by, at=at, restored=restored, data=data)
    if shown := body.pictures_in(data.get("body") or ""):
        article.text_pictures.add(*Image.objects.filter(file__in=shown))
    if placed := body.galleries_in(data.get("body") or ""):
        article.text_galleries.add(*Gallery.objects.filter(pk__in=placed))
