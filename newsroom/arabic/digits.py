"""Figures in the two ways an Arabic newspaper prints them: `٢٠٢٤` (arab) and `2024` (latn).

Every function takes any text; what it does not know it leaves as it is.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

Digits = Literal["arab", "latn"]
"""CLDR's names of the two numbering systems."""

_LATIN: Final = "0123456789"
_ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"

_TO_ARABIC: Final = str.maketrans(_LATIN + _PERSIAN, _ARABIC * 2)
_TO_LATIN: Final = str.maketrans(_ARABIC + _PERSIAN, _LATIN * 2)
_ARABIC_SEPARATORS: Final = str.maketrans(_LATIN + ",.", _ARABIC + "٬٫")

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")


def to_arabic_digits(text: str) -> str:
    """The text with Latin and Persian digits written as `٠١٢٣٤٥٦٧٨٩`."""
    return text.translate(_TO_ARABIC)


def to_latin_digits(text: str) -> str:
    """The text with Arabic-Indic (`٠`) and Persian (`۰`) digits written as `0123456789`."""
    return text.translate(_TO_LATIN)


def with_digits(text: str, digits: str) -> str:
    """The text in the digits asked for; ValueError for a numbering system we do not print."""
    if digits == "arab":
        return to_arabic_digits(text)
    if digits == "latn":
        return to_latin_digits(text)
    raise ValueError(f"digits is {digits!r}: say 'arab' or 'latn'")


def format_number(value: int | float | Decimal, digits: str = "latn", *, decimals: int = 0) -> str:
    """`1,234,567` or `١٬٢٣٤٬٥٦٧`: thousands grouped, the separators of the digits chosen.

    `decimals` fixes the places after the point; a figure is rounded to them, never cut.
    """
    text = f"{value:,.{decimals}f}"
    if digits == "arab":
        return text.translate(_ARABIC_SEPARATORS)
    return with_digits(text, digits)


def format_percent(value: int | float | Decimal, digits: str = "latn", *, decimals: int = 0) -> str:
    """`25%` or `٢٥٪`: the Arabic sign stands only beside Arabic digits. 25 means twenty-five per cent."""
    return format_number(value, digits, decimals=decimals) + ("٪" if digits == "arab" else "%")


def parse_number(text: str) -> Decimal | None:
    """What a person typed into a number field: `١٬٢٣٤٫٥`, `1,234.5`, `۳`. None when it is no number.

    `١٢،٥` (an Arabic comma, the key nearest to the decimal separator) is read as 12.5, but grouping with it
    is not guessed: `١،٢٣٤` is refused, because it could be either.
    """
    plain = to_latin_digits(text.strip()).replace("٬", ",").replace("٫", ".").replace("−", "-")
    if "،" in plain:
        whole, _, rest = plain.partition("،")
        if not whole or len(rest) == 3 or not (rest.isascii() and rest.isdigit()):
            return None
        plain = f"{whole}.{rest}"
    if not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))
