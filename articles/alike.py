"""Tags that may be one: the same in another spelling, in another form of the word, or but for a letter.

Only proposals are made here; two tags are merged by somebody, or told apart by somebody and then left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import transaction

from articles.models import Tag
from newsroom import arabic, audit
from newsroom.models import User
from newsroom.pagecache import remembered

_LONG: Final = 5  # letters, from which on one of them may be a slip: إيران and العراق are none, Iran and Iraq neither
_SHOWN: Final = 20

Spellings = dict[int, list[str]]  # a tag's id: all that it is called, in one spelling each


def near(words: Iterable[str], *, but: int | None = None) -> list[Tag]:
    """The tags that are called nearly as one of `words`, never `but` itself."""
    spellings = _spellings()
    wanted = [spelled for text in words if (spelled := arabic.normalise(text))]
    told_apart = set(Tag.objects.filter(pk=but or 0).values_list("apart_from", flat=True).first() or ())
    found = [
        pk
        for pk, lines in spellings.items()
        if pk != but and pk not in told_apart and any(_alike(line, word) for line in lines for word in wanted)
    ]
    return list(Tag.objects.filter(pk__in=found[:_SHOWN]))


def pairs() -> list[tuple[Tag, Tag]]:
    """Pairs of tags that may be one, those that are likeliest first; asked anew when something public changed."""
    found = remembered("tags alike", _pairs)
    tags = Tag.objects.in_bulk({pk for pair in found for pk in pair})
    both = ((tags.get(one), tags.get(other)) for one, other in found)
    return [(one, other) for one, other in both if one and other and not _told_apart(one, other)][:_SHOWN]


@transaction.atomic
def tell_apart(one: Tag, others: Iterable[Tag], *, by: User | None) -> None:
    """That they are others, however alike they look: none of the pairs is proposed again."""
    one.apart_from = sorted({*one.apart_from, *(other.pk for other in others)} - {one.pk})
    one.save(update_fields=["apart_from"])
    audit.record("tell_apart", one, by=by, called=str(one), others=[str(other) for other in others])


def _told_apart(one: Tag, other: Tag) -> bool:
    return other.pk in one.apart_from or one.pk in other.apart_from


def _spellings() -> Spellings:
    rows = Tag.objects.order_by("pk").values_list("pk", "searched")
    return {pk: [line for line in searched.split("\n") if line] for pk, searched in rows}


def _alike(one: str, other: str) -> bool:
    return one == other or _stems(one) == _stems(other) or _slip_apart(one, other)


def _stems(spelled: str) -> str:
    return " ".join(arabic.tokens(spelled))


def _slip_apart(one: str, other: str) -> bool:
    """By one letter; a figure is never a slip (2024 and 2025 are two tags)."""
    if min(len(one), len(other)) < _LONG or not arabic.one_apart(one, other):
        return False
    return [sign for sign in one if sign.isdigit()] == [sign for sign in other if sign.isdigit()]


def _pairs() -> list[tuple[int, int]]:
    """Who shares a mark is looked at, so that nobody is compared with everybody."""
    marked: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for pk, lines in _spellings().items():
        for line in lines:
            for mark in _marks(line):
                marked[mark].setdefault(pk, []).append(line)
    ranks: dict[tuple[int, int], int] = {}
    for sharing in marked.values():
        for pair, rank in _ranked(sharing):
            ranks[pair] = min(rank, ranks.get(pair, rank))
    return [pair for pair, _rank in sorted(ranks.items(), key=lambda item: (item[1], item[0]))]


def _marks(line: str) -> set[str]:
    slips = {line, *arabic.one_less(line)} if len(line) >= _LONG else {line}
    return {f"stems {_stems(line)}", *slips}


def _ranked(sharing: dict[int, list[str]]) -> Iterator[tuple[tuple[int, int], int]]:
    tags = sorted(sharing)
    for place, one in enumerate(tags):
        for other in tags[place + 1 :]:
            ways = [(line, theirs) for line in sharing[one] for theirs in sharing[other] if _alike(line, theirs)]
            if ways:
                yield (one, other), min(0 if line == theirs else 1 for line, theirs in ways)
