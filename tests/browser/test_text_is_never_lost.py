"""Two people at one story in real browsers: what is typed is kept, said, taken over, offered again, and never lost."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Draft
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo")

STORY = "خلايا توزن نفسها"


def open_story(visitor: Visitor, name: str) -> Page:
    """Log in by one button and open the story's form."""
    article = Article.objects.get(headline_ar__startswith=STORY)
    visitor.go("/admin/login/")
    enter_as(visitor.page, name)
    visitor.go(f"/admin/articles/article/{article.pk}/change/")
    return visitor.page


def test_a_page_that_dies_gives_its_text_back(visit: Visit) -> None:
    first = visit()
    page = open_story(first, "ديمة")
    page.locator("#id_headline_ar").fill("عنوان لم يُحفظ")
    expect(page.locator("[data-unsaved]")).to_contain_text("حُفظت مسودة")
    page.context.close()
    page = open_story(visit(), "ديمة")
    page.get_by_role("link", name="استعده").click()
    expect(page.locator("#id_headline_ar")).to_have_value("عنوان لم يُحفظ")
    page.locator("button[name=_draft]").click()
    expect(page.locator(".messagelist")).to_contain_text("حُفظت المسودة")
    assert Article.objects.filter(headline_ar="عنوان لم يُحفظ").exists()
    assert first.problems == []


def test_a_new_story_that_was_saved_is_not_offered_again(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/admin/login/")
    enter_as(visitor.page, "ديمة")
    page = visitor.page
    page.get_by_role("link", name="خبر جديد").click()
    page.locator("#id_headline_ar").fill("كُتب قبل أن تُحمَّل الصفحة كلها")  # at once, before the scripts run
    expect(page.locator("[data-unsaved]")).to_contain_text("حُفظت مسودة")
    visitor.go("/admin/articles/article/add/")
    expect(page.locator(".offer:not([data-local-offer])")).to_contain_text("كُتب قبل أن تُحمَّل")
    page.get_by_role("link", name="استعده").click()
    page.locator("button[name=_draft]").click()
    expect(page.locator(".messagelist")).to_contain_text("حُفظت المسودة")
    visitor.go("/admin/articles/article/add/")
    expect(page.locator("#id_headline_ar")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".offer:visible")).to_have_count(0)
    assert visitor.problems == []


def test_a_text_that_is_taken_over_is_kept_and_can_be_seen(visit: Visit) -> None:
    dima, samar = visit(), visit()
    hers = open_story(dima, "ديمة")
    hers.locator("#id_headline_ar").fill("نصّ ديمة")
    expect(hers.locator("[data-unsaved]")).to_contain_text("حُفظت مسودة")
    page = open_story(samar, "سمر")
    expect(page.locator(".presence")).to_contain_text("ديمة بركات")
    page.get_by_role("button", name="تولَّ التحرير").click()
    expect(page.locator("[data-taken-note]")).to_contain_text("ديمة بركات")
    expect(hers.locator("[data-taken-note]")).to_contain_text("سمر حدّاد")
    expect(hers.locator("#id_headline_ar")).to_have_js_property("readOnly", True)
    assert Draft.objects.get(part="ar").data["headline_ar"] == ["نصّ ديمة"]
    assert dima.problems + samar.problems == []


def test_who_is_logged_out_logs_in_where_they_are(visit: Visit, settings: object) -> None:
    visitor = visit()
    page = open_story(visitor, "ديمة")
    user = Article.objects.get(headline_ar__startswith=STORY).created_by
    assert user is not None
    user.set_password("كلمة سر طويلة جدًا")  # ends the session of the one-button log-in, too
    user.save()
    page.locator("#id_headline_ar").fill("نصّ لم يضع")
    dialog = page.locator("[data-login-again]")
    expect(dialog).to_be_visible()
    dialog.locator("[name=username]").fill(user.username)
    dialog.locator("[name=password]").fill("كلمة سر طويلة جدًا")
    dialog.get_by_role("button", name="ادخل").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_headline_ar")).to_have_value("نصّ لم يضع")
    expect(page.locator("[data-unsaved]")).to_contain_text("حُفظت مسودة")
    page.locator("button[name=_draft]").click()
    expect(page.locator(".messagelist")).to_contain_text("حُفظت المسودة")
    assert Article.objects.filter(headline_ar="نصّ لم يضع").exists()
