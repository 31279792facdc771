"""Every name under which people write a month, to its number.

CLDR's names (`cldr.py`) and what is in common use beside them: the Maghreb's and Egypt's names, the bare
`كانون أول`, English abbreviations. Spellings without hamza are folded by the reader.
"""

from __future__ import annotations

from typing import Final

from newsroom.arabic.tables.cldr import ENGLISH_MONTHS, GREGORIAN_MONTHS, LEVANTINE_MONTHS

_OTHERS: Final = (
    ("كانون ثاني", "جانفي", "jan"),
    ("فيفري", "feb"),
    ("mar",),
    ("إبريل", "أفريل", "apr"),
    ("مايس", "ماي"),
    ("جوان", "يونيه", "jun"),
    ("جويلية", "يوليه", "يوليوز", "jul"),
    ("أوت", "غشت", "aug"),
    ("شتنبر", "sep", "sept"),
    ("تشرين أول", "أكتوبر", "oct"),
    ("تشرين ثاني", "نونبر", "nov"),
    ("كانون أول", "دجنبر", "dec"),
)

MONTH_NUMBERS: Final[dict[str, int]] = {
    name: number
    for tables in (LEVANTINE_MONTHS, GREGORIAN_MONTHS, ENGLISH_MONTHS)
    for number, name in enumerate(tables, start=1)
} | {name: number for number, names in enumerate(_OTHERS, start=1) for name in names}
