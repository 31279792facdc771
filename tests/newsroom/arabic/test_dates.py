"""Dates and times print exactly as the newspaper prints them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from newsroom.arabic import (
    BODY,
    BODY_MONTH,
    CARD_TIME,
    MASTHEAD,
    RECENT,
    DateStyle,
    ago,
    format_news_date,
)

CHRISTMAS = datetime(2024, 12, 25, 12, 5, tzinfo=UTC)
NOVEMBER = date(2020, 11, 10)
NOW = datetime(2024, 12, 25, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "style", "settings", "printed"),
    [
        (CHRISTMAS, "header", {}, "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤"),
        (CHRISTMAS, "header", {"weekday": False}, "٢٥ / ديسمبر / ٢٠٢٤"),
        (CHRISTMAS, "spoken", {}, "الأربعاء ٢٥ ديسمبر ٢٠٢٤"),
        (CHRISTMAS, "body_date", {}, "25 كانون الأول/ ديسمبر 2024"),
        (NOVEMBER, "body_date", {}, "10 تشرين الثاني/ نوفمبر 2020"),
        (date(2020, 9, 30), "body_month", {}, "أيلول/ سبتمبر 2020"),
        (CHRISTMAS, "body_date", {"months": "levantine", "digits": "arab"}, "٢٥ كانون الأول ٢٠٢٤"),
        (CHRISTMAS, "body_date", {"months": "gregorian", "digits": "latn"}, "25 ديسمبر 2024"),
        (NOVEMBER, "body_date", {"months": "dual-gregorian-first"}, "10 نوفمبر/ تشرين الثاني 2020"),
        (date(2021, 9, 27), "body_date", {"months": "levantine", "separator": "-"}, "27-أيلول-2021"),
        (date(2021, 9, 27), "month", {"months": "dual-gregorian-first"}, "سبتمبر/ أيلول"),
        (CHRISTMAS, "body_date", {"weekday": True}, "الأربعاء 25 كانون الأول/ ديسمبر 2024"),
        (CHRISTMAS, "time", {}, "١٢:٠٥ م"),
        (CHRISTMAS, "time", {"digits": "latn"}, "12:05 م"),
        (CHRISTMAS, "time", {"clock": "24"}, "١٢:٠٥"),
        (time(0, 5), "time", {}, "١٢:٠٥ ص"),
        (time(14, 20), "time", {"clock": "24"}, "١٤:٢٠"),
        (time(14, 20), "time", {"language": "en"}, "2:20 pm"),
        (CHRISTMAS, "header", {"language": "en"}, "Wednesday 25 December 2024"),
        (CHRISTMAS, "body_date", {"language": "en"}, "25 December 2024"),
        (CHRISTMAS, "body_month", {"language": "en"}, "December 2024"),
    ],
)
def test_every_style_prints_its_exact_string(
    value: date | time, style: str, settings: dict[str, str], printed: str
) -> None:
    assert format_news_date(value, style, **settings) == printed  # type: ignore[arg-type]  # a table of settings


def test_the_places_of_the_site_print_what_the_reference_page_prints() -> None:
    places = (MASTHEAD, BODY, BODY_MONTH, CARD_TIME)
    assert [place.format(datetime(2024, 12, 25, 14, 20, tzinfo=UTC)) for place in places] == [
        "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤",
        "25 كانون الأول/ ديسمبر 2024",
        "كانون الأول/ ديسمبر 2024",
        "١٤:٢٠",
    ]


def test_a_place_prints_english_without_its_arabic_settings() -> None:
    assert MASTHEAD.format(CHRISTMAS, "en") == "Wednesday 25 December 2024"


def test_a_place_of_its_own_prints_its_own_way() -> None:
    place = DateStyle("body_date", months="levantine", digits="arab", weekday=True)
    assert place.format(NOVEMBER) == "الثلاثاء ١٠ تشرين الثاني ٢٠٢٠"


@pytest.mark.parametrize(
    ("before", "arabic", "english"),
    [
        (timedelta(seconds=-30), "الآن", "now"),
        (timedelta(0), "الآن", "now"),
        (timedelta(seconds=59), "الآن", "now"),
        (timedelta(minutes=1), "قبل دقيقة واحدة", "1 minute ago"),
        (timedelta(minutes=2), "قبل دقيقتين", "2 minutes ago"),
        (timedelta(minutes=3), "قبل ٣ دقائق", "3 minutes ago"),
        (timedelta(minutes=11), "قبل ١١ دقيقة", "11 minutes ago"),
        (timedelta(minutes=59, seconds=59), "قبل ٥٩ دقيقة", "59 minutes ago"),
        (timedelta(hours=1), "قبل ساعة واحدة", "1 hour ago"),
        (timedelta(hours=23, minutes=59), "قبل ٢٣ ساعة", "23 hours ago"),
        (timedelta(hours=24), "أمس", "yesterday"),
        (timedelta(hours=38, minutes=59), "أمس", "yesterday"),
        (timedelta(hours=39, minutes=1), "قبل يومين", "2 days ago"),
        (timedelta(days=6), "قبل ٦ أيام", "6 days ago"),
        (timedelta(days=7), "١٨ كانون الأول/ ديسمبر ٢٠٢٤", "18 December 2024"),
        (timedelta(hours=-2), "٢٥ كانون الأول/ ديسمبر ٢٠٢٤", "25 December 2024"),
    ],
)
def test_recent_times_are_told_relative_to_now(before: timedelta, arabic: str, english: str) -> None:
    printed = [RECENT.format(NOW - before, language, now=NOW) for language in ("ar", "en")]
    assert printed == [arabic, english]


def test_yesterday_is_counted_in_the_zone_of_the_value() -> None:
    damascus = timezone(timedelta(hours=3))
    value = datetime(2024, 12, 24, 0, 30, tzinfo=damascus)
    now = datetime(2024, 12, 24, 22, 0, tzinfo=UTC)  # already the 25th in Damascus
    assert RECENT.format(value, now=now) == "أمس"


def test_a_day_without_a_time_is_today_yesterday_or_days_ago() -> None:
    days = [date(2024, 12, 25), date(2024, 12, 24), date(2024, 12, 23), date(2024, 12, 26)]
    assert [RECENT.format(day, now=NOW) for day in days] == [
        "اليوم",
        "أمس",
        "قبل يومين",
        "٢٦ كانون الأول/ ديسمبر ٢٠٢٤",
    ]


def test_the_word_for_ago_is_a_setting() -> None:
    assert ago(3, "hour", prefix="منذ") == "منذ ٣ ساعات"


def test_a_negative_count_counts_as_none() -> None:
    assert ago(-5, "minute") == ago(0, "minute")


@pytest.mark.parametrize(
    "settings", [{"style": "long"}, {"style": "body_date", "months": "julian"}, {"style": "time", "digits": "roman"}]
)
def test_an_unknown_setting_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="say"):
        format_news_date(CHRISTMAS, **settings)  # type: ignore[arg-type]  # wrong on purpose


def test_a_date_has_no_time_of_day() -> None:
    with pytest.raises(ValueError, match="no time"):
        format_news_date(NOVEMBER, "time")


def test_a_time_of_day_has_no_date() -> None:
    with pytest.raises(ValueError, match="body_date"):
        format_news_date(time(12, 5), "body_date")


def test_a_value_without_a_zone_is_compared_with_the_clock_on_the_wall() -> None:
    wall = (NOW - timedelta(minutes=3)).replace(tzinfo=None)
    assert [RECENT.format(wall, now=NOW), RECENT.format(NOW - timedelta(hours=3), now=NOW.replace(tzinfo=None))] == [
        "قبل ٣ دقائق",
        "قبل ٣ ساعات",
    ]


def test_without_a_moment_to_count_from_it_is_now() -> None:
    assert RECENT.format(datetime.now(UTC)) == "الآن"
