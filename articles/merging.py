"""Sections, regions and tags that become one, and the way back.

A merge moves everything that refers to what goes, in one transaction: working copies, publications, regions within it,
menu, remits. It keeps how things were, so that for thirty days it can be undone to the very link; what was filed anew
since is left as it was filed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

from django.db import models, transaction

from articles import filing, redirects, search, taxonomy
from articles.models import Article, Gone, MenuItem, Merge, Named, Publication, Region, Section, Tag
from newsroom import audit, clock, pagecache
from newsroom.languages import LANGUAGES
from newsroom.models import User

FAMILIES: Final[dict[str, type[Named]]] = {"section": Section, "region": Region, "tag": Tag}
UNDONE_FOR: Final = timedelta(days=30)
_AT_ONCE: Final = 2_000
Row = TypeVar("Row", bound=Named)
Data = dict[str, Any]


class CannotMerge(Exception):
    """The verb was refused; nothing was written."""


class NotThere(CannotMerge):
    """One of them was merged or deleted meanwhile."""


class LiesWithin(CannotMerge):
    """A region cannot go into one that lies within it: that one is moved out first."""


class NeedsAPlace(CannotMerge):
    """A section in which something stands goes only where that can stand; a region that readers of the newsletter chose
    only where their choice can: whoever has none left would get everything.
    """


class CannotUndo(Exception):
    """The merge stays; nothing was written. `other` has an address that is needed, or was kept and is gone itself."""

    def __init__(self, other: str = "") -> None:
        super().__init__(other)
        self.other = other


# --- who refers to them ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tie:
    """A column that names sections, regions or tags; in a table between two, `owner` is the other column."""

    model: type[models.Model]
    column: str
    owner: str

    @property
    def between(self) -> bool:
        """Whether its rows only tie two things together."""
        return self.owner != "pk"

    @property
    def label(self) -> str:
        """What it is called in `Merge.before`."""
        return f"{self.model._meta.label_lower}.{self.column}"

    def rows(self, **wanted: Any) -> models.QuerySet[Any]:
        """Its rows."""
        return self.model._default_manager.filter(**wanted).order_by()


def ties(family: type[Named]) -> list[Tie]:
    """Every column of every table that refers to `family`; a new one is found without being named here."""
    found = []
    for relation in family._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            others = [each for each in model._meta.concrete_fields if each.is_relation and each is not relation.field]
            owner = others[0].attname if model._meta.auto_created else "pk"
            found.append(Tie(model, relation.field.attname, owner))
    return sorted(found, key=lambda tie: tie.label)


def is_used(thing: Named) -> bool:
    """Whether anything refers to it."""
    return any(tie.rows(**{tie.column: thing.pk}).exists() for tie in ties(type(thing)))


def chosen_by(gone: Sequence[Named]) -> int:
    """How many people outside the desk chose one of them: readers, for their newsletter."""
    found = 0
    for tie in ties(type(gone[0])):
        if tie.between and tie.model._meta.app_label != Article._meta.app_label:
            rows = tie.rows(**{f"{tie.column}__in": [thing.pk for thing in gone]})
            found += rows.values(tie.owner).distinct().count()
    return found


def needs_a_place(thing: Named) -> bool:
    """Whether it can go only where something else takes its place."""
    return is_used(thing) if isinstance(thing, Section) else chosen_by([thing]) > 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a merge would move, in numbers: stories, and how many of them readers have; the languages of those;
    addresses that will lead on; regions within, entries of the menu, remits; readers who chose it for their newsletter.
    """

    stories: int
    public: int
    languages: int
    redirects: int
    inside: int = 0
    menu: int = 0
    remits: int = 0
    readers: int = 0

    @property
    def drafts(self) -> int:
        """Stories that no reader has."""
        return self.stories - self.public


