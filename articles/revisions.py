"""What a story was at each save and on the site: listed, compared, put back. Reads revisions; restoring is a save.

A comparison is plain data, field by field; rows (tags, people, the section) are called by the names they have now, and
by their number where they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import comparing, publishing, saving
from articles.comparing import Paragraph, Piece, Weight
from articles.models import (
    SHARED,
    Article,
    Author,
    CreditRole,
    Image,
    Named,
    Publication,
    Region,
    Revision,
    Section,
    Tag,
    Wire,
)
from articles.models.article import TEXT_FIELDS
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.models import AuditEntry, User
from newsroom.moments import in_words

PAGE: Final = 50
_FIELDS: Final = (*TEXT_FIELDS, *saving.SHARED_FIELDS, "regions", "tags", "wires", "credits", "related")
_LISTS: Final[dict[str, type[models.Model]]] = {"regions": Region, "tags": Tag, "wires": Wire, "related": Article}
_SINGLE: Final[dict[str, type[models.Model]]] = {"section": Section, "hero": Image}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What changed in one field; `paragraphs` for a body, `pieces` for everything else."""

    field: str
    label: str | Promise
    pieces: tuple[Piece, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a story's history: a save of a part (`revision`), or a step that the audit log holds (`action`)."""

    at: datetime
    by: User | None
    part: str  # empty where the step was the story's
    revision: Revision | None = None
    action: str = ""
    detail: Mapping[str, Any] | None = None


# --- the list ----------------------------------------------------------------------------------------------------


def history_of(article: Article, *, part: str = "", page: int = 1) -> tuple[list[Entry], bool]:
    """A page of a story's history, newest first, and whether there is an older one. Two queries, and no text read."""
    until = page * PAGE + 1
    saves = Revision.objects.filter(article=article).defer("data").select_related("by")
    steps = AuditEntry.objects.filter(subject=f"{Article._meta.label_lower}:{article.pk}").select_related("by")
    if part:
        saves = saves.filter(part=part)
        steps = steps.filter(language=part if part in LANGUAGES else "")
    entries = [Entry(row.at, row.by, row.part, revision=row) for row in saves.order_by("-at", "-pk")[:until]]
    entries += [
        Entry(row.at, row.by, row.language, action=row.action, detail=row.detail)
        for row in steps.order_by("-at", "-pk")[:until]
    ]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[(page - 1) * PAGE : page * PAGE], len(entries) > page * PAGE


def neighbours(revision: Revision) -> tuple[Revision | None, Revision | None]:
    """The revisions before and after one, of the same part, without their texts."""
    rows = Revision.objects.filter(article=revision.article_id, part=revision.part).defer("data")
    before = rows.filter(version__lt=revision.version).order_by("-version").first()
    return before, rows.filter(version__gt=revision.version).order_by("version").first()


# --- comparing ---------------------------------------------------------------------------------------------------


def compare(old: Revision, new: Revision, *, quiet: bool = False) -> list[FieldDifference]:
    """What differs between two revisions of one part, in the order of the form."""
    return differences(old.data, new.data, quiet=quiet)


def differences(old: Mapping[str, Any], new: Mapping[str, Any], *, quiet: bool = False) -> list[FieldDifference]:
    """What differs between two snapshots of a part (`saving.snapshot`); a field that one of them lacks is left out."""
    changed = [field for field in _FIELDS if field in old and field in new and old[field] != new[field]]
    before, after = _readable(old, changed), _readable(new, changed)
    found = [_difference(field, before[field], after[field], quiet) for field in changed]
    return [each for each in found if _shows_something(each)]


def _difference(field: str, old: str, new: str, quiet: bool) -> FieldDifference:
    if field == "body":
        return FieldDifference(field, label_of(field), paragraphs=comparing.compare_bodies(old, new, quiet=quiet))
    return FieldDifference(field, label_of(field), pieces=comparing.compare_lines(old, new, quiet=quiet))


def _shows_something(found: FieldDifference) -> bool:
    kinds = {piece.kind for piece in found.pieces} | {paragraph.kind for paragraph in found.paragraphs}
    return bool(kinds - {comparing.SAME})


def label_of(field: str) -> str:
    """What the form calls a field."""
    name = {"credits": "authors"}.get(field, field)
    return capfirst(str(Article._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # no reverse relation


def _readable(data: Mapping[str, Any], fields: Iterable[str]) -> dict[str, str]:
    """Values as text: what is text as it is, rows by their names."""
    return {field: _in_words(field, data[field]) for field in fields}


def _in_words(field: str, value: Any) -> str:
    if field in _LISTS:
        return " · ".join(_names(_LISTS[field], value))
    if field in _SINGLE:
        return "".join(_names(_SINGLE[field], [value] if value else []))
    if field == "credits":
        people = dict(zip((pk for _role, pk in value), _names(Author, [pk for _role, pk in value]), strict=True))
        return " · ".join(f"{people[pk]} ({CreditRole(role).label})" for role, pk in value)
    if field == "from_desk":
        return _("Yes") if value else _("No")
    if field == "embargo_until":
        moment = parse_datetime(value) if value else None
        return in_words(moment) if moment else ""
    return str(value or "")


def _names(model: type[models.Model], ids: Sequence[int]) -> list[str]:
    found = model._default_manager.in_bulk(ids)
    return [str(found[pk]) if pk in found else f"#{pk}" for pk in ids]


# --- against what readers have -----------------------------------------------------------------------------------


def against_live(article: Article, language: str) -> list[FieldDifference] | None:
    """What "publish changes" would change for readers of `language`; None where they have nothing."""
    live = _live(article, language)
    if live is None:
        return None
    text, shared = saving.snapshot(article.pk, language), saving.snapshot(article.pk, SHARED)
    before = _text_of(live, text) | _shared_of(live)
    return differences(before, text | shared)


def weight_of_changes(article: Article, language: str) -> Weight | None:
    """How much "publish changes" would change for readers; None where they have nothing."""
    live = _live(article, language)
    if live is None:
        return None
    text = saving.snapshot(article.pk, language)
    words = [field for field in TEXT_FIELDS if field != "slug"]
    old, new = _text_of(live, text), text
    names = [str(name) for name in _known_names(article, language)]
    return comparing.change_weight({f: old[f] for f in words}, {f: new[f] for f in words}, names)


def _live(article: Article, language: str) -> Publication | None:
    rows = Publication.objects.live(language).filter(article=article)
    return rows.prefetch_related("credits", "regions", "tags", "wires", "related_reads").first()


def _text_of(live: Publication, working: Mapping[str, str]) -> dict[str, Any]:
    """The text of a publication as a snapshot; an address that was made by itself is no change of an empty one."""
    text = {field: getattr(live, field) for field in TEXT_FIELDS}
    return text if working["slug"] else {**text, "slug": ""}


def _shared_of(live: Publication) -> dict[str, Any]:
    return {
        "section": live.section_id,
        "hero": live.hero_id,
        "from_desk": live.from_desk,
        "regions": sorted(row.pk for row in live.regions.all()),
        "tags": sorted(row.pk for row in live.tags.all()),
        "wires": sorted(row.pk for row in live.wires.all()),
        "credits": [[row.role, row.person_id] for row in live.credits.all()],
        "related": [row.target_id for row in live.related_reads.all()],
    }


def _known_names(article: Article, language: str) -> Iterable[str]:
    things: Iterable[Named] = (*article.authors.all(), *article.regions.all(), *article.tags.all())
    return (thing.name_in(language) for thing in things)


# --- putting back ------------------------------------------------------------------------------------------------

# Rows that were deleted since cannot be put back; the editor is told which kinds were left out.
LEFT_OUT: Final = gettext_lazy("Some of what it held exists no more and was left out: %(fields)s.")


def restore(article: Article, revision: Revision, *, version: int, by: User | None) -> list[str]:
    """Save a part again as it was; state and schedule are left alone as by any save. Returns the labels of fields of
    which something is gone. Raises `saving.Stale` where the part was saved since `version`.
    """
    if revision.part != SHARED:
        columns = {f"{field}_{revision.part}": revision.data.get(field, "") for field in TEXT_FIELDS}
        saving.save_part(article, revision.part, columns, version=version, by=by, restored=revision.version)
        return []
    data = revision.data
    single = {field: _SINGLE[field]._default_manager.filter(pk=data[field]).first() for field in _SINGLE}
    lists = {field: list(_LISTS[field]._default_manager.in_bulk(data[field])) for field in _LISTS}
    people = Author.objects.in_bulk([pk for _role, pk in data["credits"]])
    embargo = parse_datetime(data["embargo_until"]) if data["embargo_until"] else None
    barred = embargo is not None and not publishing.may_embargo(article, embargo)
    rows = saving.Rows(
        regions=Region.objects.filter(pk__in=lists["regions"]),
        tags=Tag.objects.filter(pk__in=lists["tags"]),
        wires=Wire.objects.filter(pk__in=lists["wires"]),
        credits=[(role, pk) for role, pk in data["credits"] if pk in people],
        related=[pk for pk in data["related"] if pk in lists["related"] and pk != article.pk],
    )
    columns = {**single, "from_desk": data["from_desk"], "embargo_until": None if barred else embargo}
    saving.save_part(article, SHARED, columns, version=version, by=by, rows=rows, restored=revision.version)
    gone = [field for field in _SINGLE if data[field] and single[field] is None]
    gone += [field for field in _LISTS if len(lists[field]) < len(set(data[field]))]
    gone += ["embargo_until"] if barred else []
    gone += ["credits"] if len(people) < len({pk for _role, pk in data["credits"]}) else []
    return [label_of(field) for field in gone]


def as_published(article: Article, publication_id: int) -> Publication | None:
    """A text as it was, is or will be on the site; expects the caller to know who may see the story."""
    return Publication.objects.for_page().filter(article=article, pk=publication_id).first()


def was_on_site(row: Publication) -> str:
    """From when to when it was on the site, in words."""
    words = {"begin": in_words(row.live_from), "end": in_words(row.live_until) if row.live_until else ""}
    if row.live_from > clock.now():
        return _("Scheduled: on the site from %(begin)s") % words
    if row.live_until is None or row.live_until > clock.now():
        return _("On the site since %(begin)s") % words
    return _("As it was on the site from %(begin)s to %(end)s") % words
