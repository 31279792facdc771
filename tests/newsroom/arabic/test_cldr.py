"""The copied tables are CLDR's, and what we print with them is what ICU prints."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from babel.dates import format_date, format_timedelta

from newsroom.arabic import ago, format_news_date
from newsroom.arabic.tables import cldr, make_cldr

NODE = shutil.which("node")
BabelUnit = Literal["day", "minute", "hour", "week"]
UNITS = ("minute", "hour", "day", "week", "month", "year")
EVERY_DAY = [date(2000, 1, 1) + timedelta(days=n) for n in range(13149)]

needs_node = pytest.mark.skipif(NODE is None, reason="needs Node, whose Intl is the oracle")


def node(script: str) -> list[str]:
    """What the script's one expression, a list of strings, is in Node."""
    done = subprocess.run(
        [NODE or "node", "-e", f"process.stdout.write(JSON.stringify({script}))"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_tables_are_those_of_the_pinned_babel() -> None:
    written = {
        "LEVANTINE_MONTHS": list(cldr.LEVANTINE_MONTHS),
        "GREGORIAN_MONTHS": list(cldr.GREGORIAN_MONTHS),
        "ENGLISH_MONTHS": list(cldr.ENGLISH_MONTHS),
        "ARABIC_WEEKDAYS": list(cldr.ARABIC_WEEKDAYS),
        "ENGLISH_WEEKDAYS": list(cldr.ENGLISH_WEEKDAYS),
        "ARABIC_UNITS": {unit: list(forms) for unit, forms in cldr.ARABIC_UNITS.items()},
        "ENGLISH_UNITS": {unit: list(forms) for unit, forms in cldr.ENGLISH_UNITS.items()},
        "TERRITORIES": list(cldr.TERRITORIES),
    }
    assert written == {
        "LEVANTINE_MONTHS": make_cldr.month_names("ar_SY"),
        "GREGORIAN_MONTHS": make_cldr.month_names("ar"),
        "ENGLISH_MONTHS": make_cldr.month_names("en_GB"),
        "ARABIC_WEEKDAYS": make_cldr.weekday_names("ar_SY"),
        "ENGLISH_WEEKDAYS": make_cldr.weekday_names("en_GB"),
        "ARABIC_UNITS": make_cldr.arabic_units(),
        "ENGLISH_UNITS": make_cldr.english_units(),
        "TERRITORIES": make_cldr.territory_names(),
    }


def test_the_script_writes_the_file_that_is_there() -> None:
    assert make_cldr.source() == open_source()


def open_source() -> str:
    return Path(cldr.__file__).read_text("utf-8")


@pytest.mark.parametrize(("locale", "months"), [("ar_SY", "levantine"), ("ar_EG", "gregorian")])
def test_dates_in_words_are_those_of_babel(locale: str, months: str) -> None:
    days = EVERY_DAY[::61]
    ours = [format_news_date(day, "body_date", months=months, digits="latn") for day in days]
    assert ours == [format_date(day, "d MMMM y", locale=locale) for day in days]


@pytest.mark.parametrize(("unit", "n"), [("day", 3), ("day", 11), ("minute", 59), ("hour", 2), ("week", 2)])
def test_times_ago_are_those_of_babel(unit: BabelUnit, n: int) -> None:
    babel = format_timedelta(timedelta(**{f"{unit}s": -n}), unit, threshold=1000, add_direction=True, locale="ar_SY")
    assert ago(n, unit, digits="latn") == babel


@needs_node
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("locale", "digits", "language"),
    [("ar-SY", "arab", "ar"), ("ar-SY-u-nu-latn", "latn", "ar"), ("en-GB", "latn", "en")],
)
def test_times_ago_are_those_of_icu(unit: str, locale: str, digits: str, language: str) -> None:
    script = f"""((f) => Array.from({{length: 2000}}, (_, n) => f.format(-n, "{unit}")))(
        new Intl.RelativeTimeFormat("{locale}", {{numeric: "always"}}))"""
    assert [ago(n, unit, digits=digits, language=language) for n in range(2000)] == node(script)


@needs_node
@pytest.mark.parametrize(
    ("locale", "months", "digits"), [("ar-SY", "levantine", "arab"), ("ar-EG", "gregorian", "arab")]
)
def test_every_day_of_36_years_is_written_as_icu_writes_it(locale: str, months: str, digits: str) -> None:
    script = f"""((f) => Array.from({{length: 13149}}, (_, n) => f.format(new Date(Date.UTC(2000, 0, 1 + n)))))(
        new Intl.DateTimeFormat("{locale}", {{dateStyle: "long", timeZone: "UTC"}}))"""
    ours = [format_news_date(day, "body_date", months=months, digits=digits) for day in EVERY_DAY]
    assert ours == node(script)


@needs_node
def test_every_weekday_is_the_one_of_icu() -> None:
    script = """((f) => Array.from({length: 13149}, (_, n) => f.format(new Date(Date.UTC(2000, 0, 1 + n)))))(
        new Intl.DateTimeFormat("ar-SY", {weekday: "long", timeZone: "UTC"}))"""
    assert [format_news_date(day, "header").split(" ")[0] for day in EVERY_DAY] == node(script)
