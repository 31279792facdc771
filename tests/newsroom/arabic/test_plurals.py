"""A number and its noun agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import Locale

from newsroom.arabic import count, plural_ar, plural_en, plural_form_ar
from newsroom.arabic.tables.nouns import NOUNS

FIGURES = (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 1000)


GOLDEN = [
    line.split("\t")
    for line in Path(__file__).with_name("counted_nouns.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row[0])
def test_twelve_nouns_take_the_right_form_of_twelve_figures(row: list[str]) -> None:
    noun, *printed = row
    assert [count(n, noun) for n in FIGURES] == printed


def test_english_counts_have_two_forms() -> None:
    assert [count(n, "story", "en") for n in (0, 1, 2, 1000)] == [
        "0 stories",
        "1 story",
        "2 stories",
        "1,000 stories",
    ]


def test_figures_follow_the_digits_asked_for() -> None:
    assert count(11, "story", digits="latn") == "11 خبرًا"


def test_every_noun_has_a_figure_where_it_needs_one_and_none_in_the_words() -> None:
    assert [
        noun for noun, forms in NOUNS.items() if ["{n}" in form for form in forms] != [False] * 3 + [True] * 5
    ] == []


def test_a_form_without_a_figure_is_returned_as_it_is() -> None:
    assert plural_ar(103, "صفر", "واحد", "اثنان", "قليل", "كثير", "آخر") == "قليل"


def test_english_takes_one_for_one_only() -> None:
    assert [plural_en(n, "one", "other") for n in (-1, 0, 1, 2)] == ["one", "other", "one", "other"]


def test_the_form_of_every_figure_is_the_one_of_cldr() -> None:
    cldr = Locale.parse("ar").plural_form
    assert [plural_form_ar(n) for n in range(2000)] == [cldr(n) for n in range(2000)]


def test_a_minus_sign_changes_no_form() -> None:
    assert [plural_form_ar(-n) for n in range(200)] == [plural_form_ar(n) for n in range(200)]
