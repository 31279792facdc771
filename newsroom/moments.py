"""Moments as the desk prints them: in the newsroom's zone, in the language of whoever looks, short."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from newsroom import arabic, clock, fields, house
from newsroom.languages import ARABIC

_DAY: Final = arabic.DateStyle("body_date", months="levantine", digits="arab")

# Zones of newsrooms of this region and of its correspondents, by the city that gives the hour; others are called by
# their own name.
_CITIES: Final[dict[str, Promise]] = {
    "Africa/Cairo": gettext_lazy("Cairo"),
    "America/New_York": gettext_lazy("New York"),
    "Asia/Amman": gettext_lazy("Amman"),
    "Asia/Baghdad": gettext_lazy("Baghdad"),
    "Asia/Beirut": gettext_lazy("Beirut"),
    "Asia/Damascus": gettext_lazy("Damascus"),
    "Asia/Dubai": gettext_lazy("Dubai"),
    "Asia/Qatar": gettext_lazy("Doha"),
    "Asia/Riyadh": gettext_lazy("Riyadh"),
    "Europe/Berlin": gettext_lazy("Berlin"),
    "Europe/Istanbul": gettext_lazy("Istanbul"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Paris": gettext_lazy("Paris"),
    "UTC": gettext_lazy("Greenwich"),
}


def in_words(moment: datetime) -> str:
    """`١٨:٠٠` today, `٢٤ تشرين الثاني ٢٠٢٦ · ١٨:٠٠` on other days."""
    language = get_language() or ARABIC
    there = clock.local(moment)
    time = arabic.CARD_TIME.format(there, language)
    if there.date() == clock.local(clock.now()).date():
        return time
    return f"{_DAY.format(there, language)} · {time}"


def typed_in_words(kind: str, text: str, hour: str = "") -> str:
    """What was typed into a box (`kind` is day, hour or moment) as it is understood; empty where it is not.

    A moment is said in both zones, `الجمعة ٥ نيسان ٢٠٢٤ · ٠٧:٠٠ دمشق = ٠٥:٠٠ لندن`, and where the clocks leap, which
    of the hours is meant.
    """
    language, manner = get_language() or ARABIC, house.DEFAULTS[house.BYLINE]
    in_full = arabic.DateStyle("body_date", manner.months, manner.digits, weekday=True)
    if kind == "hour":
        hour_read = fields.read_hour(text)
        return arabic.CARD_TIME.format(hour_read, language) if hour_read else ""
    day = fields.read_day(text) if kind in ("day", "moment") else None
    if day is None:
        return ""
    # A day without its hour is said while the hour is still to come; one beside an hour that cannot be read is not.
    if kind == "day" or not hour.strip():
        return in_full.format(day, language)
    typed, read_as = fields.read_hour(hour), fields.read_moment(text, hour)
    if typed is None or read_as is None:
        return ""
    moment = clock.local(read_as)
    return f"{in_full.format(moment, language)} · {_here_and_there(moment, language)}{_why_this_hour(typed, moment)}"


def _here_and_there(moment: datetime, language: str) -> str:
    here, other = get_current_timezone(), settings.NEWSROOM_OTHER_TIME_ZONE
    said = arabic.CARD_TIME.format(moment, language)
    there = moment.astimezone(ZoneInfo(other)) if other else moment
    if there.utcoffset() == moment.utcoffset():
        return said
    elsewhere = arabic.CARD_TIME.format(there, language)
    if there.date() != moment.date():
        elsewhere = f"{WEEKDAYS[there.weekday()]} {elsewhere}"
    return f"{said} {_city(str(here))} = {elsewhere} {_city(other)}"


def _city(zone: str) -> str:
    return str(_CITIES.get(zone) or zone.rpartition("/")[2].replace("_", " "))


def _why_this_hour(typed: time, moment: datetime) -> str:
    """What the clocks do on that day, where the hour that was typed does not come, or comes twice."""
    if moment.time().replace(tzinfo=None) != typed.replace(tzinfo=None):
        return " · " + _("the hour you typed does not come on that day: the clocks are put forward")
    again = moment.replace(fold=1)
    if again.astimezone(UTC) != moment.astimezone(UTC):
        return " · " + _("this hour comes twice on that day: the first is meant")
    return ""
