"""Dates and times as the newspaper prints them, in Arabic and in English.

The exact strings are the house's: `الأربعاء ٢٥ / ديسمبر / ٢٠٢٤` in the masthead,
`10 تشرين الثاني/ نوفمبر 2020` in a body. Nothing here knows a time zone: a value
is printed in the zone that it carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal

from newsroom.arabic.digits import Digits, with_digits
from newsroom.arabic.plurals import plural_ar, plural_en
from newsroom.arabic.tables.cldr import (
    ARABIC_UNITS,
    ARABIC_WEEKDAYS,
    ENGLISH_MONTHS,
    ENGLISH_UNITS,
    ENGLISH_WEEKDAYS,
    GREGORIAN_MONTHS,
    LEVANTINE_MONTHS,
)

Style = Literal["header", "spoken", "body_date", "body_month", "month", "time", "relative"]
Months = Literal["levantine", "gregorian", "dual", "dual-gregorian-first"]
Clock = Literal["12", "24"]

STYLES: Final = ("header", "spoken", "body_date", "body_month", "month", "time", "relative")
UNITS: Final = ("minute", "hour", "day", "week", "month", "year")

MONTH_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "levantine": LEVANTINE_MONTHS,
    "gregorian": GREGORIAN_MONTHS,
    "dual": tuple(f"{a}/ {b}" for a, b in zip(LEVANTINE_MONTHS, GREGORIAN_MONTHS, strict=True)),
    "dual-gregorian-first": tuple(f"{b}/ {a}" for a, b in zip(LEVANTINE_MONTHS, GREGORIAN_MONTHS, strict=True)),
}
"""January to December for every way of naming them. No space before the stroke, one after."""

_HALVES: Final = {"ar": ("ص", "م"), "en": ("am", "pm")}
_NOW: Final = {"ar": "الآن", "en": "now"}
_TODAY: Final = {"ar": "اليوم", "en": "today"}
_YESTERDAY: Final = {"ar": "أمس", "en": "yesterday"}

# What each style prints when the caller says nothing: the settings of the reference page.
_HOUSE_MONTHS: Final = {"header": "gregorian", "spoken": "gregorian"}
_HOUSE_DIGITS: Final = {"header": "arab", "spoken": "arab", "time": "arab", "relative": "arab"}
_HOUSE_SEPARATOR: Final = {"header": " / "}


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How one place of the site prints dates (masthead, body, card ...): what a house-style setting stores.

    `months` and `digits` act in Arabic only; English is always `Wednesday 25 December 2024`.
    """

    style: Style = "body_date"
    months: Months = "dual"
    digits: Digits = "latn"
    weekday: bool = False
    separator: str = " "
    clock: Clock = "12"
    prefix: str = "قبل"

    def format(self, value: date | time, language: str = "ar", *, now: datetime | None = None) -> str:
        """The value as this place prints it in `language`."""
        return format_news_date(
            value,
            self.style,
            months=self.months,
            digits=self.digits,
            language=language,
            now=now,
            weekday=self.weekday,
            separator=self.separator,
            clock=self.clock,
            prefix=self.prefix,
        )


MASTHEAD: Final = DateStyle("header", months="gregorian", digits="arab", weekday=True, separator=" / ")
"""`الأربعاء ٢٥ / ديسمبر / ٢٠٢٤`"""
BODY: Final = DateStyle("body_date")
"""`10 تشرين الثاني/ نوفمبر 2020`"""
BODY_MONTH: Final = DateStyle("body_month")
"""`أيلول/ سبتمبر 2020`"""
CARD_TIME: Final = DateStyle("time", digits="arab", clock="24")
"""`١٤:٢٠`"""
RECENT: Final = DateStyle("relative", digits="arab")
"""`قبل ٣ دقائق`, the date itself after six days"""