def outlook(kept: Named | None, gone: Sequence[Named]) -> Outlook:
    """What merging `gone` into `kept` would move; writes nothing."""
    keys = [thing.pk for thing in gone]
    by_label = {tie.label: tie for tie in ties(type(gone[0]))}

    def count(label: str) -> int:
        tie = by_label.get(label)
        return tie.rows(**{f"{tie.column}__in": keys}).values(tie.owner).distinct().count() if tie else 0

    column = "section" if isinstance(gone[0], Section) else f"{gone[0]._meta.model_name}s"
    stories = Article.objects.filter(**{f"{column}__in": keys})
    live = Publication.objects.live_at(clock.now()).filter(**{f"{column}__in": keys})
    led = {old for thing in gone for old in taxonomy.addresses(thing).values()}
    return Outlook(
        stories=stories.values("pk").distinct().count(),
        public=live.values("article").distinct().count(),
        languages=live.values("language").distinct().count(),
        redirects=len(led - _taken_over(kept, gone)) if kept else 0,
        inside=count("articles.region.parent_id"),
        menu=count("articles.menuitem.section_id"),
        remits=count("articles.remit_sections.section_id"),
        readers=chosen_by(gone),
    )


# --- merging ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge(kept: Named | None, gone: Sequence[Named], *, by: User | None) -> Merge:
    """Everything that refers to `gone` refers to `kept` from now on; their addresses lead to its own. It gains their
    names as other spellings (a tag), and as its own in a language in which it had none. With None, what was filed
    under them is filed under nothing in their place, and what lay in a region lies in the one above.

    Raises `NotThere`, `LiesWithin`, `NeedsAPlace`.
    """
    family = type(gone[0])
    _wait_for_stories(gone)
    stays, goes = _locked(family, kept, gone)
    _check(stays, goes)
    goes.sort(key=lambda thing: len(getattr(thing, "path", "")))  # those above before what lies in them
    before: Data = {"rows": [_columns(thing) for thing in goes], "ties": {}, "had": {}, "dropped": []}
    moved = [pk for thing in goes for pk in taxonomy.filed_under(thing)]
    for tie in ties(family):
        before["ties"][tie.label], before["had"][tie.label] = _move(tie, stays, goes, before["dropped"])
    before["redirects"] = _lead_on(stays, goes)
    before["gave"] = _give(stays, goes) if stays else {}
    for thing in reversed(goes):
        thing.delete()
    made = Merge.objects.create(
        family=str(family._meta.model_name), kept=stays.pk if stays else None, by=by, before=before, at=clock.now()
    )
    Gone.objects.bulk_create(Gone(merge=made, family=made.family, key=row["id"]) for row in before["rows"])
    if stays:
        stays.searched = stays.to_be_searched()
        stays.save()
    _replace(before["ties"])
    search.index_again(moved)
    pagecache.note_change()
    names = [called(row) for row in before["rows"]]
    if stays:
        audit.record("merge", stays, by=by, called=str(stays), gone=names)
    else:
        audit.record("delete", family, by=by, called=" · ".join(names))
    return made


def _wait_for_stories(gone: Sequence[Named]) -> None:
    """Whoever writes a story locks it before its section; so do we, or each would wait for the other."""
    if isinstance(gone[0], Section):
        stories = Article.objects.filter(section__in=[thing.pk for thing in gone])
        list(stories.select_for_update().order_by("pk").values_list("pk"))


def _locked(family: type[Named], kept: Named | None, gone: Sequence[Named]) -> tuple[Named | None, list[Named]]:
    """All of them as the database has them; who files a story under one of them now waits for us, or we for them."""
    keys = {thing.pk for thing in gone} - {kept.pk if kept else None}
    wanted = keys | ({kept.pk} if kept else set())
    rows = {row.pk: row for row in family._default_manager.select_for_update().filter(pk__in=wanted).order_by("pk")}
    if len(rows) < len(wanted) or not keys:
        raise NotThere
    return (rows[kept.pk] if kept else None), [rows[key] for key in sorted(keys)]


