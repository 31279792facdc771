"""Figures print in the digits asked for, and what people type is read as a number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.arabic import (
    format_number,
    format_percent,
    parse_number,
    to_arabic_digits,
    to_latin_digits,
    with_digits,
)


def test_latin_and_persian_digits_become_arabic_ones() -> None:
    assert to_arabic_digits("2024 و۲۰۲۴") == "٢٠٢٤ و٢٠٢٤"


def test_arabic_and_persian_digits_become_latin_ones() -> None:
    assert to_latin_digits("٢٠٢٤ و۲۰۲۴") == "2024 و2024"


def test_an_unknown_numbering_system_is_refused() -> None:
    with pytest.raises(ValueError, match="roman"):
        with_digits("12", "roman")


@pytest.mark.parametrize(
    ("value", "decimals", "arab", "latn"),
    [
        (0, 0, "٠", "0"),
        (1234567, 0, "١٬٢٣٤٬٥٦٧", "1,234,567"),
        (1234.567, 2, "١٬٢٣٤٫٥٧", "1,234.57"),
        (Decimal("-5.5"), 1, "-٥٫٥", "-5.5"),
    ],
)
def test_numbers_have_the_separators_of_their_digits(
    value: int | float | Decimal, decimals: int, arab: str, latn: str
) -> None:
    printed = [format_number(value, digits, decimals=decimals) for digits in ("arab", "latn")]
    assert printed == [arab, latn]


def test_the_arabic_percent_sign_stands_only_beside_arabic_digits() -> None:
    assert [format_percent(25, digits) for digits in ("arab", "latn")] == ["٢٥٪", "25%"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("١٬٢٣٤٫٥", Decimal("1234.5")),
        ("1,234.5", Decimal("1234.5")),
        (" ۳ ", Decimal(3)),
        ("١٢،٥", Decimal("12.5")),
        ("−٧", Decimal(-7)),
        ("١،٢٣٤", None),
        ("١٢،", None),
        ("،٥", None),
        ("1,23", None),
        ("١٢ ٣", None),
        ("خمسة", None),
        ("", None),
        ("NaN", None),
        ("1e5", None),
    ],
)
def test_a_number_field_takes_what_is_a_number_and_guesses_nothing(typed: str, number: Decimal | None) -> None:
    assert parse_number(typed) == number


@given(st.integers(-(10**12), 10**12))
def test_every_printed_number_is_read_back(n: int) -> None:
    assert [parse_number(format_number(n, digits)) for digits in ("arab", "latn")] == [n, n]
