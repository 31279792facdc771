"""Hours that the clocks leap over and hours that come twice, in every zone where this newsroom has people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from newsroom.clock import instant_on

ZONES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Damascus",
    "Asia/Gaza",
    "Asia/Tehran",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/London",
)
FIRST, LAST = datetime(2005, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def leaps(zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """The instants at which the clocks are put forward (+) or back (−), and by how much."""
    found = []
    instant, before = FIRST, FIRST.astimezone(zone).utcoffset()
    while instant < LAST:
        following = instant + 24 * HOUR
        after = following.astimezone(zone).utcoffset()
        if before is not None and after is not None and before != after:
            low, high = instant, following
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            found.append((high.replace(second=0, microsecond=0), after - before))
        instant, before = following, after
    return found


def on_the_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize("name", ZONES)
def test_the_clocks_of_a_zone_are_read(name: str) -> None:
    zone = ZoneInfo(name)
    jumps = leaps(zone)
    assert len(jumps) >= 2
    for instant, leap in jumps:
        for minutes in range(0, int(abs(leap) / MINUTE), 15):
            if leap > timedelta(0):  # this hour is leapt over: the first minute after it
                typed = on_the_wall(instant, zone) - leap + minutes * MINUTE
                expected = instant
            else:  # this hour comes twice: the first
                typed = on_the_wall(instant, zone) + minutes * MINUTE
                expected = instant + leap + minutes * MINUTE
            assert instant_on(typed.date(), typed.time(), zone) == expected, (name, typed)


def test_damascus_has_one_hour_all_the_year() -> None:
    zone = ZoneInfo("Asia/Damascus")
    days = (datetime(2026, 1, 1, 7, tzinfo=zone) + timedelta(days=day) for day in range(365))
    assert {instant_on(day.date(), day.time(), zone).hour for day in days} == {4}
