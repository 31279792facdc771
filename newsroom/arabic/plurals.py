"""A number and its noun, in grammatical Arabic and English.

Arabic has six forms (CLDR plural rules for `ar`): zero, one, two, few (3-10), many (11-99), other (100, 101,
102, 200 ...), the last three by the last two digits. One and two are words: they print no figure.
"""

from __future__ import annotations

from typing import Final, Literal

from newsroom.arabic.digits import format_number
from newsroom.arabic.tables.nouns import NOUNS

PluralForm = Literal["zero", "one", "two", "few", "many", "other"]

_FORM_INDEX: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 4, "other": 5}


def plural_form_ar(n: int) -> PluralForm:
    """CLDR's category of a whole number in Arabic; a minus sign does not change it."""
    n = abs(n)
    if n == 0:
        return "zero"
    if n == 1:
        return "one"
    if n == 2:
        return "two"
    rest = n % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest >= 11 else "other"


def plural_ar(n: int, zero: str, one: str, two: str, few: str, many: str, other: str, *, digits: str = "arab") -> str:
    """The form that goes with `n`; `{n}` in it becomes the figure in the digits asked for.

    >>> plural_ar(3, "لا تعليقات", "تعليق واحد", "تعليقان", "{n} تعليقات", "{n} تعليقًا", "{n} تعليق")
    '٣ تعليقات'
    """
    form = (zero, one, two, few, many, other)[_FORM_INDEX[plural_form_ar(n)]]
    return form.replace("{n}", format_number(n, digits))


def plural_en(n: int, one: str, other: str, *, digits: str = "latn") -> str:
    """`one` for 1 (and -1), else `other`; `{n}` becomes the figure."""
    return (one if abs(n) == 1 else other).replace("{n}", format_number(n, digits))


def count(n: int, noun: str, language: str = "ar", *, digits: str | None = None) -> str:
    """A counted noun of the house: `count(2, "result")` is `نتيجتان`, in English `2 results`.

    The nouns are the keys of `newsroom.arabic.tables.nouns`; an unknown one is a KeyError. Without `digits`
    Arabic takes Arabic digits and English Latin ones.
    """
    forms = NOUNS[noun]
    if language == "ar":
        return plural_ar(n, *forms[:6], digits=digits or "arab")
    return plural_en(n, *forms[6:], digits=digits or "latn")
