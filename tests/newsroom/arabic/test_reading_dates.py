"""What people type and what the paper printed is read back; what is impossible is not guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import ago, format_news_date, parse_news_date, parse_news_time, read_news_date

NOW = datetime(2024, 12, 25, 15, 0, tzinfo=UTC)
FIRST, LAST = date(2000, 1, 1), date(2035, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@pytest.mark.parametrize(
    "settings",
    [
        {"style": "header"},
        {"style": "spoken", "digits": "latn"},
        {"style": "body_date"},
        {"style": "body_date", "months": "levantine", "digits": "arab"},
        {"style": "body_date", "months": "gregorian"},
        {"style": "body_date", "months": "dual-gregorian-first", "weekday": True},
        {"style": "body_date", "months": "levantine", "separator": "-"},
        {"style": "header", "months": "dual", "digits": "latn"},
        {"style": "header", "language": "en"},
        {"style": "body_date", "language": "en"},
        {"style": "relative"},
    ],
    ids=lambda settings: "-".join(map(str, settings.values())),
)
def test_every_day_of_36_years_is_read_back(settings: dict[str, str]) -> None:
    printed = [format_news_date(day, now=NOW, **settings) for day in EVERY_DAY]  # type: ignore[arg-type]
    assert [parse_news_date(text, now=NOW) for text in printed] == EVERY_DAY


@pytest.mark.parametrize("months", ["dual", "levantine", "gregorian", "dual-gregorian-first"])
def test_every_month_of_36_years_is_read_back(months: str) -> None:
    firsts = [day for day in EVERY_DAY if day.day == 1]
    printed = [format_news_date(day, "body_month", months=months) for day in firsts]
    assert [read_news_date(text) for text in printed] == [_month(day) for day in firsts]


def _month(day: date) -> object:
    return read_news_date(f"{day.year}-{day.month:02}")


@pytest.mark.parametrize("clock", ["12", "24"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_minute_of_the_day_is_read_back(clock: str, language: str) -> None:
    minutes = [time(hour, minute) for hour in range(24) for minute in range(60)]
    printed = [format_news_date(value, "time", clock=clock, language=language) for value in minutes]
    assert [parse_news_time(text) for text in printed] == minutes


@pytest.mark.parametrize("unit", ["minute", "hour", "day", "week", "month", "year"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_count_of_a_unit_is_read_back_as_a_day_before_now(unit: str, language: str) -> None:
    days = [parse_news_date(ago(n, unit, language=language), now=NOW) for n in range(2000)]
    assert days == sorted((day for day in days if day), reverse=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5/4/2024", date(2024, 4, 5)),
        ("٣٠/٩/٢٠٢٤", date(2024, 9, 30)),
        ("30/9/2024", date(2024, 9, 30)),
        ("۳۰/۹/۲۰۲۴", date(2024, 9, 30)),
        ("٢٠٢٤-٠٩-٣٠", date(2024, 9, 30)),
        ("2024-09-30T14:20:00+03:00", date(2024, 9, 30)),
        ("30.9.2024", date(2024, 9, 30)),
        ("أيلول ٢٠٢٤", date(2024, 9, 1)),
        ("ايلول 2024", date(2024, 9, 1)),
        ("9/2024", date(2024, 9, 1)),
        ("٣ اذار ٢٠٢٤", date(2024, 3, 3)),
        ("3 آذار (مارس) 2024", date(2024, 3, 3)),
        ("يوم الأربعاء، ٢٥ كانون الأول ٢٠٢٤ م", date(2024, 12, 25)),
        ("٢٥ من شهر ديسمبر ٢٠٢٤", date(2024, 12, 25)),
        ("27-أيلول-2021", date(2021, 9, 27)),
        ("December 25, 2024", date(2024, 12, 25)),
        ("25th of December 2024", date(2024, 12, 25)),
        ("25 Dec 2024", date(2024, 12, 25)),
        ("30/9/2024، الساعة 14:20", date(2024, 9, 30)),
        ("أمس", date(2024, 12, 24)),
        ("أول أمس", date(2024, 12, 23)),
        ("منذ يومين", date(2024, 12, 23)),
        ("قبل شهر واحد", date(2024, 11, 25)),
        ("قبل أسبوع", date(2024, 12, 18)),
        ("3 weeks ago", date(2024, 12, 4)),
    ],
)
def test_what_people_type_is_read_day_first(typed: str, day: date) -> None:
    assert parse_news_date(typed, now=NOW) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "٣١/٢/٢٠٢٤",
        "30/13/2024",
        "9/30/2024",
        "5/4/24",
        "0/1/2024",
        "٢٩ شباط ٢٠٢٣",
        "10 تشرين الثاني/ أكتوبر 2020",
        "الخميس ٢٥ / ديسمبر / ٢٠٢٤",
        "قبل ٩٩٩٩٩٩ سنة",
        "قبل الحرب",
        "اليوم الثاني",
        "2024",
        "١" * 500,
    ],
)
def test_what_is_impossible_or_contradicts_itself_is_no_date(typed: str) -> None:
    assert parse_news_date(typed, now=NOW) is None


@pytest.mark.parametrize("typed", ["", "25:00", "12:60", "0:10 pm", "13:00 م", "١٢", "12:05 x", "9" * 500])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    assert parse_news_time(typed) is None


def test_a_month_back_from_a_long_month_ends_with_the_short_one() -> None:
    assert parse_news_date("قبل شهر", now=datetime(2024, 3, 31, tzinfo=UTC)) == date(2024, 2, 29)


def test_a_month_says_that_it_is_no_day() -> None:
    read = [read_news_date(text) for text in ("أيلول ٢٠٢٤", "١ أيلول ٢٠٢٤")]
    assert [found.precision for found in read if found] == ["month", "day"]


@settings(max_examples=300)
@given(st.text(alphabet="0123456789٠١٢٣/-.: امسقبليورةنكتشأوثhwd,،", max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert isinstance(parse_news_date(text, now=NOW), date | None)
