"""Reads dates and times that people type, or that this newspaper printed, back into values.

Days come before months (`5/4/2024` is 5 April), all digits are taken, and what is impossible or contradicts
itself (`٣١/٢/٢٠٢٤`, two names of different months, a wrong weekday) is None, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from newsroom.arabic.digits import to_latin_digits
from newsroom.arabic.tables.cldr import ARABIC_UNITS, ARABIC_WEEKDAYS, ENGLISH_UNITS, ENGLISH_WEEKDAYS
from newsroom.arabic.tables.month_names import MONTH_NUMBERS

LONGEST_DATE: Final = 100
"""A date is never longer than this many characters; what is longer is not read at all."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date that was read: for a month without a day, `day` is its first and `precision` says so."""

    day: date
    precision: Literal["day", "month"] = "day"


def parse_news_date(text: str, *, now: datetime | None = None) -> date | None:
    """The day that the text names (a month stands for its first day), None when it names none.

    Reads every style of `format_news_date`, ISO and numeric dates, and relative ones, which count from `now`.
    """
    read = read_news_date(text, now=now)
    return read.day if read else None


def read_news_date(text: str, *, now: datetime | None = None) -> ReadDate | None:
    """Like `parse_news_date`, saying whether a day or only a month was named."""
    if len(text) > LONGEST_DATE:
        return None
    plain = _plain(text)
    try:
        return _numeric(plain) or _worded(plain) or _relative(plain, now)
    except (ValueError, OverflowError):  # the calendar has no such day
        return None


def parse_news_time(text: str) -> time | None:
    """The time of day in `١٢:٠٥ م`, `14:20`, `2:20 pm`; None when there is none or it is impossible."""
    if len(text) > LONGEST_DATE:
        return None
    found = _TIME.fullmatch(_plain(text))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


_INVISIBLE: Final = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_FOLD: Final = str.maketrans(dict.fromkeys("أإآٱ", "ا") | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"})
_SPACES: Final = re.compile(r"\s+")


def _plain(text: str) -> str:
    """One spelling for all: Latin digits, no marks, alef, yeh and teh folded, single spaces."""
    folded = _INVISIBLE.sub("", to_latin_digits(text)).translate(_FOLD)
    return _SPACES.sub(" ", folded).strip().lower()


_AFTERNOON: Final = frozenset({"م", "مساء", "مساءا", "pm", "p.m.", "ظهرا", "عصرا"})
_HALF: Final = r"ص|م|صباحا|مساء|مساءا|ظهرا|عصرا|[ap]m|[ap]\.m\."
_CLOCK: Final = rf"([0-9]{{1,2}}):([0-9]{{2}})(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?(?: ?({_HALF}))?"
_TIME: Final = re.compile(_CLOCK)
_TIME_AFTER: Final = re.compile(rf"(?:t|[،,]? ?(?:الساعه |at )?|[،,]? ){_CLOCK}(?: ?z| ?[+-][0-9]{{2}}:?[0-9]{{2}})?$")

_DAY_FIRST: Final = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})")
_MONTH_OF_YEAR: Final = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{4})")
_YEAR_AND_MONTH: Final = re.compile(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2})")


def _numeric(plain: str) -> ReadDate | None:
    plain = _TIME_AFTER.sub("", plain)
    if found := _DAY_FIRST.fullmatch(plain):
        return ReadDate(date(int(found[4]), int(found[3]), int(found[1])))
    if found := _YEAR_FIRST.fullmatch(plain):
        return ReadDate(date(int(found[1]), int(found[3]), int(found[4])))
    if found := _MONTH_OF_YEAR.fullmatch(plain):
        return ReadDate(date(int(found[2]), int(found[1]), 1), "month")
    if found := _YEAR_AND_MONTH.fullmatch(plain):
        return ReadDate(date(int(found[1]), int(found[2]), 1), "month")
    return None


_MONTHS: Final = {_plain(name): number for name, number in MONTH_NUMBERS.items()}
_WEEKDAYS: Final = {
    _plain(name): number for names in (ARABIC_WEEKDAYS, ENGLISH_WEEKDAYS) for number, name in enumerate(names)
} | {_plain("الإثنين"): 0}