def _check(kept: Named | None, gone: Sequence[Named]) -> None:
    if kept is None and any(needs_a_place(thing) for thing in gone):
        raise NeedsAPlace
    if isinstance(kept, Region) and any(f"/{thing.pk}/" in kept.path for thing in gone):
        raise LiesWithin


def _columns(row: models.Model) -> Data:
    """A row as its columns, without those that hold the language of the moment (decisions: they are never read)."""
    names = {field.name for field in row._meta.concrete_fields}
    own = [field.attname for field in row._meta.concrete_fields if f"{field.name}_{LANGUAGES[0]}" not in names]
    return {name: getattr(row, name) for name in own}


def called(row: Data) -> str:
    """The name of a row that is kept as its columns."""
    return next((row[f"name_{language}"] for language in LANGUAGES if row[f"name_{language}"]), "")


def _move(tie: Tie, kept: Named | None, gone: Sequence[Named], dropped: list[Data]) -> tuple[Data, list[int]]:
    """Point the rows of a column to `kept`. Returns who referred to each of `gone`, and who to `kept` all along."""
    of_all = tie.rows(**{f"{tie.column}__in": [thing.pk for thing in gone]})
    of_kept = tie.rows(**{tie.column: kept.pk if kept else None}) if tie.between else tie.rows(pk__in=())
    had = sorted(of_kept.filter(**{f"{tie.owner}__in": of_all.values(tie.owner)}).values_list(tie.owner, flat=True))
    referred: Data = {
        str(thing.pk): sorted(tie.rows(**{tie.column: thing.pk}).values_list(tie.owner, flat=True)) for thing in gone
    }
    for thing in gone:
        rows = tie.rows(**{tie.column: thing.pk})
        if not tie.between:
            _move_rows(tie, rows, _instead(kept, thing), dropped)
        elif kept is None:
            rows.delete()
        else:
            doubled = rows.filter(**{f"{tie.owner}__in": of_kept.values(tie.owner)})
            tie.rows(pk__in=list(doubled.values_list("pk", flat=True))).delete()
            rows.update(**{tie.column: kept.pk})
    return referred, had


def _instead(kept: Named | None, thing: Named) -> int | None:
    """What a column of one thing names then: what is kept; of a region that goes without one, the region above."""
    return kept.pk if kept else getattr(thing, "parent_id", None)


def _move_rows(tie: Tie, rows: models.QuerySet[Any], instead: int | None, dropped: list[Data]) -> None:
    if tie.model is MenuItem and tie.rows(**{tie.column: instead}).exists():  # once in the menu is enough
        dropped += [_columns(row) for row in rows]
        rows.delete()
    else:
        rows.update(**{tie.column: instead})


def _taken_over(kept: Named, gone: Sequence[Named]) -> set[str]:
    """The addresses that `kept` gets, because it had none in that language."""
    own = taxonomy.addresses(kept)
    first: dict[str, str] = {}
    for thing in gone:
        for language, path in taxonomy.addresses(thing).items():
            first.setdefault(language, path)
    return {path for language, path in first.items() if language not in own}


def _give(kept: Named, gone: Sequence[Named]) -> Data:
    """What `kept` gains of the names of those that go, written to it and returned."""
    gave: Data = {}
    for language in LANGUAGES:
        named = next((thing for thing in gone if thing.name_in(language)), None)
        if not kept.name_in(language) and named:
            gave[f"name_{language}"], gave[f"slug_{language}"] = named.name_in(language), named.slug_in(language)
    for column, value in gave.items():
        setattr(kept, column, value)
    if isinstance(kept, Tag):
        gave["aliases"] = _new_spellings(kept, gone)
        kept.aliases = "\n".join([*kept.other_spellings(), *gave["aliases"]])
    return gave


