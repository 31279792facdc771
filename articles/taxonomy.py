"""Names, addresses and places of sections, regions, tags, people and topics, written so that nothing which knew the
old ones is lost: readers are led on, the search follows, the tree stays a tree. The only writer of `Region.path`.

Merging is `articles.merging`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar
from urllib.parse import unquote

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from articles import presenting, redirects, search
from articles.models import Author, Named, Publication, Region, Section, Tag, Topic
from articles.models.taxonomy import MOST_TAGS
from newsroom import arabic, pagecache
from newsroom.languages import LANGUAGES

_COMMAS: Final = re.compile("[,،;؛\n]")
_NAMES_AT_ONCE: Final = 2 * MOST_TAGS  # of a list; a story could not have the others anyway
Row = TypeVar("Row", bound=Named)


class WithinItself(Exception):
    """A region would lie within itself, or within something that lies within it; nothing was written."""


class TooDeep(Exception):
    """The way down the tree would be longer than a path holds; nothing was written."""


# --- names and addresses ---------------------------------------------------------------------------------------------


@transaction.atomic
def save(thing: Named) -> None:
    """Write it with what it is found by. Its old addresses lead to the new ones; stories are found by its new names.

    Raises `WithinItself`, `TooDeep`.
    """
    before = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first() if thing.pk else None
    thing.searched = thing.to_be_searched()
    thing.save()
    if isinstance(thing, Region):
        place(thing)
    if before is None:
        return
    for language, old in addresses(before).items():
        if new := addresses(thing).get(language):
            redirects.lead(old, new)
    if any(before.name_in(language) != thing.name_in(language) for language in LANGUAGES):
        search.index_again(filed_under(thing))


def addresses(thing: Named) -> dict[str, str]:
    """Language: the path of its list, as people read it; those languages that it exists in."""
    kind = str(thing._meta.model_name)
    links = {language: presenting.named_link(kind, thing, language) for language in LANGUAGES}
    return {language: unquote(link.url) for language, link in links.items() if link}


def filed_under(thing: Named) -> list[int]:
    """The ids of the publications whose words in the search have its name among them."""
    match thing:
        case Section() | Topic():
            return []
        case Region():
            return list(Publication.objects.filter(regions=thing).values_list("pk", flat=True))
        case Tag():
            return list(Publication.objects.filter(tags=thing).values_list("pk", flat=True))
        case Author():
            return list(Publication.objects.filter(credits__person=thing.pk).values_list("pk", flat=True).distinct())
        case _:
            raise TypeError(thing)


# --- the tree --------------------------------------------------------------------------------------------------------


def check_place(region: Region, parent: Region | None) -> None:
    """Whether `region` can lie in `parent`, as the tree is now; it stays so until the transaction is over, also for
    somebody who moves another region at this moment. Raises `WithinItself`, `TooDeep`.
    """
    tree = dict(Region.objects.select_for_update().order_by("pk").values_list("pk", "path"))
    above = tree.get(parent.pk, "/") if parent else "/"
    if region.pk and f"/{region.pk}/" in above:
        raise WithinItself
    own = tree.get(region.pk, "") or f"/{region.pk or 10**9}/"
    longest = max((len(path) for path in tree.values() if path.startswith(own)), default=len(own))
    if len(above) + len(f"{region.pk or 10**9}/") + longest - len(own) > Region.LONGEST_PATH:
        raise TooDeep


@transaction.atomic
def place(region: Region) -> None:
    """Write the path of a saved region from its parent, and carry everything below it along.

    Raises `WithinItself`, `TooDeep`; the caller's transaction takes back what was saved.
    """
    check_place(region, region.parent)
    paths = dict(Region.objects.filter(pk__in=(region.pk, region.parent_id or 0)).values_list("pk", "path"))
    old = paths[region.pk]
    new = f"{paths[region.parent_id] if region.parent_id else '/'}{region.pk}/"
    region.path = new
    if new == old:
        return
    if old:
        below = Region.objects.filter(path__startswith=old).exclude(pk=region.pk)
        below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Region.objects.filter(pk=region.pk).update(path=new)
    pagecache.note_change()


# --- spellings -------------------------------------------------------------------------------------------------------


def spelled(rows: Iterable[Row], text: str) -> Row | None:
    """The first of `rows` that is called so, by a name or another spelling, however either is written."""
    wanted = arabic.normalise(text)
    return next((row for row in rows if wanted and wanted in row.searched.split("\n")), None)


def tags_named(typed: str) -> tuple[list[Tag], list[str]]:
    """The tags that a list of names means, Arabic or Latin commas between them; and the names that none has."""
    found: list[Tag] = []
    lacking: list[str] = []
    names = list(dict.fromkeys(filter(None, (part.strip() for part in _COMMAS.split(typed)))))
    for place, name in enumerate(names):
        tag = called(Tag, name) if place < _NAMES_AT_ONCE else None
        if tag is None:
            lacking.append(name)
        elif tag not in found:
            found.append(tag)
    return found, lacking


def called(family: type[Row], text: str, *, but: int | None = None) -> Row | None:
    """What has this name, or this other spelling, in any way of writing it; never `but` itself."""
    wanted = arabic.normalise(text)
    if not wanted:
        return None
    rows = family._default_manager.filter(searched__contains=wanted).exclude(pk=but).order_by("pk")
    return spelled(rows.iterator(), text)
