"""What a story was at each save and on the site: listed, compared, put back. Reads revisions; restoring is a save.

A comparison is plain data, field by field; rows (tags, people, the section) are called by the names they have now, and
by their number where they are gone, or where a story's headline is no business of whoever reads.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Final

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body, comparing, filing, lookup, rights, saving
from articles.comparing import Paragraph, Piece, Weight
from articles.models import (
    SHARED,
    Article,
    Author,
    CreditRole,
    Image,
    Kind,
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
_FILED: Final[dict[str, type[Named]]] = {"section": Section, "regions": Region, "tags": Tag}
_AROUND: Final = 1  # paragraphs that are shown beside a change
_WORTH_FOLDING: Final = 3
_NOT_READ: Final = {"slug", "search_title", "search_description"}  # what no reader of the page reads


@dataclass(frozen=True, slots=True)
class Stretch:
    """Paragraphs of a body that follow each other; `folded` where nothing changed in them for long."""

    paragraphs: tuple[Paragraph, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What changed in one field; `paragraphs` for a body, `pieces` for everything else: runs of a text, or each a whole
    name (`whole`) that is the same, gone, new, or moved. `note` says what no word shows.
    """

    field: str
    label: str | Promise
    pieces: tuple[Piece, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    whole: bool = False
    note: str | Promise = ""

    @property
    def stretches(self) -> list[Stretch]:
        """The paragraphs, long unchanged stretches apart from the rest."""
        runs = [tuple(run) for _kind, run in groupby(self.paragraphs, key=lambda each: each.kind == comparing.SAME)]
        found: list[Stretch] = []
        for place, run in enumerate(runs):
            begin = _AROUND if place else 0
            end = len(run) - (_AROUND if place < len(runs) - 1 else 0)
            if run[0].kind != comparing.SAME or end - begin < _WORTH_FOLDING:
                found.append(Stretch(run))
                continue
            found += [Stretch(run[:begin])] if begin else []
            found.append(Stretch(run[begin:end], folded=True))
            found += [Stretch(run[end:])] if end < len(run) else []
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a story's history: a save of a part (`revision`), or a step that the audit log holds (`action`).

    `publication` is the id of what the step put on the site, where that still exists: what was only ever scheduled and
    then taken back does not.
    """

    at: datetime
    by: User | None
    part: str  # empty where the step was the story's
    revision: Revision | None = None
    first: bool = False  # no earlier revision of the part is kept
    action: str = ""
    detail: Mapping[str, Any] | None = None
    publication: int = 0


# --- the list ----------------------------------------------------------------------------------------------------


def history_of(article: Article, reader: User, *, part: str = "", page: int = 1) -> tuple[list[Entry], bool]:
    """A page of a story's history, newest first, and whether there is an older one. Four queries, and no text read.

    Of a text that was taken down, who is not to read it learns the steps, and neither saves nor words.
    """
    until = page * PAGE + 1
    readable = rights.readable_revisions(reader, article)
    earlier = readable.filter(part=models.OuterRef("part"), version__lt=models.OuterRef("version"))
    saves = readable.defer("data").select_related("by")
    saves = saves.annotate(follows=models.Exists(earlier))
    steps = AuditEntry.objects.filter(subject=f"{Article._meta.label_lower}:{article.pk}").select_related("by")
    if part:
        saves = saves.filter(part=part)
        steps = steps.filter(language=part if part in LANGUAGES else "")
    entries = [
        Entry(row.at, row.by, row.part, revision=row, first=not row.follows)
        for row in saves.order_by("-at", "-pk")[:until]
    ]
    noted = list(steps.order_by("-at", "-pk")[:until])
    named = {row.pk: row.detail["publication"] for row in noted if isinstance(row.detail.get("publication"), int)}
    kept = set(article.publications.filter(pk__in=named.values()).values_list("pk", flat=True))
    taken_down = rights.take_downs(reader, article)
    for row in noted:
        if row.language in taken_down and row.at <= taken_down[row.language]:
            entries.append(Entry(row.at, row.by, row.language, action=row.action))
            continue
        publication = named[row.pk] if named.get(row.pk) in kept else 0
        step = Entry(row.at, row.by, row.language, action=row.action, detail=row.detail, publication=publication)
        entries.append(step)
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[(page - 1) * PAGE : page * PAGE], len(entries) > page * PAGE


def neighbours(revision: Revision, readable: models.QuerySet[Revision]) -> tuple[Revision | None, Revision | None]:
    """The revisions before and after one, of the same part, among those that may be read; without their texts."""
    rows = readable.filter(part=revision.part).defer("data")
    before = rows.filter(version__lt=revision.version).order_by("-version").first()
    return before, rows.filter(version__gt=revision.version).order_by("version").first()


# --- comparing ---------------------------------------------------------------------------------------------------


def compare(old: Revision, new: Revision, *, quiet: bool = False, reader: User | None = None) -> list[FieldDifference]:
    """What differs between two revisions of one part, in the order of the form."""
    return differences(old.data, new.data, quiet=quiet, reader=reader)


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], *, quiet: bool = False, reader: User | None = None
) -> list[FieldDifference]:
    """What differs between two snapshots of a part (`saving.snapshot`); a field that one of them lacks is left out.

    Related reads are called as `reader` may know them, by their number where nobody is named.
    """
    changed = [field for field in _FIELDS if field in old and field in new and old[field] != new[field]]
    found = [_difference(field, old[field], new[field], quiet, reader) for field in changed]
    return [each for each in found if each.note or _shows_something(each)]


def _difference(field: str, old: Any, new: Any, quiet: bool, reader: User | None) -> FieldDifference:
    label = label_of(field)
    if field == "body":
        paragraphs = comparing.compare_bodies(old, new, quiet=quiet)
        found = FieldDifference(field, label, paragraphs=paragraphs)
        unseen = not quiet and not _shows_something(found)
        return replace(found, note=_ONLY_FORM) if unseen else found
    if field in TEXT_FIELDS:
        return FieldDifference(field, label, comparing.compare_lines(old or "", new or "", quiet=quiet))
    return FieldDifference(field, label, _named_pieces(*_called(field, old, new, reader)), whole=True)


_ONLY_FORM: Final = gettext_lazy("Its words are the same; lists, quotations or tables are built in another way.")


def _shows_something(found: FieldDifference) -> bool:
    kinds = {piece.kind for piece in found.pieces} | {paragraph.kind for paragraph in found.paragraphs}
    return bool(kinds - {comparing.SAME})


def label_of(field: str) -> str:
    """What the form calls a field."""
    name = {"credits": "authors"}.get(field, field)
    return capfirst(str(Article._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # no reverse relation


Value = tuple[Hashable, str]  # what tells a value from the others, and what it is called


def _named_pieces(old: Sequence[Value], new: Sequence[Value]) -> tuple[Piece, ...]:
    """The values one by one; two that are called the same are still two."""
    before, after = [key for key, _name in old], [key for key, _name in new]
    pieces: list[Piece] = []
    for same, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if same == "equal":
            pieces += [Piece(comparing.SAME, name) for _key, name in new[k:m]]
            continue
        pieces += [Piece(comparing.GONE, name) for key, name in old[i:j] if key not in after]
        pieces += [Piece(comparing.MOVED if key in before else comparing.NEW, name) for key, name in new[k:m]]
    return tuple(pieces)


def _called(field: str, old: Any, new: Any, reader: User | None) -> tuple[list[Value], list[Value]]:
    """Both values of a field of the shared part, each as what it consists of and what that is called now."""
    if field in _LISTS or field in _SINGLE:
        before, after = (value if isinstance(value, list) else [value] if value else [] for value in (old, new))
        names = _names(_LISTS.get(field) or _SINGLE[field], {*before, *after}, reader)
        return [(pk, names[pk]) for pk in before], [(pk, names[pk]) for pk in after]
    if field == "credits":
        names = _names(Author, {pk for _role, pk in (*old, *new)}, reader)
        return _credited(old, names), _credited(new, names)
    if field == "kind":
        kinds = {str(kind): str(kind.label) for kind in Kind}
        return [(old, kinds.get(old, old))], [(new, kinds.get(new, new))]
    say = _yes_or_no if field == "from_desk" else _moment_in_words
    return say(old), say(new)


def _credited(people: Iterable[tuple[str, int]], names: Mapping[int, str]) -> list[Value]:
    return [((role, pk), f"{names[pk]} ({CreditRole(role).label})") for role, pk in people]


def _yes_or_no(value: bool) -> list[Value]:
    return [(value, _("Yes") if value else _("No"))]


def _moment_in_words(value: str | None) -> list[Value]:
    moment = parse_datetime(value) if value else None
    return [(value, in_words(moment))] if moment else []


def _names(model: type[models.Model], ids: Collection[int], reader: User | None) -> dict[int, str]:
    """What rows are called now; one that is gone by its number, and so is a story that `reader` may not know of."""
    if model is not Article:
        found = {pk: str(row) for pk, row in model._default_manager.in_bulk(ids).items()}
        if issubclass(model, Named):  # what was merged is called as what it was merged into
            led = {pk: filing.standing(model, [pk]) for pk in ids if pk not in found}
            found |= {pk: str(model._default_manager.get(pk=now[0])) for pk, now in led.items() if now}
    elif reader is None:
        found = {}
    else:
        known = lookup.recommendable(reader, *LANGUAGES).filter(pk__in=ids)
        found = dict(known.values_list("pk", "called"))
    return {pk: found.get(pk) or f"#{pk}" for pk in ids}


# --- against what readers have -----------------------------------------------------------------------------------


def against_live(article: Article, language: str, *, reader: User | None = None) -> list[FieldDifference] | None:
    """What "publish changes" would change for readers of `language`; None where they have nothing."""
    live = _live(article, language)
    if live is None:
        return None
    text, shared = saving.snapshot(article.pk, language), saving.snapshot(article.pk, SHARED)
    before = _text_of(live, text) | _shared_of(live)
    return differences(before, text | shared, reader=reader)


def weight_of_changes(article: Article, language: str) -> Weight | None:
    """How much "publish changes" would change for readers; None where they have nothing."""
    live = _live(article, language)
    if live is None:
        return None
    text = saving.snapshot(article.pk, language)
    words = [field for field in TEXT_FIELDS if field not in _NOT_READ]
    old, new = _text_of(live, text), text
    names = _known_names(article, live, language)
    return comparing.change_weight({f: old[f] for f in words}, {f: new[f] for f in words}, names)


def changes_more_than_words(article: Article, language: str) -> bool:
    """Whether readers of `language` would see another type, picture, byline, credit line or section."""
    live = _live(article, language)
    if live is None:
        return False
    before, after = _shared_of(live), saving.snapshot(article.pk, SHARED)
    shown = ("kind", "section", "hero", "from_desk", "wires", "credits")
    return any(before[field] != after[field] for field in shown)


def _live(article: Article, language: str) -> Publication | None:
    rows = Publication.objects.live(language).filter(article=article)
    return rows.prefetch_related("credits", "regions", "tags", "wires", "related_reads").first()


def _text_of(live: Publication, working: Mapping[str, str]) -> dict[str, Any]:
    """The text of a publication as a snapshot; an address that was made by itself is no change of an empty one."""
    text = {field: getattr(live, field) for field in TEXT_FIELDS}
    return text if working["slug"] else {**text, "slug": ""}


def _shared_of(live: Publication) -> dict[str, Any]:
    return {
        "kind": live.kind,
        "section": live.section_id,
        "hero": live.hero_id,
        "from_desk": live.from_desk,
        "regions": sorted(row.pk for row in live.regions.all()),
        "tags": sorted(row.pk for row in live.tags.all()),
        "wires": sorted(row.pk for row in live.wires.all()),
        "credits": [[row.role, row.person_id] for row in live.credits.all()],
        "related": [row.target_id for row in live.related_reads.all()],
    }


def _known_names(article: Article, live: Publication, language: str) -> list[str]:
    """Of everybody and everything that either text names: people, regions, tags, agencies."""
    named: list[Author | Region | Tag | Wire] = [*article.authors.all(), *article.regions.all(), *article.tags.all()]
    named += [*article.wires.all(), *live.regions.all(), *live.tags.all(), *live.wires.all()]
    named += [credit.person for credit in live.credits.select_related("person")]
    return [name for each in named if (name := each.name_in(language))]


# --- putting back ------------------------------------------------------------------------------------------------

# Rows that were deleted since cannot be put back; the editor is told of which fields something is missing.
LEFT_OUT: Final = gettext_lazy(
    "Not put back: %(fields)s. What was deleted since cannot return, and an embargo is set in the story itself."
)


def restore(article: Article, revision: Revision, *, version: int, by: User | None) -> list[str]:
    """Save a part again as it was; state and schedule are left alone as by any save, and so is the embargo: a promise
    to others is neither made nor taken back by an older version of the filing.

    Returns the labels of fields that are not, or not wholly, as they were. Raises `saving.Stale` where the part was
    saved since `version`.
    """
    if revision.part != SHARED:
        kept = {field: revision.data[field] for field in TEXT_FIELDS if field in revision.data}
        clean = kept | {"body": body.clean(kept["body"])} if "body" in kept else kept
        columns: dict[str, object] = {f"{field}_{revision.part}": text for field, text in clean.items()}
        saving.save_part(article, revision.part, columns, version=version, by=by, restored=revision.version)
        return []
    now = saving.snapshot(article.pk, SHARED)
    data = now | revision.data  # a field that is younger than the revision stays as it is
    for field, family in _FILED.items():  # what was merged since is put back as what it was merged into
        keys = data[field] if isinstance(data[field], list) else [data[field]] if data[field] else []
        keys = filing.followed(family, keys)
        data[field] = keys if field in _LISTS else next(iter(keys), None)
    single = {field: _SINGLE[field]._default_manager.filter(pk=data[field]).first() for field in _SINGLE}
    lists = {field: list(_LISTS[field]._default_manager.in_bulk(data[field])) for field in _LISTS}
    people = Author.objects.in_bulk([pk for _role, pk in data["credits"]])
    rows = saving.Rows(
        regions=Region.objects.filter(pk__in=lists["regions"]),
        tags=Tag.objects.filter(pk__in=lists["tags"]),
        wires=Wire.objects.filter(pk__in=lists["wires"]),
        credits=[(role, pk) for role, pk in data["credits"] if pk in people],
        related=[pk for pk in data["related"] if pk in lists["related"] and pk != article.pk],
    )
    gone = [field for field in _SINGLE if data[field] and single[field] is None]
    columns = {field: row for field, row in single.items() if field not in gone}
    columns |= {"kind": data["kind"], "from_desk": data["from_desk"]}
    saving.save_part(article, SHARED, columns, version=version, by=by, rows=rows, restored=revision.version)
    gone += [field for field in _LISTS if len(lists[field]) < len(set(data[field]))]
    gone += ["embargo_until"] if data["embargo_until"] != now["embargo_until"] else []
    gone += ["credits"] if len(people) < len({pk for _role, pk in data["credits"]}) else []
    return [label_of(field) for field in gone]


def as_published(article: Article, publication_id: int) -> Publication | None:
    """A text as it was, is or will be on the site; expects the caller to know who may see the story."""
    return Publication.objects.filter(article=article, pk=publication_id).first()


def was_on_site(row: Publication) -> str:
    """From when to when it was on the site, in words."""
    words = {"begin": in_words(row.live_from), "end": in_words(row.live_until) if row.live_until else ""}
    if row.live_from > clock.now():
        return _("Scheduled: on the site from %(begin)s") % words
    if row.live_until is None or row.live_until > clock.now():
        return _("On the site since %(begin)s") % words
    return _("As it was on the site from %(begin)s to %(end)s") % words