def _new_spellings(kept: Tag, gone: Iterable[Named]) -> list[str]:
    known = {name for name in (kept.name_ar, kept.name_en, *kept.other_spellings()) if name}
    names = [thing.name_in(language) for thing in gone for language in LANGUAGES]
    names += [spelling for thing in gone for spelling in thing.other_spellings()]
    return [name for name in dict.fromkeys(names) if name and name not in known]


def _lead_on(kept: Named | None, gone: Sequence[Named]) -> list[tuple[str, str | None]]:
    """Lead the addresses of those that go to the one that stays; returns how it was (`redirects.put_back`)."""
    if kept is None:
        return []
    own = taxonomy.addresses(kept)
    for thing in gone:
        own = {**taxonomy.addresses(thing), **own}  # the address that `kept` takes over, where it has none
    before = []
    for thing in gone:
        for language, old in taxonomy.addresses(thing).items():
            before += redirects.lead(old, own[language])
    return before


def _replace(referred: Data) -> None:
    """Write the paths of regions that lie elsewhere now."""
    keys = [pk for rows in referred.get("articles.region.parent_id", {}).values() for pk in rows]
    for region in Region.objects.filter(pk__in=keys).order_by("path"):
        taxonomy.place(region)


# --- the way back ----------------------------------------------------------------------------------------------------


def undoable(family: type[Named]) -> models.QuerySet[Merge]:
    """The merges that can be undone still, the newest first."""
    since = clock.now() - UNDONE_FOR
    return Merge.objects.filter(family=family._meta.model_name, undone_at=None, before__isnull=False, at__gt=since)


@transaction.atomic
def undo(made: Merge, *, by: User | None) -> None:
    """Bring back what went, with every link that it had, as far as nobody filed a story anew since.

    Raises `CannotUndo`.
    """
    family = FAMILIES[made.family]
    row = undoable(family).select_for_update().filter(pk=made.pk).first()
    if row is None:
        raise CannotUndo
    before = row.before
    kept = family._default_manager.select_for_update().filter(pk=row.kept).first() if row.kept else None
    if row.kept and kept is None:
        raise CannotUndo
    if kept:
        _take_back(kept, before["gave"])
    _check_addresses(family, before["rows"])
    for columns in before["rows"]:
        _bring_back(family, columns)
    for tie in ties(family):
        _tie_again(tie, row, kept, before)
    for columns in before["dropped"]:
        MenuItem(**columns).save(force_insert=True)
    redirects.put_back([(old, new) for old, new in before["redirects"]])
    row.gone.all().delete()
    Merge.objects.filter(pk=row.pk).update(undone_at=clock.now())
    for columns in before["rows"]:
        thing = family._default_manager.get(pk=columns["id"])
        if isinstance(thing, Region):
            taxonomy.place(thing)
        search.index_again(taxonomy.filed_under(thing))
    _replace(before["ties"])
    pagecache.note_change()
    names = [called(columns) for columns in before["rows"]]
    audit.record("undo_merge", kept or family, by=by, called=str(kept or ""), back=names)


def _take_back(kept: Named, gave: Data) -> None:
    """Take from `kept` what it gained, where it is still as it was given."""
    for language in LANGUAGES:
        name = gave.get(f"name_{language}")
        if name and kept.name_in(language) == name:
            setattr(kept, f"name_{language}", "")
            setattr(kept, f"slug_{language}", "")
    if isinstance(kept, Tag):
        kept.aliases = "\n".join(line for line in kept.other_spellings() if line not in gave["aliases"])
    kept.searched = kept.to_be_searched()
    kept.save()


def _check_addresses(family: type[Named], rows: Iterable[Data]) -> None:
    for columns in rows:
        for language in LANGUAGES:
            slug = columns[f"slug_{language}"]
            other = family._default_manager.filter(**{f"slug_{language}": slug}).first() if slug else None
            if other:
                raise CannotUndo(str(other))


def _bring_back(family: type[Named], columns: Data) -> None:
    if parent := columns.get("parent_id"):
        columns = columns | {"parent_id": next(iter(filing.standing(family, [parent])), None)}
    family(**columns).save(force_insert=True)


