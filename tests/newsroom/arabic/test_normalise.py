"""All spellings of a word become one, and normalising again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import normalise, normalise_begun

ARABIC = st.text(alphabet="اأإآٱءئؤبتةثعلىييیکكهوونفقد ـًٌَُِّْٰ\u200c\u200f\u00a0،-0٣۴ﻻﷲ", max_size=40)


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("أحمد", "احمد"),
        ("إيران", "ايران"),
        ("القاهرة", "القاهره"),
        ("ﺍﻟﻘﺎﻫﺮﺓ", "القاهرة"),
        ("مُحَمَّد", "محمد"),
        ("قُرّه باغ", "قره باغ"),
        ("مـوسـكو", "موسكو"),
        ("٢٠٢٤", "2024"),
        ("۲۰۲۴", "2024"),
        ("مسئول", "مسؤول"),
        ("شئون", "شؤون"),
        ("الشئون", "الشؤون"),
        ("لاجيء", "لاجئ"),
        ("عبد الله", "عبدالله"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("کتابی", "كتابي"),
        ("پوتين", "بوتين"),
        ("ڤيينا", "فيينا"),
        ("بي\u200cبي\u200cسي", "بي بي سي"),
        ("الأمم\u00a0المتحدة", "الأمم المتحدة"),
        ("بلينكن،وزير", "بلينكن وزير"),
        ("Erdoğan", "erdogan"),
        ("CAFÉ", "cafe\u0301"),
        ("\u200fدمشق\u202c", "دمشق"),
        ("ﷲ", "الله"),
    ],
)
def test_two_spellings_are_one_word(spelling: str, other: str) -> None:
    assert normalise(spelling) == normalise(other)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("بلينكن،أن", "بلينكن"),
        ("على علي", "علي"),
        ("لاجئون في لبنان", "لاجيون لبنان"),
        ("مسئولون", "مسوولون"),
        ("الأُمم المتّحدة تدعو إلى وقفٍ فوريّ", "الامم المتحده تدعو وقف فوري"),
        ("في", "في"),
        ("من على", "من علي"),
        ("The state of the art", "state art"),
        ("US", "us"),
        ("…!؟", ""),
        ("\ud800", ""),
    ],
)
def test_a_text_has_one_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal


@settings(max_examples=500)
@given(st.one_of(ARABIC, st.text(max_size=30)))
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ريح غربية حت", "ريح غربيه"),
        ("ريح غربية حتى", "ريح غربيه"),
        ("ريح غربية ", "ريح غربيه"),
        ("ريح غرب", "ريح غرب"),
        ("حت", "حت"),
        ("", ""),
    ],
)
def test_a_stop_word_that_is_being_typed_hides_nothing(typed: str, normal: str) -> None:
    assert normalise_begun(typed) == normal
