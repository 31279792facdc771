"""Only the words between the tags are cleaned; tags, code, read-also blocks and entities stay byte for byte."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import body, tidying
from newsroom.arabic import Change, Cleaned

BLOCK = '<p class="related-read" data-article="7">نص  نص،نص</p>'


@pytest.mark.parametrize(
    ("html", "clean", "changes"),
    [
        ("<p>نص\u200b\u200f</p>", "<p>نص</p>", {"invisible": 2}),
        ("<p>نص  نص</p>", "<p>نص نص</p>", {"spaces": 1}),
        ("<p>نص&nbsp;&nbsp;نص</p>", "<p>نص نص</p>", {"spaces": 1}),
        ("<p>نص &nbsp; &#160;نص</p>", "<p>نص نص</p>", {"spaces": 1}),
        ("<p>على بعد&nbsp;٣  كم</p>", "<p>على بعد&nbsp;٣ كم</p>", {"spaces": 1}),
        ("<p>لماذا&nbsp;؟</p>", "<p>لماذا؟</p>", {"spaces": 1}),
        ("<p>علی کتاب</p>", "<p>على كتاب</p>", {"letters": 2}),
        ("<p>ﺍﻟﻘﺎﻫﺮﺓ</p>", "<p>القاهرة</p>", {"letters": 7}),
        ("<p>ﺓﺮﻫﺎﻘﻟﺍ</p>", "<p>القاهرة</p>", {"order": 1, "letters": 7}),
        ("<p>مـــوسكو</p>", "<p>موسكو</p>", {"stretching": 1}),
        ("<p>بلينكن،أن</p>", "<p>بلينكن، أن</p>", {"punctuation": 1}),
        ('<p>قال "نعم"</p>', "<p>قال «نعم»</p>", {"quotes": 1}),
        ("<p>نص،نعم &amp; نص،نعم</p>", "<p>نص، نعم &amp; نص، نعم</p>", {"punctuation": 2}),
        ("<p>نص&hellip;نص،نعم</p>", "<p>نص&hellip;نص، نعم</p>", {"punctuation": 1}),
        (
            "<p>نص،نعم <strong>نص،نعم</strong></p>",
            "<p>نص، نعم <strong>نص، نعم</strong></p>",
            {"punctuation": 2},
        ),
        (
            '<p>نص،نعم <a href="/نص،نعم">نص،نعم</a></p>',
            '<p>نص، نعم <a href="/نص،نعم">نص، نعم</a></p>',
            {"punctuation": 2},
        ),
        ("<code>نص  نص</code><p>نص  نص</p>", "<code>نص  نص</code><p>نص نص</p>", {"spaces": 1}),
        ("<code><code>ا</code>نص  نص</code>نص  نص", "<code><code>ا</code>نص  نص</code>نص نص", {"spaces": 1}),
        ("<PRE>نص  نص</PRE>نص  نص", "<PRE>نص  نص</PRE>نص نص", {"spaces": 1}),
        (f"{BLOCK}<p>نص  نص</p>", f"{BLOCK}<p>نص نص</p>", {"spaces": 1}),
        ("<a title='<b>نص  نص'>نص  نص</a>", "<a title='<b>نص  نص'>نص نص</a>", {"spaces": 1}),
        ("<!-- نص  نص -->نص  نص", "<!-- نص  نص -->نص نص", {"spaces": 1}),
        ("<!-->نص  نص", "<!-->نص نص", {"spaces": 1}),
        ("نص  نص", "نص نص", {"spaces": 1}),
        ("</code>نص  نص", "</code>نص نص", {"spaces": 1}),
        ("<li>نص  نص<li>نص  نص", "<li>نص نص<li>نص نص", {"spaces": 2}),
        ('<p>نص  نص</p><img alt="نص  نص">', '<p>نص نص</p><img alt="نص  نص">', {"spaces": 1}),
        ("<bdi>نص  نص</bdi >نص  نص", "<bdi>نص نص</bdi >نص نص", {"spaces": 2}),
    ],
)
def test_the_words_of_html_are_cleaned_and_counted(html: str, clean: str, changes: dict[str, int]) -> None:
    cleaned = tidying.tidy_html(html)
    assert (cleaned.text, {change.kind: change.count for change in cleaned.changes}) == (clean, changes)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p>",
        "<p>ليفانت نيوز_ وكالات</p>",
        '<p>He said  "no", ok.. &nbsp;&nbsp; really ?</p>',
        "<p>انظر https://example.org/a,b?c=ــ هنا</p>",
        '<a href="https://example.org/نص،نعم?a=1&b=2">هنا</a>',
        '<img src="/media/نص،نعم.jpg" alt="نص  نص">',
        "<a href=نص،نعم>هنا</a>",
        "<a href='نص  نص",
        '<a "نص  نص" نص،نعم=نص،نعم>هنا</a>',
        "<pre>نص  نص\n  نص،نعم</pre>",
        "<p>رمز <code>نص،نعم</code></p>",
        "<code>نص  <b>نص  نص</b></code>",
        BLOCK,
        '<p data-article="7" class="related-read">نص <b>نص  نص</b></p>',
        "<script>نص  نص</script>",
        "<style>نص  <p>نص  نص</style>",
        "<textarea><p>نص  نص</textarea>",
        "<!-- نص  نص",
        "<!doctype نص  نص>",
        "<? نص  نص ?>",
        '<figure class="media"><oembed url="https://t.me/نص،نعم"></oembed></figure>',
        "<p>نص &lt;b&gt; نص &amp;nbsp; نص &#1548; نص</p>",
        "<p>نص &\u200bamp; نص</p>",  # would become an entity
        "<p>نص &amp\u200b; نص</p>",
        "<p>نص <\u200bscript> نص</p>",  # would become a tag
        "<p>على بعد&nbsp;٣ كم</p>",
        "<time datetime='2024-12-25'>25 كانون الأول/ ديسمبر 2024</time>",
    ],
)
def test_what_is_not_ours_to_clean_stays(html: str) -> None:
    assert tidying.tidy_html(html) == Cleaned(html)


def test_more_entities_than_there_are_stand_ins_leave_a_text_as_it_is() -> None:
    html = "نص  نص" + "".join(f"&e{number};" for number in range(2000))
    assert tidying.tidy_html(html) == Cleaned(html)


def test_letters_for_private_use_are_not_mistaken_for_entities() -> None:
    assert tidying.tidy_html("\U000f0000نص  نص&amp;").text == "\U000f0000نص نص&amp;"


def test_a_line_is_cleaned_as_plain_text() -> None:
    assert tidying.tidy_line("نص  <b  >") == Cleaned("نص <b  >", (Change("spaces", 1),))


def test_changes_of_a_kind_are_told_once() -> None:
    changes = [Change("spaces", 1), Change("quotes", 2), Change("spaces", 3)]
    assert tidying.merged(changes) == (Change("spaces", 4), Change("quotes", 2))


TAGS = (
    *("<p>", "</p>", "<b>", "</b>", "<code>", "</code>", "<pre>", "</pre>", "<br>", "<hr/>", BLOCK, "<!--", "-->"),
    *('<a href="/نص،نعم">', "</a>", "<script>", "</script>", "<img alt='نص  نص'>", "<", ">", "='", '"', "/", "&"),
)
ENTITIES = ("&nbsp;", "&amp;", "&lt;", "&#x200b;", "&amp", "amp;")
WORDS = ("نص", "نص،نعم", "علی", "ﺓﺮﻫﺎﻘﻟﺍ", "ـــ", "٣", "ok", "،", "؟", ",", "..", "»")
UNSEEN = (" ", "  ", "\u00a0", "\u200b", "\u200c", "\u200f", "\u202e", "\n", "\ud800", "\x00")
PIECES = st.lists(st.sampled_from((*TAGS, *ENTITIES, *WORDS, *UNSEEN)), max_size=24).map("".join)
TEXTS = st.one_of(PIECES, st.text(max_size=40))
TAG = re.compile(r"<[A-Za-z/!?][^>]*>?")


@settings(max_examples=600)
@given(TEXTS)
def test_tags_stay_byte_for_byte_and_in_their_order(html: str) -> None:
    assert TAG.findall(tidying.tidy_html(html).text) == TAG.findall(html)


@settings(max_examples=600)
@given(TEXTS)
def test_tidying_tidy_html_changes_nothing(html: str) -> None:
    once = tidying.tidy_html(html).text
    assert tidying.tidy_html(once) == Cleaned(once)


@settings(max_examples=400)
@given(TEXTS)
def test_a_change_is_told_exactly_when_there_is_one(html: str) -> None:
    cleaned = tidying.tidy_html(html)
    assert bool(cleaned.changes) == (cleaned.text != html)


@settings(max_examples=400)
@given(TEXTS)
def test_tidying_sanitised_html_leaves_it_sanitised(html: str) -> None:
    tidied = tidying.tidy_html(body.clean(html)).text
    assert body.clean(tidied) == tidied


@settings(max_examples=400)
@given(TEXTS)
def test_what_settled_needs_no_further_tidying(html: str) -> None:
    once = tidying.settled(html, tidying.tidy_html, body.clean).text
    assert tidying.settled(once, tidying.tidy_html, body.clean) == Cleaned(once)


@settings(max_examples=300)
@given(PIECES)
@example("&amp>\u200bamp;")  # none
def test_entities_stay_as_they_are(html: str) -> None:
    spaces, entity = r"&nbsp;|&#160;", r"&#?[A-Za-z0-9]{1,8};"
    kept = [found for found in re.findall(entity, html) if not re.fullmatch(spaces, found)]
    tidied = re.findall(entity, tidying.tidy_html(html).text)
    assert sorted(found for found in tidied if not re.fullmatch(spaces, found)) == sorted(kept)


@given(st.text(alphabet="ابةی «»,،؟\u200b\u00a0ABc.", max_size=30))
def test_in_a_paragraph_words_are_cleaned_as_everywhere(text: str) -> None:
    assert unescape(tidying.tidy_html(f"<p>{text}</p>").text[3:-4]) == tidying.tidy_line(text).text
