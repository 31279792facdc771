"""What the editor of a news text can do that a word processor cannot, asked of a real browser: it is written, stored,
opened again, and reaches the reader.
"""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from articles import body
from articles.models import Article, Image, Publication
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo")

EDITOR = ".ck-editor__editable:not(.ck-editor__nested-editable)"
KEPT = [
    '<blockquote><p>قول</p><p class="speaker">سمر خوري</p></blockquote>',
    '<aside class="facts"><h3>حقائق</h3><p>سطر</p></aside>',
    '<p dir="ltr">Left to right</p>',
    '<h2 dir="ltr">Left</h2>',
    '<p dir="rtl">من اليمين</p>',
    '<blockquote dir="ltr"><p>q</p></blockquote>',
    '<figure class="table"><table><tbody><tr><td dir="ltr">1</td></tr></tbody></table></figure>',
    '<figure class="table"><table><thead><tr><th>أ</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    "<figcaption>شرح</figcaption></figure>",
    '<figure class="media"><oembed url="https://youtu.be/abc"></oembed></figure>',
    '<p>قال <span dir="ltr" lang="en">Reuters</span> أمس</p>',
    '<p class="related-read" data-article="42">عنوان</p>',
    '<figure class="image"><img src="/media/pictures/a.jpg" alt="حصاة" width="400" height="300">'
    "<figcaption>شرح</figcaption></figure>",
]
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!--
p.MsoNormal{margin:0;font-family:"Arial"}
@list l0 {mso-list-id:1;} @list l0:level1 {mso-level-number-format:bullet;mso-level-text:·;
mso-level-tab-stop:none;}
--></style></head>
<body lang=EN-US><!--StartFragment-->
<h2 dir=RTL style='text-align:right'><span lang=AR-SY style='font-family:"Arial"'>عنوان فرعي</span></h2>
<p class=MsoNormal dir=RTL style='text-align:right;color:red'><b><span lang=AR-SY>كلمة</span></b>
<span lang=AR-SY style='font-size:14pt'> عادية</span><o:p></o:p></p>
<p class=MsoListParagraph dir=RTL style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span
lang=AR-SY>بند</span></p><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0f9c"><p dir="rtl"
style="line-height:1.38;"><span style="font-size:11pt;font-weight:700;">مهم</span><span style="font-size:11pt;
color:#ff0000;"> وعادي</span></p><p dir="rtl"><a href="https://www.google.com/url?q=https://example.org/x&amp;sa=D">
<span style="text-decoration:underline;">رابط</span></a></p></b>"""


def new_story(page: Page) -> None:
    page.get_by_role("link", name="خبر جديد").click()
    expect(page.locator(EDITOR).first).to_be_visible()


def text_of(page: Page) -> str:
    found: str = page.evaluate("window.editors.id_body_ar.getData()")
    return found


def paste(page: Page, html: str) -> None:
    page.locator(EDITOR).first.click()
    page.evaluate(
        """([html, place]) => {
          const transfer = new DataTransfer();
          transfer.setData("text/html", html);
          transfer.setData("text/plain", "x");
          document.querySelector(place).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }""",
        [html, EDITOR],
    )


def test_what_our_own_blocks_store_comes_out_as_it_went_in(visit: Visit) -> None:
    desk = visit()
    desk.go("/admin/")
    enter_as(desk.page, "سمر")
    new_story(desk.page)
    for html in KEPT:
        desk.page.evaluate(f"window.editors.id_body_ar.setData({json.dumps(html)})")
        assert body.clean(text_of(desk.page)) == html == body.clean(html)
    assert desk.problems == []


def test_a_text_with_everything_reaches_the_reader(visit: Visit) -> None:
    desk = visit(width=1280)
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    new_story(page)
    page.locator("#id_headline_ar").fill("نص فيه كل شيء")
    page.locator(EDITOR).first.click()
    page.keyboard.type("الفقرة الأولى")
    page.keyboard.press("Enter")
    page.keyboard.type("لن نترك البيدر")
    button(page, "من المتحدث؟").click()
    page.keyboard.type("سمر خوري")
    page.keyboard.press("Enter")
    page.keyboard.type("English line")
    button(page, "اقلب اتجاه الفقرة").click()
    page.keyboard.press("Enter")
    button(page, "اقلب اتجاه الفقرة").click()
    page.keyboard.type("رقم أول")
    button(page, "مربع حقائق").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("انظر ")

    button(page, "رابط إلى خبر لنا").click()
    dialog = page.get_by_role("dialog", name="رابط إلى خبر لنا")
    linked = Publication.objects.live("ar").order_by("-pk")[0]
    dialog.get_by_role("searchbox").fill(linked.headline[:12])
    dialog.get_by_role("button", name=linked.headline).first.click()
    page.keyboard.type(" أيضًا")
    page.keyboard.press("Enter")

    picture = Image.objects.exclude(caption_ar="").exclude(caption_ar=None).order_by("pk")[0]
    button(page, "صورة من المكتبة").click()
    dialog = page.get_by_role("dialog", name="صورة من المكتبة")
    dialog.get_by_role("searchbox").fill(str(picture.caption_ar))
    dialog.get_by_role("button", name=str(picture.caption_ar)).click()
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".messagelist")).to_be_visible()

    stored = Article.objects.get(headline_ar="نص فيه كل شيء").body_ar or ""
    assert stored.startswith(
        "<p>الفقرة الأولى</p><blockquote><p>لن نترك البيدر</p>"
        '<p class="speaker">سمر خوري</p></blockquote><p dir="ltr">English line</p>'
        '<aside class="facts"><p>رقم أول</p></aside><p>انظر <a href="/ar/articles/'
    )
    assert f'<figure class="image"><img src="{picture.file.url}"' in stored
    assert f"<figcaption>{picture.caption_ar}" in stored
    assert desk.problems == []


def button(page: Page, label: str) -> Locator:
    return page.locator(".ck-toolbar").first.get_by_role("button", name=label, exact=True)


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        (
            WORD,
            "<h2>عنوان فرعي</h2><p><strong>كلمة</strong> عادية</p><ul><li>بند</li></ul>",
        ),
        (
            GOOGLE,
            '<p dir="rtl"><strong>مهم</strong> وعادي</p>'
            '<p dir="rtl"><a href="https://example.org/x" rel="noopener">رابط</a></p>',
        ),
        (
            "<div><h1>كبير</h1><p style='color:red'>نص<script>x()</script></p></div>",
            "<h2>كبير</h2><p>نص</p>",
        ),
    ],
    ids=["Word", "Google Docs", "a page"],
)
def test_of_a_paste_only_the_structure_stays(visit: Visit, pasted: str, stored: str) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    new_story(page)
    page.locator("#id_headline_ar").fill("نص ملصق")
    paste(page, pasted)
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Article.objects.get(headline_ar="نص ملصق").body_ar == stored
    # The policy of our pages refuses the sheet and the styles of a paste while it is read, and says so.
    assert [problem for problem in desk.problems if "inline style" not in problem] == []
