"""Foreign words are fenced off, in HTML and in plain text, and nothing else is touched."""

from __future__ import annotations

import unicodedata
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.arabic import direction, first_strong, foreign_runs, isolate, plain_title

EN = '<bdi lang="en" dir="ltr">'
LTR = '<bdi dir="ltr">'
AR = '<bdi lang="ar" dir="rtl">'
END = "</bdi>"
MIXED = st.text(alphabet='ابتقفوة ABCabc0123٠١٢()[]«»".,:;!?+-#%/@ \n\u200f\u2068é字א', max_size=40)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("لا شيء أجنبيًّا هنا", "لا شيء أجنبيًّا هنا"),
        ("BBC: إيران ترد", f"{EN}BBC{END}: إيران ترد"),
        ("أعلنت C++ (Inc.) 2024: 3 قتلى", f"أعلنت {EN}C++ (Inc.){END} 2024: 3 قتلى"),
        ("iPhone 15 (برو)", f"{EN}iPhone 15{END} (برو)"),
        ("أحصت Reuters 25 قتيلًا", f"أحصت {EN}Reuters{END} 25 قتيلًا"),
        ("طائرة (F-16) أمريكية", f"طائرة ({EN}F-16{END}) أمريكية"),
        ("صحيفة The New York Times قالت", f"صحيفة {EN}The New York Times{END} قالت"),
        ('صحيفة "The Times"، وغيرها', f"صحيفة &quot;{EN}The Times{END}&quot;، وغيرها"),
        ("كتب Ann Lee، وBob Roe", f"كتب {EN}Ann Lee{END}، و{EN}Bob Roe{END}"),
        ("BBC (Arabic: العربية)", f"{EN}BBC{END} ({EN}Arabic{END}: العربية)"),
        ("محاكم U.S. تعلن", f"محاكم {EN}U.S.{END} تعلن"),
        ("وسم #MeToo وC#", f"وسم {EN}#MeToo{END} و{EN}C#{END}"),
        ("هاتف +963 11 123 4567 الآن", f"هاتف {LTR}+963 11 123 4567{END} الآن"),
        ("هاتف 011 123 4567", f"هاتف {LTR}011 123 4567{END}"),
        ("في 2020-11-10 وقع", f"في {LTR}2020-11-10{END} وقع"),
        ("حساب @news_desk هنا", f"حساب {LTR}@news_desk{END} هنا"),
        ("بريد desk@example.org.", f"بريد {LTR}desk@example.org{END}."),
        ("انظر https://example.org/a?b=1&c=2.", f"انظر {LTR}https://example.org/a?b=1&amp;c=2{END}."),
        ("مدينة Αθήνα", f"مدينة {LTR}Αθήνα{END}"),
        ("النتيجة 3 - 1 للكرامة", "النتيجة 3 - 1 للكرامة"),
        ("<b>A & B</b>", f"&lt;{EN}b&gt;A &amp; B&lt;/b{END}&gt;"),
    ],
)
def test_foreign_words_in_arabic_are_isolated(text: str, html: str) -> None:
    assert isolate(text, "ar") == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Nothing foreign here, +963 11 123 4567", "Nothing foreign here, +963 11 123 4567"),
        ("The paper العربي الجديد said", f"The paper {AR}العربي الجديد{END} said"),
        ("Both (الأول) and (الثاني)", f"Both ({AR}الأول{END}) and ({AR}الثاني{END})"),
        ("In Hebrew שלום", f'In Hebrew <bdi dir="rtl">שלום{END}'),
    ],
)
def test_arabic_words_in_english_are_isolated(text: str, html: str) -> None:
    assert isolate(text, "en") == html


def test_marks_that_somebody_typed_do_not_reach_the_page() -> None:
    assert isolate("مرحبا\u200f \u202eبكم\u202c", "ar") == "مرحبا بكم"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("إيران ترد", "إيران ترد"),
        ("BBC: إيران ترد", "\u200f\u2068BBC\u2069: إيران ترد"),
        ("إيران ترد على BBC", "إيران ترد على \u2068BBC\u2069"),
        ("2024: عام المكتبات", "2024: عام المكتبات"),
        ("Only English", "\u200f\u2068Only English\u2069"),
        ("2024", "\u200f2024"),
        (" سطر\n\tأول \u200b\u202eثان\u0000 ", "سطر أول ثان"),
        ("\ud800 خبر", "خبر"),
        ("\u200f\u2068", ""),
    ],
)
def test_an_arabic_title_begins_in_arabic(text: str, title: str) -> None:
    assert plain_title(text, "ar") == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Iran answers", "Iran answers"),
        ("2024", "2024"),
        ("العربية says no", "\u200e\u2068العربية\u2069 says no"),
    ],
)
def test_an_english_title_begins_in_english(text: str, title: str) -> None:
    assert plain_title(text, "en") == title


@settings(max_examples=400)
@given(MIXED)
def test_every_arabic_title_is_safe_in_plain_text(text: str) -> None:
    title = plain_title(text, "ar")
    strong = [kind for kind in map(unicodedata.bidirectional, title) if kind in {"L", "R", "AL"}]
    controls = {sign for sign in title if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert (
        strong[:1] in ([], ["R"], ["AL"]),
        controls - {"\u200f", "\u2068", "\u2069"},
        title.count("\u2068") - title.count("\u2069"),
        plain_title(title, "ar"),
    ) == (True, set(), 0, title)


@settings(max_examples=400)
@given(MIXED, st.sampled_from(["ar", "en"]))
def test_runs_joined_again_are_the_text(text: str, language: str) -> None:
    assert "".join(run.text for run in foreign_runs(text, language)) == text


@settings(max_examples=400)
@given(MIXED, st.sampled_from(["ar", "en"]))
def test_outside_the_fences_no_letter_runs_against_the_language(text: str, language: str) -> None:
    outside = "".join(run.text for run in foreign_runs(text, language) if run.direction is None)
    foreign = {"ar": {"L"}, "en": {"R", "AL"}}[language]
    letters = {kind for kind in map(unicodedata.bidirectional, outside) if kind in foreign}
    assert letters - {"R" if "\u200f" in outside else ""} == set()


@settings(max_examples=300)
@given(st.text(alphabet="ابت ABC012()<>&\"'", max_size=30))
def test_isolated_html_reads_as_the_text(text: str) -> None:
    html = isolate(text, "ar")
    for tag in (EN, LTR, END):
        html = html.replace(tag, "")
    assert unescape(html) == text


@pytest.mark.parametrize(
    ("language", "way"),
    [("ar", "rtl"), ("ar-SY", "rtl"), ("fa_IR", "rtl"), ("en", "ltr"), ("en-GB", "ltr"), ("", "ltr")],
)
def test_a_language_has_a_direction(language: str, way: str) -> None:
    assert direction(language) == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("BBC عربي", "ltr"),
        ("عربي BBC", "rtl"),
        ("2024 ٢٠٢٤ …", None),
        ("", None),
        ("\u2068BBC\u2069 عربي", "rtl"),
        ("\u2069عربي", "rtl"),
        ("\u200f2024", "rtl"),
    ],
)
def test_the_first_strong_letter_gives_the_direction(text: str, way: str | None) -> None:
    assert first_strong(text) == way