def _tie_again(tie: Tie, made: Merge, kept: Named | None, before: Data) -> None:
    referred: dict[str, list[int]] = before["ties"].get(tie.label, {})
    had = set(before["had"].get(tie.label, ()))
    freed: set[int] = set()
    for key, owners in referred.items():
        column = next(columns for columns in before["rows"] if str(columns["id"]) == key)
        wanted = [*owners, *_published_since(tie, made, key, before)]
        for some in _portions(wanted):
            if tie.between:
                freed |= set(_link(tie, int(key), some, kept))
            else:
                instead = kept.pk if kept else column.get("parent_id")
                tie.rows(pk__in=some, **{tie.column: instead}).update(**{tie.column: int(key)})
    if kept and tie.between:
        for some in _portions(sorted(freed - had)):
            tie.rows(**{tie.column: kept.pk, f"{tie.owner}__in": some}).delete()


def _link(tie: Tie, key: int, owners: Sequence[int], kept: Named | None) -> list[int]:
    """Tie those of `owners` to the thing again that are tied to what was kept still; returns them."""
    if kept:
        found = list(tie.rows(**{tie.column: kept.pk, f"{tie.owner}__in": owners}).values_list(tie.owner, flat=True))
    else:
        owner = cast(Any, tie.model._meta.get_field(tie.owner.removesuffix("_id"))).related_model
        found = list(owner._default_manager.filter(pk__in=owners).values_list("pk", flat=True))
    tie.model._default_manager.bulk_create(
        (tie.model(**{tie.column: key, tie.owner: owner}) for owner in found), ignore_conflicts=True
    )
    return found


def _published_since(tie: Tie, made: Merge, key: str, before: Data) -> list[int]:
    """Publications of the merge's stories that were made after it: they are tied as their stories are."""
    on_desk = {
        "articles.publication_tags.tag_id": "articles.article_tags.tag_id",
        "articles.publication_regions.region_id": "articles.article_regions.region_id",
        "articles.publication.section_id": "articles.article.section_id",
    }.get(tie.label)
    stories = before["ties"][on_desk][key] if on_desk else []
    found: list[int] = []
    for some in _portions(stories):
        rows = Publication.objects.filter(article__in=some, created_at__gte=made.at)
        found += rows.values_list("pk", flat=True)
    return found


def _portions(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[begin : begin + _AT_ONCE] for begin in range(0, len(keys), _AT_ONCE))


def forget_old() -> int:
    """Let go of what merges keep that can no longer be undone; where their rows went stays known. Returns how many."""
    return Merge.objects.filter(at__lte=clock.now() - UNDONE_FOR, before__isnull=False).update(before=None)


# --- splitting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def split(tag: Tag, to: Tag, article_ids: Iterable[int], *, by: User | None) -> int:
    """Give these stories of `tag` the tag `to` in its place, at the desk and for readers; returns how many had it.

    Raises `NotThere`.
    """
    _locked(Tag, to, [tag])
    stories = list(Article.objects.filter(pk__in=list(article_ids), tags=tag).values_list("pk", flat=True))
    published = list(Publication.objects.filter(article__in=stories, tags=tag).values_list("pk", flat=True))
    for tie, owners in ((_tie_of(Article.tags.through), stories), (_tie_of(Publication.tags.through), published)):
        rows = tie.rows(**{tie.column: tag.pk, f"{tie.owner}__in": owners})
        tie.model._default_manager.bulk_create(
            (tie.model(**{tie.column: to.pk, tie.owner: owner}) for owner in owners), ignore_conflicts=True
        )
        rows.delete()
    search.index_again(published)
    pagecache.note_change()
    audit.record("split_tag", tag, by=by, called=str(tag), to=str(to), stories=stories)
    return len(stories)


def _tie_of(through: type[models.Model]) -> Tie:
    return next(tie for tie in ties(Tag) if tie.model is through)
