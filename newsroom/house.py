"""House style: how each place of the newspaper prints its dates. What a newspaper decides is kept with its identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import get_language

from newsroom import arabic, clock
from newsroom.arabic.dates import Months
from newsroom.arabic.digits import Digits
from newsroom.languages import ARABIC

MASTHEAD: Final = "masthead"
BYLINE: Final = "byline"
CARD: Final = "card"
BODY: Final = "body"
MAIL: Final = "mail"
PLACES: Final = (MASTHEAD, BYLINE, CARD, BODY, MAIL)


@dataclass(frozen=True, slots=True)
class Manner:
    """Which months and which digits an Arabic date has; English dates have one form only."""

    months: Months
    digits: Digits


House = Mapping[str, Manner]

# What holds until a newspaper decides otherwise.
DEFAULTS: Final[dict[str, Manner]] = {
    MASTHEAD: Manner("gregorian", "arab"),
    BYLINE: Manner("dual", "arab"),
    CARD: Manner("dual", "arab"),
    BODY: Manner("dual", "latn"),
    MAIL: Manner("gregorian", "arab"),
}


def words(value: date, style: str, manner: Manner, language: str) -> str:
    """`value` in a style of `newsroom.arabic` or in one of ours, in the newsroom's zone.

    `clock` is the time of 24 hours (`١٤:٢٠`); `day` leaves the year out (`٢٥ كانون الأول/ ديسمبر`); `moment` adds the
    time of day (`٢٥ كانون الأول/ ديسمبر ٢٠٢٤، ٩:٠٥ ص`).
    """
    local = clock.local(value) if isinstance(value, datetime) else value
    if style == "clock":
        return _styled(local, "time", manner, language, clock_hours="24")
    if style == "day":
        return f"{figure(local.day, manner, language)} {_styled(local, 'month', manner, language)}"
    if style == "moment":
        comma = "،" if language == ARABIC else ","
        time_of_day = _styled(local, "time", manner, language)
        return f"{_styled(local, 'body_date', manner, language)}{comma} {time_of_day}"
    return _styled(local, style, manner, language)


def own_digits(value: object) -> str:
    """A figure of ours in the digits of whoever looks: Arabic-Indic in Arabic."""
    return arabic.to_arabic_digits(str(value)) if (get_language() or ARABIC) == ARABIC else str(value)


def figure(number: object, manner: Manner, language: str) -> str:
    """A figure beside a date, in the same digits."""
    return arabic.with_digits(str(number), manner.digits) if language == ARABIC else str(number)


def _styled(value: date, style: str, manner: Manner, language: str, clock_hours: str = "12") -> str:
    digits = manner.digits if language == ARABIC else "latn"
    return arabic.format_news_date(
        value, style, months=manner.months, digits=digits, language=language, clock=clock_hours
    )


def samples(house: House, moment: datetime) -> dict[str, str]:
    """How each place would print `moment` in Arabic: what the desk shows while somebody chooses."""
    styles = {MASTHEAD: "header", BYLINE: "moment", CARD: "day", BODY: "body_date", MAIL: "header"}
    return {place: words(moment, styles[place], house[place], ARABIC) for place in PLACES}
