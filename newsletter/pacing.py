"""How fast mails go: to one provider of mailboxes, and in all; and who waits when a provider asks for patience.

A provider that refuses one mail for now has something against that mail or its mailbox. One that refuses three in a
row has something against us or is busy: then all that waits for it waits longer, and the others go on.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q

from newsletter import providers
from newsroom import clock

IN_A_ROW: Final = 3  # refusals for now, of one provider, until all that goes there waits
FIRST_REST: Final = timedelta(minutes=5)  # doubled with each try of the mail that was refused
LONGEST_REST: Final = timedelta(minutes=40)
SLOWER_FOR: Final = timedelta(minutes=10)  # half as fast after a rest
BUSY: Final = frozenset({421, 450, 451, 452})
_WINDOW: Final = 6  # seconds: a rate per minute is kept in tenths of it
_IN_A_MINUTE: Final = 60 // _WINDOW


def at(provider: str) -> Q:
    """The rows of the ledger whose address is there."""
    found = Q()
    for domain in providers.domains(provider):
        found |= Q(address__endswith=f"@{domain}")
    return found


class Patience:
    """What one sender has learned of the providers in its run."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()
        self._rests: dict[str, datetime] = {}

    def taken(self, name: str) -> None:
        """The provider took a mail: it is not busy."""
        self._refused.pop(name, None)

    def refused(self, name: str, code: int, tries: int) -> datetime | None:
        """The provider refused a mail for now, which had `tries` before; until when all for it waits, if it does."""
        if code not in BUSY:
            return None
        self._refused[name] += 1
        if self._refused[name] < IN_A_ROW:
            return None
        self._refused.pop(name)
        until = clock.now() + min(FIRST_REST * (1 << min(tries, 10)), LONGEST_REST)
        slow_down(name, until + SLOWER_FOR)
        self.rest(name, until)
        return until

    def is_at_ease(self, name: str) -> bool:
        """Whether the provider has refused nothing for now since it last took a mail."""
        return not self._refused[name] and self.rests_until(name) is None

    def rest(self, name: str, until: datetime) -> None:
        """Nothing goes there until then."""
        self._rests[name] = until

    def rests_until(self, name: str) -> datetime | None:
        """Until when nothing goes there; None where it may."""
        until = self._rests.get(name)
        return until if until and until > clock.now() else None


# --- rates: counted in the cache that all senders share ------------------------------------------------------


def keeps_rates() -> bool:
    """Whether anybody has said how many mails may go in a minute."""
    return bool(settings.MAILS_PER_MINUTE or settings.MAILS_PER_MINUTE_AND_PROVIDER)


def slow_down(name: str, until: datetime) -> None:
    """Half as fast until then, where there is a rate at all."""
    if settings.MAILS_PER_MINUTE_AND_PROVIDER:
        cache.set(f"mail-slow:{name}", 1, (until - clock.now()).total_seconds())


def full_until(name: str) -> datetime | None:
    """Take one mail's place at a provider; where its minute is full, when the next begins."""
    most = settings.MAILS_PER_MINUTE_AND_PROVIDER
    if not most:
        return None
    if cache.get(f"mail-slow:{name}"):
        most = max(1, most // 2)
    minute = int(clock.now().timestamp()) // 60
    if _count(f"mail-rate:{name}:{minute}") <= most:
        return None
    return datetime.fromtimestamp((minute + 1) * 60, tz=UTC)


def wait_for_room() -> None:
    """Take one mail's place among all; wait a moment where so many went in the last that the rate is kept."""
    most = settings.MAILS_PER_MINUTE
    while most:
        now = time.time()
        if _count(f"mail-rate::{int(now) // _WINDOW}") <= max(1, most // _IN_A_MINUTE):
            return
        time.sleep(_WINDOW - now % _WINDOW)


def _count(key: str) -> int:
    cache.add(key, 0, 120)
    try:
        return cache.incr(key)
    except ValueError:  # thrown out between the two: nobody counts, nobody waits
        return 0
