"""A story from the desk to the reader: logged in by one button, written, previewed, published, read."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Publication, SiteIdentity
from newsroom import arabic
from tests.browser.conftest import Visit

pytestmark = pytest.mark.usefixtures("demo")

HEADLINE = "حارسة المنارة تعدّ السفن بالأصوات"
STANDFIRST = "دفتر من أربعين عامًا يقول متى تغيّر هدير المحرّكات."
FIRST = "بدأت الحارسة العدّ في ليلة ضباب، ولم تتوقف بعدها."
SECOND = "وفي الدفتر اليوم أكثر من مئة ألف سطر، كلها بخط واحد."


def enter_as(page: Page, name: str) -> None:
    """Through the demo's one-button log-in."""
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1, name="المكتب")).to_be_visible()


def pick(page: Page, field: str, typed: str) -> None:
    """Choose the first answer of an autocomplete that holds what was typed."""
    row = page.locator(f".form-row:has(#id_{field})").last
    row.locator(".select2-selection").click()
    box = page.locator(".select2-container--open .select2-search__field").last
    box.fill(typed)
    page.locator(".select2-results__option", has_text=typed).first.click()


def write_story(page: Page) -> None:
    """The seed page's parts, in the order in which the form asks for them."""
    page.get_by_role("link", name="خبر جديد").click()
    page.locator("#id_kicker_ar").fill("بحر")
    page.locator("#id_headline_ar").fill(HEADLINE)
    page.locator("#id_standfirst_ar").fill(STANDFIRST)
    pick(page, "credit_text", "سلمى")
    editor = page.locator(".ck-editor__editable").first
    editor.click()
    page.keyboard.type(FIRST)
    page.keyboard.press("Enter")
    page.keyboard.type("@نول")
    page.locator(".ck-mentions__list-item, .ck-mentions .ck-list__item").first.click()
    page.keyboard.type(SECOND)
    pick(page, "hero", "الأرضية")
    page.locator("#id_hero_caption_ar").fill("الدفتر الأول على حافة النافذة.")
    page.locator("#id_hero_alt_ar").fill("دفتر مفتوح على حافة نافذة تطل على البحر")
    page.locator("#id_section").select_option(label="منوعات")
    pick(page, "regions", "مينا")
    pick(page, "wires", "رويترز")
    pick(page, "wires", "أ ف ب")


def today() -> str:
    now = datetime.now(ZoneInfo("Asia/Damascus"))
    return arabic.format_news_date(now, "header", months="gregorian", digits="arab", language="ar")


def check_public_page(page: Page) -> None:
    """Every element of an article page, in its place."""
    name = SiteIdentity.current().name_in("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".strip__date")).to_contain_text(today())
    expect(page.locator(".masthead .wordmark")).to_be_visible()
    expect(page.get_by_role("button", name="الوضع المظلم")).to_be_visible()
    crumbs = page.locator(".crumbs")
    expect(crumbs).to_contain_text("منوعات")
    expect(crumbs.locator("[aria-current=page]")).to_contain_text(HEADLINE)
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page.locator(".article__hero img")).to_have_attribute("alt", "دفتر مفتوح على حافة نافذة تطل على البحر")
    expect(page.locator(".article__hero figcaption")).to_contain_text("الدفتر الأول على حافة النافذة.")
    blocks = page.locator(".body > *").all_inner_texts()
    first, also, second = (
        next(place for place, text in enumerate(blocks) if wanted in text) for wanted in (FIRST, "اقرأ أيضًا:", SECOND)
    )
    assert first < also < second
    expect(page.locator(".credit")).to_have_text(f"{name}_ وكالات")
    expect(page.locator(".rail .cartoon img")).to_be_visible()
    expect(page.locator(".rail input[name=email]")).to_be_visible()


def test_a_story_goes_from_the_desk_to_the_reader(visit: Visit) -> None:
    desk = visit(width=1280)
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    write_story(page)
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page).to_have_url(re.compile(r"/admin/articles/article/\d+/change/"))
    article = Article.objects.get(headline_ar=HEADLINE)
    assert not Publication.objects.filter(article=article).exists()

    with page.expect_popup() as opened:
        page.get_by_role("button", name="معاينة").first.click()
    preview = opened.value
    expect(preview.locator(".draft")).to_contain_text("مسودة — لم تُنشر")
    check_public_page(preview)
    preview.close()
    reader = visit()
    reader.go(f"/a/{article.pk}")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("الصفحة ليست هنا")

    page.get_by_role("button", name=re.compile("^انشر")).click()
    expect(page).to_have_url(re.compile(r"/publish/"))
    page.get_by_role("button", name=re.compile("^انشر")).click()
    expect(page.locator(".messagelist")).to_contain_text("على الموقع")
    assert desk.problems == []

    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
        reader = visit(width=width, scheme=scheme)
        reader.go(f"/a/{article.pk}")
        check_public_page(reader.page)
        assert (reader.problems, reader.overflow) == ([], 0)


def test_a_half_filled_form_comes_back_with_everything_typed(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.get_by_role("link", name="خبر جديد").click()
    page.locator("#id_headline_ar").fill(HEADLINE)
    page.locator("#id_embargo_until_0").fill("ليس تاريخًا")
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".errornote")).to_contain_text("حظر النشر حتى")
    expect(page.locator("#id_headline_ar")).to_have_value(HEADLINE)
    expect(page.locator("#id_embargo_until_0")).to_have_value("ليس تاريخًا")
    assert not Article.objects.filter(headline_ar=HEADLINE).exists()


def test_what_cleaning_did_is_told_and_taken_back(visit: Visit) -> None:
    desk = visit(width=390)
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.get_by_role("link", name="خبر جديد").click()
    page.locator("#id_headline_ar").fill("حصاد\u200f الزيتون،بدأ")
    page.locator(".ck-editor__editable").first.click()
    page.keyboard.insert_text("علی البيدر")
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".messagelist")).to_contain_text("حُذف محرف خفيّ واحد وصُحّحت علامة ترقيم واحدة")
    expect(page.locator("#id_headline_ar")).to_have_value("حصاد الزيتون، بدأ")
    expect(page.locator(".ck-editor__editable").first).to_have_text("على البيدر")
    page.locator(".messagelist .undo button").click()
    expect(page.locator("#id_headline_ar")).to_have_value("حصاد\u200f الزيتون،بدأ")
    expect(page.locator(".ck-editor__editable").first).to_have_text("علی البيدر")
    assert (desk.problems, desk.overflow) == ([], 0)
