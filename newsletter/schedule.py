"""When a plan is due: a wall time in a zone of the IANA, as one instant a day, or a week.

The instants are kept in the database, so a clock that stood still misses nothing and two clocks count once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from newsroom.clock import instant_on

SEVEN: Final = time(7)  # when a new plan goes out


def next_run(wall_time: time, zone: ZoneInfo, after: datetime, days: Collection[int] = range(7)) -> datetime:
    """The first such instant later than `after`; on those days of the week (Monday is 0)."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while (instant := instant_on(day, wall_time, zone)) <= after or day.weekday() not in days:
        day += timedelta(days=1)
    return instant


def last_run(wall_time: time, zone: ZoneInfo, before: datetime, days: Collection[int] = range(7)) -> datetime:
    """The last such instant that is earlier than `before`."""
    day = before.astimezone(zone).date() + timedelta(days=1)
    while (instant := instant_on(day, wall_time, zone)) >= before or day.weekday() not in days:
        day -= timedelta(days=1)
    return instant
