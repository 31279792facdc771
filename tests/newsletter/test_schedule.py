"""When a plan is due, on the clocks of its zone: also on the two days a year on which they jump."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.schedule import last_run, next_run
from newsroom.clock import instant_on

BEIRUT, BERLIN, DAMASCUS = ZoneInfo("Asia/Beirut"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Damascus")
ZONES = (BEIRUT, BERLIN, DAMASCUS)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
WALL_TIMES = (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(3, 0), time(7, 0), time(23, 59))
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "wall_time", "instant"),
    [
        # Beirut: clocks go from 00:00 to 01:00, and back from 00:00 to 23:00.
        (BEIRUT, SPRING - DAY, time(7), utc(SPRING - DAY, 5)),
        (BEIRUT, SPRING, time(7), utc(SPRING, 4)),
        (BEIRUT, AUTUMN - DAY, time(7), utc(AUTUMN - DAY, 4)),
        (BEIRUT, AUTUMN, time(7), utc(AUTUMN, 5)),
        # Berlin: from 02:00 to 03:00, and back from 03:00 to 02:00.
        (BERLIN, SPRING - DAY, time(7), utc(SPRING - DAY, 6)),
        (BERLIN, SPRING, time(7), utc(SPRING, 5)),
        (BERLIN, AUTUMN - DAY, time(7), utc(AUTUMN - DAY, 5)),
        (BERLIN, AUTUMN, time(7), utc(AUTUMN, 6)),
        # Damascus: the same all the year since 2022.
        (DAMASCUS, SPRING, time(7), utc(SPRING, 4)),
        (DAMASCUS, AUTUMN, time(7), utc(AUTUMN, 4)),
    ],
)
def test_seven_is_seven_on_the_clocks(zone: ZoneInfo, day: date, wall_time: time, instant: datetime) -> None:
    assert instant_on(day, wall_time, zone) == instant


@pytest.mark.parametrize(
    ("zone", "wall_time", "shown"),
    [
        (BEIRUT, time(0, 0), time(1, 0)),
        (BEIRUT, time(0, 30), time(1, 0)),
        (BEIRUT, time(0, 59, 30), time(1, 0)),
        (BEIRUT, time(1, 0), time(1, 0)),
        (BERLIN, time(1, 59), time(1, 59)),
        (BERLIN, time(2, 0), time(3, 0)),
        (BERLIN, time(2, 30), time(3, 0)),
        (BERLIN, time(3, 0), time(3, 0)),
    ],
)
def test_an_hour_that_is_leapt_over_becomes_the_first_minute_after_it(
    zone: ZoneInfo, wall_time: time, shown: time
) -> None:
    assert instant_on(SPRING, wall_time, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(SPRING, shown)


@pytest.mark.parametrize(
    ("zone", "day", "wall_time", "first"),
    [
        (BEIRUT, AUTUMN - DAY, time(23, 30), utc(AUTUMN - DAY, 20, 30)),
        (BERLIN, AUTUMN, time(2, 0), utc(AUTUMN, 0, 0)),
        (BERLIN, AUTUMN, time(2, 30), utc(AUTUMN, 0, 30)),
    ],
)
class TestAnHourThatComesTwice:
    def test_it_is_the_first(self, zone: ZoneInfo, day: date, wall_time: time, first: datetime) -> None:
        assert instant_on(day, wall_time, zone) == first

    def test_it_runs_once(self, zone: ZoneInfo, day: date, wall_time: time, first: datetime) -> None:
        following = next_run(wall_time, zone, first)
        assert following.astimezone(zone).date() == day + DAY

    def test_between_the_two_the_last_one_is_the_first(
        self, zone: ZoneInfo, day: date, wall_time: time, first: datetime
    ) -> None:
        assert last_run(wall_time, zone, first + timedelta(minutes=45)) == first

    def test_at_the_second_nothing_is_due(self, zone: ZoneInfo, day: date, wall_time: time, first: datetime) -> None:
        second = first + timedelta(hours=1)
        assert next_run(wall_time, zone, second - MOMENT) > second


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("wall_time", WALL_TIMES, ids=str)
def test_each_local_day_of_a_year_has_one_run(zone: ZoneInfo, wall_time: time) -> None:
    moment, days = utc(date(2026, 12, 31), 12), Counter[date]()
    while (moment := next_run(wall_time, zone, moment)) < utc(date(2028, 1, 2), 0):
        days[moment.astimezone(zone).date()] += 1
    year = {date(2027, 1, 1) + n * DAY: 1 for n in range(365)}
    assert {day: times for day, times in days.items() if day.year == 2027} == year


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("wall_time", WALL_TIMES, ids=str)
def test_backwards_the_same_runs_are_found(zone: ZoneInfo, wall_time: time) -> None:
    start, end = utc(date(2027, 1, 1), 0), utc(date(2028, 1, 1), 0)
    forwards, moment = [], start
    while (moment := next_run(wall_time, zone, moment)) < end:
        forwards.append(moment)
    backwards, moment = [], end
    while (moment := last_run(wall_time, zone, moment)) > start:
        backwards.append(moment)
    assert backwards[::-1] == forwards


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("wall_time", WALL_TIMES, ids=str)
def test_who_ticks_each_minute_counts_each_day_once(zone: ZoneInfo, day: date, wall_time: time) -> None:
    """As the clock does it: due is what lies behind, and then the next one is worked out from the tick."""
    due, runs = next_run(wall_time, zone, utc(day - DAY, 12)), Counter[date]()
    for minute in range(2 * 24 * 60):
        tick = utc(day - DAY, 12) + timedelta(minutes=minute, seconds=17)
        if due <= tick:
            runs[due.astimezone(zone).date()] += 1
            due = next_run(wall_time, zone, tick)
    assert (runs[day], max(runs.values())) == (1, 1)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("around", [SPRING, AUTUMN])
@pytest.mark.parametrize("wall_time", WALL_TIMES, ids=str)
def test_a_weekly_hour_comes_once_a_week_also_where_the_clocks_jump(
    zone: ZoneInfo, around: date, wall_time: time
) -> None:
    """Both days are Sundays: the gap and the hour that comes twice fall on the day itself."""
    moment, days = utc(around - 10 * DAY, 12), []
    while (moment := next_run(wall_time, zone, moment, {around.weekday()})) < utc(around + 10 * DAY, 12):
        days.append(moment.astimezone(zone).date())
    assert days == [around - 7 * DAY, around, around + 7 * DAY]


def test_the_next_run_is_later_even_at_its_very_instant() -> None:
    seven = utc(date(2027, 6, 1), 4)
    assert next_run(time(7), DAMASCUS, seven) == seven + DAY


def test_a_moment_before_it_the_run_is_still_to_come() -> None:
    seven = utc(date(2027, 6, 1), 4)
    assert next_run(time(7), DAMASCUS, seven - MOMENT) == seven


def test_the_last_run_is_earlier_even_at_its_very_instant() -> None:
    seven = utc(date(2027, 6, 1), 4)
    assert last_run(time(7), DAMASCUS, seven) == seven - DAY


def test_a_moment_after_it_the_run_is_the_last() -> None:
    seven = utc(date(2027, 6, 1), 4)
    assert last_run(time(7), DAMASCUS, seven + MOMENT) == seven


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    wall_time=st.times().map(lambda shown: shown.replace(second=0, microsecond=0)),
    zone=st.sampled_from([*ZONES, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Chatham"), ZoneInfo("UTC")]),
)
@settings(max_examples=300)
def test_the_last_and_the_next_run_enclose_the_moment(moment: datetime, wall_time: time, zone: ZoneInfo) -> None:
    before, after = last_run(wall_time, zone, moment), next_run(wall_time, zone, moment)
    assert (before < moment < after, after - before <= timedelta(hours=50)) == (True, True)


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    wall_time=st.times().map(lambda shown: shown.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=300)
def test_what_is_worked_out_is_an_instant_in_utc(moment: datetime, wall_time: time, zone: ZoneInfo) -> None:
    assert {next_run(wall_time, zone, moment).tzinfo, last_run(wall_time, zone, moment).tzinfo} == {UTC}
