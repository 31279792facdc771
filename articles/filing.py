"""What a story is filed under as it stands now: who still asks for what was merged away is led to what was kept.

A form that was opened before a merge, a draft, an older revision, a save that runs at the same moment: all of them name
rows by their ids, and none of them loses a tag by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from articles.models import Gone, Named


def standing(family: type[Named], keys: Iterable[int], *, locked: bool = False) -> list[int]:
    """Those of `keys` that exist, what they were merged into in their place, each once and in order.

    `locked`, none of them can be merged away before the transaction is over: for whoever writes them down.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    rows = family._default_manager.filter(pk__in=wanted).order_by("pk")
    if locked:
        rows = rows.select_for_update(no_key=True)
    there = set(rows.values_list("pk", flat=True))
    if len(there) == len(wanted):
        return wanted
    led = _led(family, [key for key in wanted if key not in there])
    now = [key if key in there else led.get(key) for key in wanted]
    return standing(family, [key for key in now if key is not None], locked=locked)


def _led(family: type[Named], keys: Iterable[int]) -> dict[int, int | None]:
    """Where the way of what is gone leads next."""
    rows = Gone.objects.filter(family=family._meta.model_name, key__in=list(keys))
    return dict(rows.values_list("key", "merge__kept"))


def held(family: type[Named], rows: Iterable[Named]) -> list[int]:
    """The ids of `rows` as they stand, locked (`standing`)."""
    return standing(family, [row.pk for row in rows], locked=True)


def followed(family: type[Named], keys: Iterable[int]) -> list[int]:
    """As `standing`, with those that are gone without a trace left in their places."""
    wanted = list(dict.fromkeys(keys))
    there = set(standing(family, wanted))
    now = [key if key in there else next(iter(standing(family, [key])), key) for key in wanted]
    return list(dict.fromkeys(now))
