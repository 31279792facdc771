"""Addresses are readable, short enough, and never empty for a headline with a word."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import slug

SEED = 'أذربيجان تشترط "تسليم القوات الأرمينية لأسلحتها" لوقف العملية العسكرية في قره باغ'


@pytest.mark.parametrize(
    ("headline", "address"),
    [
        (SEED, "أذربيجان-تشترط-تسليم-القوات-الأرمينية-لأسلحتها"),
        ("٢٠٢٤ عامٌ لا يُنسى", "2024-عام-لا-ينسى"),
        ("مـــوسكو: من القلب إلى الأطراف", "موسكو-القلب-الأطراف"),
        ("ما بعد الحرب", "بعد-الحرب"),
        ("من على", "من-على"),
        ("ﺍﻟﻘﺎﻫﺮﺓ", "القاهرة"),
        ("بلينكن،أن", "بلينكن"),
        ("Syria's new library opens in the old city of Aleppo", "syrias-new-library-opens-old-city-aleppo"),
        ("The The", "the-the"),
        ("COVID-19 & iPhone 15 (برو)", "covid-19-iphone-15-برو"),
        ("ش" * 100, "ش" * 42),
        ("a" * 100, "a" * 60),
        ("  --  !!!  😀 ", ""),
        ("", ""),
    ],
)
def test_a_headline_becomes_an_address(headline: str, address: str) -> None:
    assert slug(headline) == address


HEADLINES = st.one_of(
    st.text(max_size=120), st.text(alphabet="ابتثجحخقفلاأإةىئ ـًٌ-abcXYZ0٣'’\u200c\u200f", max_size=150)
)


@settings(max_examples=400)
@given(HEADLINES)
def test_every_address_is_short_enough_and_clean(headline: str) -> None:
    address = slug(headline)
    parts = address.split("-") if address else []
    assert (len(address) <= 60, len(quote(address)) <= 255, all(parts), slug(address)) == (True, True, True, address)


@settings(max_examples=400)
@given(HEADLINES)
def test_a_headline_with_a_letter_has_an_address(headline: str) -> None:
    letters = [sign for sign in unicodedata.normalize("NFKC", headline) if sign.isalpha() and _shows(sign)]
    assert bool(slug(headline)) >= bool(letters)


def _shows(sign: str) -> bool:
    """Not tatweel, not an apostrophe letter, not a Koranic sign: those are letters in name only."""
    return sign not in "\u0640ʼ" and not "\u06d6" <= sign <= "\u06ed"
