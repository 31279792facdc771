"""When a plan is due: a wall time in a zone of the IANA, as one instant a day.

The instants are kept in the database, so a clock that stood still misses nothing and two clocks count once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SEVEN: Final = time(7)  # when a new plan goes out


def instant_on(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the clocks of `zone` show `wall_time` on `day`.

    A time that the clocks leap over becomes the first minute after the leap; of one that comes twice, the first.
    """
    shown = datetime.combine(day, wall_time)
    while True:
        instant = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == shown:
            return instant
        shown = shown.replace(second=0, microsecond=0) + timedelta(minutes=1)


def next_run(wall_time: time, zone: ZoneInfo, after: datetime) -> datetime:
    """The first such instant later than `after`."""
    day = after.astimezone(zone).date() - timedelta(days=1)
    while (instant := instant_on(day, wall_time, zone)) <= after:
        day += timedelta(days=1)
    return instant


def last_run(wall_time: time, zone: ZoneInfo, before: datetime) -> datetime:
    """The last such instant that is earlier than `before`."""
    day = before.astimezone(zone).date() + timedelta(days=1)
    while (instant := instant_on(day, wall_time, zone)) >= before:
        day -= timedelta(days=1)
    return instant
