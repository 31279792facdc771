"""Writes `cldr.py` from the CLDR data that the pinned Babel carries. Run it after moving that pin:

    python -m newsroom.arabic.tables.make_cldr > newsroom/arabic/tables/cldr.py

Only facts are copied (names of months and days, forms of units, names of territories); a test compares
the written file with Babel, so a forgotten run is noticed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import babel
from babel import Locale

UNITS = ("minute", "hour", "day", "week", "month", "year")
FORMS = ("zero", "one", "two", "few", "many", "other")
BEFORE = "قبل "

HEAD = '''"""Names of months, weekdays, units of time and territories: Unicode CLDR, through Babel {version}.

Written by make_cldr.py; do not edit. Data: © Unicode, Inc., under the Unicode License v3
(https://www.unicode.org/license.txt).
"""

from __future__ import annotations

from typing import Final
'''


def month_names(locale: str) -> list[str]:
    """January to December as they stand inside a date."""
    names = Locale.parse(locale).months["format"]["wide"]
    return [names[number] for number in range(1, 13)]


def weekday_names(locale: str) -> list[str]:
    """Monday to Sunday, the order of `date.weekday()`."""
    names = Locale.parse(locale).days["format"]["wide"]
    return [names[number] for number in range(7)]


def arabic_units() -> dict[str, list[str]]:
    """Six forms a unit in the case that follows `قبل` and `منذ`, `{n}` standing for the figure."""
    fields: Any = Locale.parse("ar_SY")._data["date_fields"]
    return {
        unit: [fields[unit]["past"][form].removeprefix(BEFORE).replace("{0}", "{n}") for form in FORMS]
        for unit in UNITS
    }


def english_units() -> dict[str, list[str]]:
    """One and other of each unit, without the `ago` behind."""
    fields: Any = Locale.parse("en_GB")._data["date_fields"]
    return {
        unit: [fields[unit]["past"][form].removesuffix(" ago").replace("{0}", "{n}") for form in ("one", "other")]
        for unit in UNITS
    }


def territory_names() -> list[str]:
    """Arabic names of countries (two-letter codes), without the pseudo-territories."""
    names = Locale.parse("ar").territories
    pseudo = {"XA", "XB", "ZZ", "EZ", "QO"}
    return sorted({name for code, name in names.items() if len(code) == 2 and code not in pseudo})


def _sequence(name: str, items: Iterable[str]) -> str:
    lines = "".join(f'    "{item}",\n' for item in items)
    return f"\n{name}: Final = (\n{lines})\n"


def _mapping(name: str, rows: dict[str, list[str]]) -> str:
    lines = "".join(
        f'    "{key}": (\n' + "".join(f'        "{form}",\n' for form in forms) + "    ),\n"
        for key, forms in rows.items()
    )
    return f"\n{name}: Final = {{\n{lines}}}\n"


def source() -> str:
    """The whole text of `cldr.py`."""
    return "".join(
        (
            HEAD.format(version=babel.__version__),
            _sequence("LEVANTINE_MONTHS", month_names("ar_SY")),
            _sequence("GREGORIAN_MONTHS", month_names("ar")),
            _sequence("ENGLISH_MONTHS", month_names("en_GB")),
            _sequence("ARABIC_WEEKDAYS", weekday_names("ar_SY")),
            _sequence("ENGLISH_WEEKDAYS", weekday_names("en_GB")),
            _mapping("ARABIC_UNITS", arabic_units()),
            _mapping("ENGLISH_UNITS", english_units()),
            _sequence("TERRITORIES", territory_names()),
        )
    )


if __name__ == "__main__":
    sys.stdout.write(source())
