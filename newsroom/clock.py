"""The application's clock: the one place that is asked what time it is, so that it can be held still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held.get() or timezone.now()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment`: for work that is told as if it had been done then (the demo, tests)."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)


def local(moment: datetime) -> datetime:
    """`moment` in the newsroom's zone (`TIME_ZONE`); what "today" means is decided there, not in UTC."""
    return timezone.localtime(moment)


def instant_on(day: date, wall_time: time, zone: tzinfo) -> datetime:
    """The instant (UTC) at which the clocks of `zone` show `wall_time` on `day`.

    A time that the clocks leap over becomes the first minute after the leap; of one that comes twice, the first.
    Raises OverflowError at the ends of the calendar.
    """
    shown = datetime.combine(day, wall_time)
    while True:
        instant = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == shown:
            return instant
        shown = shown.replace(second=0, microsecond=0) + timedelta(minutes=1)