_MONTH: Final = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_WEEKDAY: Final = "|".join(map(re.escape, _WEEKDAYS))
_BETWEEN: Final = r"(?: ?[-/،,] ?| من شهر | من | of | )"
_YEAR: Final = r"([0-9]{4})(?: ?م)?"
_TWO_NAMES: Final = rf"({_MONTH})(?: ?[/(-] ?({_MONTH})\)?)?"
_DAY_MONTH: Final = re.compile(
    rf"(?:(?:يوم )?({_WEEKDAY})[،,]? )?([0-9]{{1,2}})(?:st|nd|rd|th)?{_BETWEEN}{_TWO_NAMES}"
    rf"(?:{_BETWEEN}|, ?){_YEAR}"
)
_MONTH_DAY: Final = re.compile(rf"(?:({_WEEKDAY})[،,]? )?({_MONTH}) ([0-9]{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}")
_MONTH_YEAR: Final = re.compile(rf"(?:شهر )?{_TWO_NAMES}{_BETWEEN}{_YEAR}")


def _worded(plain: str) -> ReadDate | None:
    plain = _TIME_AFTER.sub("", plain)
    if found := _DAY_MONTH.fullmatch(plain):
        weekday, day, first, second, year = found.groups()
        return _same_month(first, second) and _on_weekday(date(int(year), _MONTHS[first], int(day)), weekday)
    if found := _MONTH_DAY.fullmatch(plain):
        weekday, first, day, year = found.groups()
        return _on_weekday(date(int(year), _MONTHS[first], int(day)), weekday)
    if found := _MONTH_YEAR.fullmatch(plain):
        first, second, year = found.groups()
        return _same_month(first, second) and ReadDate(date(int(year), _MONTHS[first], 1), "month")
    return None


def _same_month(first: str, second: str | None) -> Literal[True] | None:
    return True if second is None or _MONTHS[first] == _MONTHS[second] else None


def _on_weekday(day: date, weekday: str | None) -> ReadDate | None:
    return ReadDate(day) if weekday is None or _WEEKDAYS[weekday] == day.weekday() else None


_UNIT_WORDS: Final = {
    _plain(form.replace("{n} ", "")): unit
    for table in (ARABIC_UNITS, ENGLISH_UNITS)
    for unit, forms in table.items()
    for form in forms
}
_ALONE: Final = {
    _plain(form): (unit, 1 + number) for unit, forms in ARABIC_UNITS.items() for number, form in enumerate(forms[1:3])
} | {_plain(forms[1].split(" ")[0]): (unit, 1) for unit, forms in ARABIC_UNITS.items()}
_DAYS_BACK: Final = {
    _plain(word): days
    for word, days in (
        ("الآن", 0), ("now", 0), ("اليوم", 0), ("today", 0),
        ("أمس", 1), ("البارحة", 1), ("yesterday", 1), ("أول أمس", 2), ("أول من أمس", 2),
    )
}  # fmt: skip
_AGO: Final = re.compile(r"(?:(?:قبل|منذ) )?(?:([0-9][0-9,٬]{0,11}) )?(\w+?(?: \w+)??)(?: ago)?")


def _relative(plain: str, now: datetime | None) -> ReadDate | None:
    present = now or datetime.now().astimezone()
    if plain in _DAYS_BACK:
        return ReadDate(present.date() - timedelta(days=_DAYS_BACK[plain]))
    if not plain.startswith(("قبل ", "منذ ")) and not plain.endswith(" ago"):
        return None
    found = _AGO.fullmatch(plain)
    if found is None:
        return None
    figure, words = found.groups()
    if figure is None:
        unit, n = _ALONE.get(words, (None, 0))
    else:
        unit, n = _UNIT_WORDS.get(words), int(figure.replace(",", "").replace("٬", ""))
    return None if unit is None else ReadDate(_back(present, n, unit))


def _back(present: datetime, n: int, unit: str) -> date:
    """The day `n` units ago; a month back from the 31st is the shorter month's last day."""
    if unit in {"minute", "hour", "day", "week"}:
        return (present - timedelta(**{f"{unit}s": n})).date()
    months = present.year * 12 + present.month - 1 - n * (12 if unit == "year" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(present.day, (following - timedelta(days=1)).day))
