"""A topic from the desk to the reader: asked for, put in order, seen, closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Topic
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as, pick

pytestmark = pytest.mark.usefixtures("demo")

NAME = "خبز وقمح"


def fill_in(page: Page) -> None:
    """The parts of the form in their order; the picture is chosen by sight."""
    page.locator("#id_name_ar").fill(NAME)
    page.locator("#id_intro_ar").fill("من الحقل إلى الرغيف.\n\n# ما نسأله\n\nمن يزرع؟")
    page.locator(".form-row:has(#id_picture) .select2-selection").first.click()
    page.locator(".select2-container--open .select2-search__field").last.fill("سبعة أصناف")
    option = page.locator(".select2-results__option:has(img)").first
    expect(option.locator("img")).to_be_visible()
    option.click()
    pick(page, "tags", "قمح")
    pick(page, "tags", "خبز")
    pick(page, "pinned", "مطبعة")
    pick(page, "pinned", "نول")


def test_a_topic_from_the_desk_to_the_reader(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.go("/admin/login/")
    enter_as(page, "مها")
    page.get_by_role("link", name="ملفات", exact=True).click()
    page.locator(".work__head a, .object-tools a, a.addlink").first.click()
    fill_in(page)
    page.locator("[name=_save]").click()
    page.get_by_role("link", name=NAME, exact=True).first.click()
    found = page.locator(".field-found a").first
    expect(found).to_contain_text(re.compile("العربية: .*خب"))
    assert [(pin.target.headline_ar or "").split()[0] for pin in Topic.objects.get(name_ar=NAME).pins.all()] == [
        "مطبعة",
        "نول",
    ]

    found.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.locator(".dossier__picture img")).to_be_visible()
    expect(page.locator(".dossier__words h2")).to_have_text("ما نسأله")
    first, second = page.locator("main .story__headline").all_inner_texts()[:2]
    assert first.startswith("مطبعة")
    assert second.startswith("نول")

    visitor.go("/ar/topics/")
    expect(page.locator("main")).to_contain_text(NAME)
    visitor.go(f"/admin/articles/topic/{Topic.objects.get(name_ar=NAME).pk}/change/")
    page.locator("#id_archived").check()
    page.locator("[name=_save]").click()
    visitor.go(f"/ar/topics/{Topic.objects.get(name_ar=NAME).slug_ar}/")
    expect(page.locator(".dossier .label")).to_have_text("مؤرشف")
    visitor.go("/ar/topics/")
    expect(page.locator("main")).not_to_contain_text(NAME)
    assert visitor.problems == []
