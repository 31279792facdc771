"""The only sanitiser: nothing hostile passes it, nothing that our editor writes is harmed by it."""

import re
from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from tests.articles.hostile import HOSTILE

URL_ATTRIBUTES = {"href", "src", "url"}


class Allowed(HTMLParser):
    """Reads mark-up as a browser would and complains about everything outside the list, which is written here anew."""

    attributes = {
        "a": {"href", "rel"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "oembed": {"url"},
        "p": {"class", "data-article"},
        "figure": {"class"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "time": {"datetime"},
        "abbr": {"title"},
        "aside": {"class"},
    }
    tags = {
        *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "figure", "figcaption", "hr", "pre"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("a", "strong", "b", "em", "i", "u", "s", "sub", "sup", "br", "span", "bdi", "code", "mark", "time", "q"),
        *("img", "oembed", "aside", "tfoot", "dl", "dt", "dd", "del", "ins", "small", "wbr", "cite", "abbr"),
    }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.tags
        for name, value in attrs:
            assert name in self.attributes.get(tag, set()) | {"dir", "lang"}
            if name == "class":
                assert value in {"related-read", "speaker", "image", "table", "media", "facts"}
            if name in URL_ATTRIBUTES:
                assert_harmless(tag, value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def assert_harmless(tag: str, address: str) -> None:
    if tag == "img":
        assert address.startswith("/media/")
        assert not re.search(r"\.\.|[\\%?#]", address)
        return
    address = re.sub(r"[\t\r\n]", "", address)  # as browsers read it
    assert not re.match(r"[/\\]{2}", address)
    scheme = re.match(r"[\x00-\x20\ufeff]*([a-zA-Z][a-zA-Z0-9+.\t\r\n-]*):", address)
    assert scheme is None or scheme[1].lower() in {"http", "https", "mailto", "tel"}
    assert not re.match(r"https?:(?!//)", address, re.I)


def assert_clean(html: str) -> None:
    reader = Allowed(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html)


def test_the_corpus_is_as_wide_as_it_must_be() -> None:
    assert len({typed for _kind, typed in HOSTILE}) == len(HOSTILE) >= 200
    assert len({kind for kind, _typed in HOSTILE}) >= 15
    assert len(set(HONEST)) >= 40


@pytest.mark.parametrize(("kind", "typed"), HOSTILE)
def test_nothing_hostile_passes(kind: str, typed: str) -> None:
    assert_clean(body.clean(typed))


@pytest.mark.parametrize(("kind", "typed"), HOSTILE)
def test_nothing_hostile_passes_inside_honest_text(kind: str, typed: str) -> None:
    assert_clean(body.clean(f"<p>قبل {typed} بعد</p><ul><li>{typed}</li></ul>"))


@pytest.mark.parametrize(("kind", "typed"), HOSTILE)
def test_cleaning_twice_changes_nothing_more(kind: str, typed: str) -> None:
    once = body.clean(typed)
    assert body.clean(once) == once


HONEST = [
    "<p>لم يكن أحد يتوقع أن يكون تحت البيدر شيء.</p>",
    "<p>القُدْسُ والعَرَبِيَّة بالتشكيل</p>",
    "<p>كتـــاب بتطويل</p>",
    "<p>می\u200cخواهم بفاصل صفري</p>",
    "<p>قال: «لم نفقد سوى زاويتين».</p>",
    "<p>٢٥ كانون الأول/ ديسمبر ٢٠٢٤، ١٢:٠٥ م</p>",
    "<h2>عنوان</h2><h3>أصغر</h3><h4>أصغر منه</h4>",
    "<p><strong>غامق</strong> و<em>مائل</em> و<u>تحته خط</u> و<s>محذوف</s></p>",
    "<p>H<sub>2</sub>O، م<sup>2</sup></p>",
    "<ul><li>أول</li><li>ثانٍ<ul><li>داخله</li></ul></li></ul>",
    '<ol start="3"><li>ثالث</li></ol>',
    "<blockquote><p>اقتباس</p></blockquote>",
    '<p><a href="/ar/articles/12/" rel="noopener">داخلي</a></p>',
    '<p><a href="https://example.org/?a=1&amp;b=2#c" rel="noopener">خارجي</a></p>',
    '<p><a href="mailto:desk@example.org" rel="noopener">بريد</a></p>',
    '<p><a href="tel:+963111234567" rel="noopener">هاتف</a></p>',
    '<figure class="image"><img src="/media/pictures/a.jpg" alt="حصاة" width="400" height="300">'
    "<figcaption>شرح</figcaption></figure>",
    '<figure class="table"><table><thead><tr><th scope="col">أ</th></tr></thead>'
    '<tbody><tr><td colspan="2">ب</td></tr></tbody></table></figure>',
    '<figure class="media"><oembed url="https://www.youtube.com/watch?v=abc"></oembed></figure>',
    '<p class="related-read" data-article="42">قناة ماء عمرها ألف عام</p>',
    '<p dir="ltr" lang="en">An English line</p>',
    '<p>قالت <bdi lang="en" dir="ltr">BBC</bdi> ذلك</p>',
    "<p>سطر<br>وآخر</p><hr><p>بعده</p>",
    "<p>2 &lt; 3 &amp; 5 &gt; 4</p>",
    "<p>مسافة&nbsp;لا تُكسر</p>",
    "<pre><code>x = {{ y }} {% z %} ${w}</code></pre>",
    '<p>يوم <time datetime="2024-12-25">الأربعاء</time></p>',
    "<p>😀 رمز</p>",
    '<p dir="rtl" lang="ar">فقرة عربية في نص إنكليزي</p>',
    '<h2 dir="ltr">iPhone 15</h2>',
    '<ul dir="rtl"><li dir="ltr">3 - 1</li></ul>',
    '<table dir="rtl"><caption>أسعار</caption><thead><tr><th scope="col">السلعة</th></tr></thead>'
    '<tbody><tr><th scope="row">قمح</th><td rowspan="2"></td></tr></tbody>'
    '<tfoot><tr><td colspan="3">المجموع</td></tr></tfoot></table>',
    '<aside class="facts"><h3>أرقام</h3><ul><li>٤٦ مترًا</li></ul></aside>',
    '<blockquote><p>أجمل ما فيها أنها تختفي.</p><p class="speaker">سمر خوري، معلّمة</p></blockquote>',
    '<p>قال <cite>المصدر</cite> إن <abbr title="الأمم المتحدة">UN</abbr> وافقت</p>',
    "<p><del>ألف</del> <ins>ألفان</ins> <small>تقريبًا</small></p>",
    "<dl><dt>القرباط</dt><dd>قرية في الجبل</dd></dl>",
    "<p>طويل<wbr>جدًّا</p>",
    "<p>لام\u200dـ وصل و\u200cفصل و\u200fعلامة</p>",
    "<p>ﷺ و﴿آية﴾ و…</p>",
    "<p>خصم ٪٥٠ و‎12:30</p>",
    "<p>x &lt;script&gt; مكتوبًا</p>",
    '<p><a href="#هامش" rel="noopener">هامش</a> و<a href="?p=2" rel="noopener">صفحة</a></p>',
    '<p><a href="https://ar.wikipedia.org/wiki/%D8%AF%D9%85%D8%B4%D9%82" rel="noopener">دمشق</a></p>',
    '<p><a href="https://example.org/دمشق" rel="noopener">عنوان عربي</a></p>',
]


@pytest.mark.parametrize("typed", HONEST)
def test_honest_text_is_not_harmed(typed: str) -> None:
    assert body.clean(typed) == typed


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_taken_and_comes_out_clean(typed: str) -> None:
    once = body.clean(typed)
    assert_clean(once)
    assert body.clean(once) == once


_PIECES = [
    "<p>",
    "</p>",
    "<b",
    ">",
    "<svg>",
    "<style>",
    "</style>",
    "<!--",
    "-->",
    "<img src=x ",
    "onerror=1",
    '"',
    "'",
    "<a href=",
    "javascript:",
    "<table>",
    "<td>",
    "<math>",
    "نص",
    "&lt;",
    "<p class=related-read data-article=4>",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_any_mark_up_comes_out_clean(typed: str) -> None:
    once = body.clean(typed)
    assert_clean(once)
    assert body.clean(once) == once


# --- what else the cleaner does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<p lang='AR-SY' dir='rtl'>نص</p>", '<p lang="ar" dir="rtl">نص</p>'),
        ("<p lang='fr'>texte</p>", "<p>texte</p>"),
        ("<p dir='sideways'>نص</p>", "<p>نص</p>"),
        ("<ul><li data-list-item-id='e1'>بند</li></ul>", "<ul><li>بند</li></ul>"),
        ("<p style='color:red'>لون</p>", "<p>لون</p>"),
        ("<div><p>في صندوق</p></div>", "<p>في صندوق</p>"),
        ("<h1>كبير</h1>", "<h2>كبير</h2>"),
        ("<figure class='image'><img src='https://evil.example/x.png'></figure>", ""),
        ("<p class='related-read'>بلا رقم</p>", ""),
        ("<p>أ\r\nب</p>", "<p>أ\nب</p>"),
    ],
)
def test_what_is_left_of(typed: str, stored: str) -> None:
    assert body.clean(typed) == stored


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b"])
def test_an_address_that_hides_its_scheme_is_refused(unseen: str) -> None:
    assert body.clean(f"<p><a href='{unseen}javascript:alert(1)'>x</a></p>") == "<p>x</p>"


def test_a_megabyte_of_nested_tags_is_taken() -> None:
    assert_clean(body.clean("<b>" * 2000 + "x" + "</b>" * 2000))


# --- plain text --------------------------------------------------------------------------------------------


NESTED = {
    "boxes": "<div>x",
    "quotes": "<blockquote>",
    "letters": "<b><i>",
    "boxes that a comment only seems to close": "<div><!--</div>-->",
    "boxes that an attribute only seems to close": "<div title='</div>'>",
    "boxes that a table keeps open": "<div><table></div></table>",
    "boxes that a style only seems to close": "<div><style></div></style>",
    "ampersands": "&",
    "names": "&lt;",
}
FLAT = {
    "what is never a tag": "<a",
    "less than": "<",
    "one tag without an end": "<b style='",
    "weights": "<b font-weight:400 ",
    "paragraphs": "<p>x",
}


@pytest.mark.parametrize("piece", NESTED.values(), ids=list(NESTED))
def test_what_nests_without_end_never_reaches_the_parser(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(nh3, "clean", lambda *_args, **_options: pytest.fail("a parser was asked"))
        once = body.clean(piece * (body.MAX_BODY_BYTES // len(piece)))
    assert body.clean(once) == once


@pytest.mark.parametrize("piece", FLAT.values(), ids=list(FLAT))
def test_a_million_letters_of_nonsense_are_clean_after_once(piece: str) -> None:
    once = body.clean(piece * (body.MAX_BODY_BYTES // len(piece)))
    assert body.clean(once) == once


def test_what_an_honest_paste_nests_stays_as_it_is() -> None:
    boxes = "<div>" * 200 + "نص" + "</div>" * 200
    assert body.clean(boxes * 20) == "<p>نص</p>" * 20
    paragraphs = "".join(
        f'<p class="MsoNormal"><span lang=AR-SA dir=RTL>سطر {n}</span><o:p></o:p></p>' for n in range(900)
    )
    assert body.clean(paragraphs).count("<p>") == 900


def test_an_address_that_leads_through_many_others_is_followed_or_dropped() -> None:
    redirect = "https://www.google.com/url?q="
    assert body.clean(f'<a href="{redirect * 9}https://example.org/">x</a>') == (
        '<a href="https://example.org/" rel="noopener">x</a>'
    )
    assert body.clean(f'<a href="{redirect * 30_000}">x</a>') == "x"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>أول</p><p>ثانٍ</p>", "أول\nثانٍ"),
        ("<p>سطر<br>آخر</p>", "سطر\nآخر"),
        ("<p>2 &lt; 3&nbsp;</p>", "2 < 3"),
        ("<p>&nbsp;</p>", ""),
        ("", ""),
        ("<ul><li>أ</li><li>ب</li></ul>", "أ\nب"),
    ],
)
def test_plain_text_has_a_line_for_a_block(html: str, words: str) -> None:
    assert body.plain_text(html) == words


# --- read-also blocks --------------------------------------------------------------------------------------

BLOCK = '<p class="related-read" data-article="42">عنوان</p>'


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("", []),
        ("<p>أ</p>", ["<p>أ</p>"]),
        (BLOCK, [body.ReadAlso(42)]),
        (f"<p>أ</p>{BLOCK}<p>ب</p>", ["<p>أ</p>", body.ReadAlso(42), "<p>ب</p>"]),
        (f"{BLOCK}{BLOCK}", [body.ReadAlso(42), body.ReadAlso(42)]),
        (f"<p>أ</p>{BLOCK}\n ", ["<p>أ</p>", body.ReadAlso(42)]),
        ('<p class="related-read" dir="rtl" data-article="7">x</p>', [body.ReadAlso(7)]),
        ('<p data-article="7">ليس كتلة</p>', ['<p data-article="7">ليس كتلة</p>']),
    ],
)
def test_a_text_is_cut_at_its_blocks(html: str, parts: list[str | body.ReadAlso]) -> None:
    assert body.split(html) == parts


def test_the_words_inside_a_block_reach_no_reader() -> None:
    parts = body.split(f"<p>أ</p>{BLOCK}<p>ب</p>")
    assert "عنوان" not in "".join(part for part in parts if isinstance(part, str))


def test_a_block_is_made_as_the_editor_stores_it() -> None:
    made = body.read_also_block(42, "2 < 3 «نعم»")
    assert (made, body.clean(made)) == ('<p class="related-read" data-article="42">2 &lt; 3 «نعم»</p>', made)


def test_a_block_survives_the_cleaner_in_its_place() -> None:
    html = f"<p>أ</p>{BLOCK}<p>ب</p>"
    assert body.split(body.clean(html)) == body.split(html)


def test_an_embedded_address_becomes_a_plain_link_for_readers() -> None:
    html = '<figure class="media"><oembed url="https://youtu.be/x?a=1&amp;b=2"></oembed></figure>'
    address = "https://youtu.be/x?a=1&amp;b=2"
    assert body.split(body.clean(html)) == [
        f'<p class="embed" dir="ltr"><a href="{address}" rel="noopener">{address}</a></p>'
    ]
