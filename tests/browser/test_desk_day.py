"""An editor's day: a brief by phone that grows into a story, English written beside the Arabic, a correction."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Publication
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo")

BRIEF = "انهيار جسر المشاة في الحي القديم"


def test_a_brief_is_public_after_four_taps_on_a_phone(visit: Visit) -> None:
    desk = visit(width=390)
    page = desk.page
    page.add_init_script(
        "addEventListener('pointerdown', () => { sessionStorage.taps = Number(sessionStorage.taps || 0) + 1; }, true)"
    )
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.evaluate("sessionStorage.taps = 0")

    page.get_by_role("link", name="عاجل جديد").click()
    expect(page.locator("#id_headline")).to_be_focused()  # the caret is there already
    page.keyboard.type(BRIEF)
    page.locator("#id_sentence").click()
    page.keyboard.type("لم تُعرف الأسباب بعد، وفرق الإنقاذ في المكان.")
    page.get_by_role("button", name="انشر الآن").click()
    expect(page.locator(".messagelist")).to_contain_text("على الموقع")
    assert int(page.evaluate("sessionStorage.taps")) <= 4

    article = Article.objects.get(headline_ar=BRIEF)
    reader = visit(width=390)
    reader.go(f"/a/{article.pk}")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(BRIEF)
    expect(reader.page.locator(".label")).to_have_text("عاجل")
    assert (desk.problems, desk.overflow, reader.problems, reader.overflow) == ([], 0, [], 0)

    desk.go(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="وسّع إلى خبر").click()
    expect(page.locator("#id_kind")).to_have_value("news")
    assert Publication.objects.live("ar").get(article=article).kind == "brief"


def test_english_is_written_beside_the_arabic_and_a_mistake_is_corrected(visit: Visit) -> None:
    desk = visit(width=1280)
    page = desk.page
    live = Publication.objects.live("ar").exclude(article__headline_en__gt="").order_by("pk")[0]
    form = f"/admin/articles/article/{live.article_id}/change/"
    desk.go("/admin/")
    enter_as(page, "مها")
    desk.go(form)
    page.get_by_role("link", name="جنبًا إلى جنب").click()
    expect(page.locator("#id_headline_ar")).to_be_visible()
    page.locator("#id_headline_en").fill("What the harvest left")
    page.locator("#id_standfirst_en").fill("A field, a ledger and forty years of rain.")
    english = page.locator("[data-language=en] .ck-editor__editable").first
    expect(english).to_have_attribute("dir", "ltr")
    english.click()
    page.keyboard.type("The first line of the story in English.")
    if page.locator("#id_hero_alt_en").is_visible():
        page.locator("#id_hero_alt_en").fill("A field at dusk")
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.get_by_role("button", name=re.compile("^انشر")).click()
    expect(page).to_have_url(re.compile(r"/publish/"))
    for box, wanted in (("ar", False), ("en", True)):
        page.locator(f"input[name=languages][value={box}]").set_checked(wanted)
    page.get_by_role("button", name=re.compile("^انشر")).click()
    expect(page.locator(".messagelist")).to_contain_text("على الموقع")
    reader = visit()
    reader.go(f"/e/{live.article_id}")
    expect(reader.page.locator("html")).to_have_attribute("dir", "ltr")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("What the harvest left")

    desk.go(form)
    page.locator("#id_headline_ar").fill(f"{live.headline} بعد 40 عامًا")
    page.get_by_role("button", name="احفظ المسودة").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.get_by_role("button", name=re.compile("^انشر")).click()
    page.locator("input[name=languages][value=ar]").set_checked(True)
    page.locator("input[name=languages][value=en]").set_checked(False)
    expect(page.locator("ins, .ins").first).to_contain_text("40")
    page.locator("fieldset.change:has([name*=ar])").first.get_by_text("تصويب", exact=False).first.click()
    page.locator("textarea[name*=note][name*=ar], [name*=note_ar]").first.fill("كان العدد ناقصًا في العنوان.")
    page.get_by_role("button", name=re.compile("^انشر")).click()
    expect(page.locator(".messagelist")).to_contain_text("على الموقع")
    reader.go(f"/a/{live.article_id}")
    expect(reader.page.locator("main")).to_contain_text("كان العدد ناقصًا في العنوان.")
    reader.go("/ar/corrections/")
    expect(reader.page.locator("main")).to_contain_text("كان العدد ناقصًا في العنوان.")
    assert (desk.problems, reader.problems) == ([], [])