def format_news_date(
    value: date | time,
    style: str,
    *,
    months: str | None = None,
    digits: str | None = None,
    language: str = "ar",
    now: datetime | None = None,
    weekday: bool | None = None,
    separator: str | None = None,
    clock: str = "12",
    prefix: str = "قبل",
) -> str:
    """The value in one of the house's styles; what is not said takes the reference page's setting.

    - `header`: weekday, day / month / year. `spoken`: the same without strokes, for screen readers.
    - `body_date`, `body_month`, `month`: day month year, month year, month alone.
    - `time`: `١٢:٠٥ م`, or `١٢:٠٥` with clock="24".
    - `relative`: minutes, hours, yesterday, days up to six, then `body_date`. `now` is the moment to count
      from; a value in the future is printed as a date.

    `separator` stands between day, month and year (`27-أيلول-2021`). An unknown style, month or digit
    setting is a ValueError, as is asking a plain date for its time.
    """
    house_digits = digits or _HOUSE_DIGITS.get(style, "latn")
    if style == "time":
        return _time(value, house_digits, clock, language)
    if not isinstance(value, date):
        raise ValueError(f"a time of day has no {style!r}")
    if style == "relative":
        return _relative(value, months or "dual", house_digits, language, now, prefix)
    between = _HOUSE_SEPARATOR.get(style, " ") if separator is None else separator
    if language != "ar":
        return _english_date(value, style, weekday=style in {"header", "spoken"} if weekday is None else weekday)
    name = _month_name(value, months or _HOUSE_MONTHS.get(style, "dual"))
    text = with_digits(_parts(value, style, name, between), house_digits)
    shows_weekday = style in {"header", "spoken"} if weekday is None else weekday
    if shows_weekday and style not in {"body_month", "month"}:
        return f"{ARABIC_WEEKDAYS[value.weekday()]} {text}"
    return text


def ago(n: int, unit: str, *, digits: str | None = None, language: str = "ar", prefix: str = "قبل") -> str:
    """`قبل دقيقة واحدة`, `قبل يومين`, `قبل ٣ أسابيع`, `قبل ١١ شهرًا`; in English `3 weeks ago`.

    Units: minute, hour, day, week, month, year; another one is a KeyError. A negative count (clocks that
    disagree) counts as none.
    """
    n = max(n, 0)
    if language != "ar":
        return plural_en(n, *ENGLISH_UNITS[unit], digits=digits or "latn") + " ago"
    return f"{prefix} {plural_ar(n, *ARABIC_UNITS[unit], digits=digits or 'arab')}"


def _month_name(value: date, months: str) -> str:
    try:
        return MONTH_NAMES[months][value.month - 1]
    except KeyError:
        raise ValueError(f"months is {months!r}: say one of {', '.join(MONTH_NAMES)}") from None


def _parts(value: date, style: str, month: str, between: str) -> str:
    if style in {"header", "spoken", "body_date"}:
        return f"{value.day}{between}{month}{between}{value.year}"
    if style == "body_month":
        return f"{month}{between}{value.year}"
    if style == "month":
        return month
    raise ValueError(f"style is {style!r}: say one of {', '.join(STYLES)}")


def _english_date(value: date, style: str, *, weekday: bool) -> str:
    text = _parts(value, style, ENGLISH_MONTHS[value.month - 1], " ")
    if weekday and style not in {"body_month", "month"}:
        return f"{ENGLISH_WEEKDAYS[value.weekday()]} {text}"
    return text


def _time(value: date | time, digits: str, clock: str, language: str) -> str:
    if not isinstance(value, datetime | time):
        raise ValueError("a date has no time of day")
    if language != "ar":
        digits = "latn"
    if clock == "24":
        return with_digits(f"{value.hour:02}:{value.minute:02}", digits)
    half = _HALVES["ar" if language == "ar" else "en"][value.hour >= 12]
    return with_digits(f"{value.hour % 12 or 12}:{value.minute:02}", digits) + f" {half}"


def _relative(value: date, months: str, digits: str, language: str, now: datetime | None, prefix: str) -> str:
    """Under a day by the clock, after that by the calendar of the value's own zone."""
    tongue = "ar" if language == "ar" else "en"
    shown_digits = digits if tongue == "ar" else "latn"
    present = _present(value, now)
    if isinstance(value, datetime):
        minutes, seconds = divmod((present - value).total_seconds(), 60)
        if minutes == 0 or (minutes == -1 and seconds > 0):
            return _NOW[tongue]
        if 0 < minutes < 60:
            return ago(int(minutes), "minute", digits=shown_digits, language=tongue, prefix=prefix)
        if 0 < minutes < 24 * 60:
            return ago(int(minutes) // 60, "hour", digits=shown_digits, language=tongue, prefix=prefix)
        future = minutes < 0
    else:
        future = value > present.date()
    days = present.toordinal() - value.toordinal()
    if not future and days <= 6:
        if days < 2:
            return (_TODAY, _YESTERDAY)[days][tongue]
        return ago(days, "day", digits=shown_digits, language=tongue, prefix=prefix)
    return format_news_date(value, "body_date", months=months, digits=digits, language=language)


def _present(value: date, now: datetime | None) -> datetime:
    """`now` in the zone of the value, or with the zone left out where the value has none."""
    zone = value.tzinfo if isinstance(value, datetime) else None
    if now is None:
        return datetime.now(tz=zone)
    if zone is None:
        return now.replace(tzinfo=None)
    if now.tzinfo is None:
        return now.replace(tzinfo=zone)
    return now.astimezone(zone)
