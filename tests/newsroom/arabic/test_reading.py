"""Words and minutes of reading."""

from __future__ import annotations

import pytest

from newsroom.arabic import count, reading_minutes, word_count

SENTENCE = "قال الرئيس إن المكتبة فتحت أبوابها في نهاية أيلول/ سبتمبر 2020"


@pytest.mark.parametrize(
    ("characters", "language", "minutes"),
    [
        (1, "ar", 1),
        (800, "ar", 1),
        (1199, "ar", 1),
        (1200, "ar", 2),
        (2213, "ar", 3),
        (8800, "ar", 11),
        (1280, "en", 1),
        (2560, "en", 2),
        (3200, "en", 3),
    ],
)
def test_minutes_are_counted_by_characters_to_the_nearest(characters: int, language: str, minutes: int) -> None:
    assert reading_minutes("م" * characters, language) == minutes


def test_the_minutes_print_in_grammatical_arabic() -> None:
    printed = [count(reading_minutes("م" * 800 * n), "minute") for n in (1, 2, 3, 11)]
    assert printed == ["دقيقة واحدة", "دقيقتان", "٣ دقائق", "١١ دقيقة"]


def test_the_pace_is_a_setting() -> None:
    assert reading_minutes("م" * 1000, characters_a_minute=100) == 10


@pytest.mark.parametrize("text", ["", " \n ", "…!؟", "ـــ", "https://example.org/a-very-long-address"])
def test_text_without_a_word_takes_no_time(text: str) -> None:
    assert (word_count(text), reading_minutes(text)) == (0, 0)


def test_words_are_what_stands_between_spaces_and_holds_a_letter_or_digit() -> None:
    assert word_count(SENTENCE) == 11


def test_a_lone_stroke_or_bullet_is_no_word() -> None:
    assert word_count("• الأربعاء ٢٥ / ديسمبر / ٢٠٢٤") == 4


@pytest.mark.parametrize(
    "same",
    [
        "قال الرئيسُ إنَّ المكتبةَ فتحت أبوابها في نهاية أيلول/ سبتمبر 2020",
        "قـــال الرئيس إن المكتبة فتحت أبوابها في نهاية أيلول/ سبتمبر 2020",
        "قال الرئيس إن المكتبة فتحت أبوابها في نهاية أيلول/ سبتمبر 2020 https://example.org/a/b?c=d",
        "قال الرئيس  إن المكتبة\nفتحت أبوابها في نهاية أيلول/ سبتمبر 2020 \u200f",
    ],
)
def test_marks_stretching_addresses_and_spaces_change_no_figure(same: str) -> None:
    text = 40 * f"{SENTENCE} "
    assert (word_count(40 * f"{same} "), reading_minutes(40 * f"{same} ")) == (word_count(text), reading_minutes(text))
