"""What is typed or pasted is cleaned, and the account of it is true."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import Change, Cleaned, clean_text, describe_changes


@pytest.mark.parametrize(
    ("typed", "clean", "changes"),
    [
        ("\u200fمرحبا\u200b بكم\u202c", "مرحبا بكم", [("invisible", 3)]),
        ("سطر\x00\ud800\ufeff", "سطر", [("invisible", 3)]),
        ("ﺍﻟﻘﺎﻫﺮﺓ ﻋﺎﺻﻤﺔ", "القاهرة عاصمة", [("letters", 12)]),
        ("ا\u0653سيا", "آسيا", [("letters", 1)]),
        ("علی کتاب", "على كتاب", [("letters", 2)]),
        ("ﺓﺮﻫﺎﻘﻟﺍ", "القاهرة", [("order", 1), ("letters", 7)]),
        ("ةرهاقلا ةنيدم يف 2024", "2024 في مدينة القاهرة", [("order", 1)]),
        ("مـــوسكو", "موسكو", [("stretching", 1)]),
        ("عام  جديد\u00a0 هنا", "عام جديد هنا", [("spaces", 2)]),
        ("لماذا ؟", "لماذا؟", [("spaces", 1)]),
        ("بلينكن،أن", "بلينكن، أن", [("punctuation", 1)]),
        ("قال,ثم نعم?", "قال، ثم نعم؟", [("punctuation", 3)]),
        ("عاجل.. زلزال..", "عاجل… زلزال.", [("punctuation", 2)]),
        ('قال "نعم" و"لا"، “حسنًا”', "قال «نعم» و«لا»، «حسنًا»", [("quotes", 3)]),
    ],
)
def test_what_needs_cleaning_is_cleaned_and_counted(typed: str, clean: str, changes: list[tuple[str, int]]) -> None:
    cleaned = clean_text(typed)
    assert (cleaned.text, [(change.kind, change.count) for change in cleaned.changes]) == (clean, changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ليفانت نيوز_ وكالات",
        "10 تشرين الثاني/ نوفمبر 2020",
        "الأربعاء ٢٥ / ديسمبر / ٢٠٢٤",
        "بـBBC وهـ",
        "ـــــ",
        "سنة ١٤٤٥ ه\u200d",
        "می\u200cخواهم این کتاب",
        "👨\u200d👩\u200d👧",
        "رمز `a  b,c\u0640\u0640` هنا",
        "انظر https://example.org/a,b?c=ــ هنا",
        'He said  "لا حل", ok..',
        'قياس 5" شاشة',
        "٣٫٥ و1,234",
        "على بعد\u00a0٣ كم",
        "سطر\n\nثان",
    ],
)
def test_what_is_right_as_it_is_stays(text: str) -> None:
    assert clean_text(text) == Cleaned(text)


def test_quotes_stay_where_the_house_style_wants_them() -> None:
    assert clean_text('قال "نعم"', quotes=False) == Cleaned('قال "نعم"')


def test_the_notice_is_grammatical_in_both_languages() -> None:
    changes = (Change("invisible", 14), Change("punctuation", 1))
    assert [describe_changes(changes, language) for language in ("ar", "en")] == [
        "حُذف ١٤ محرفًا خفيًّا وصُحّحت علامة ترقيم واحدة",
        "14 invisible characters removed and 1 punctuation mark corrected",
    ]


def test_no_change_is_no_notice() -> None:
    assert describe_changes(()) == ""


TYPED = st.text(
    alphabet='ابتةىلنوکی ABc.,;?!،؛؟"“”«»()`ـًٌ\u200c\u200d\u200b\u200f\u00a0\u00ad\u0301\nﻻﺔﻗ@/:0٣😀', max_size=40
)


@settings(max_examples=600)
@given(st.one_of(TYPED, st.text(max_size=30)))
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once) == Cleaned(once)


@settings(max_examples=300)
@given(TYPED)
def test_a_change_is_told_exactly_when_there_is_one(text: str) -> None:
    cleaned = clean_text(text)
    assert bool(cleaned.changes) == (cleaned.text != text)
