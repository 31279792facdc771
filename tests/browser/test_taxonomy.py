"""The editor-in-chief tidies up tags and places: two tags become one and two again, a region moves with its cities."""

import pytest
from playwright.sync_api import Page, expect

from articles import merging
from articles.models import Region, Tag
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo")


def filed() -> dict[str, list[tuple[str, int]]]:
    """Every link of every tag."""
    return {
        tie.label: sorted((str(tag), owner) for tag in Tag.objects.all() for owner in owners(tie, tag))
        for tie in merging.ties(Tag)
    }


def owners(tie: merging.Tie, tag: Tag) -> list[int]:
    return list(tie.rows(**{tie.column: tag.pk}).values_list(tie.owner, flat=True))


def room(page: Page, name: str) -> None:
    """Enter a room of the desk by its name in the menu."""
    page.get_by_role("link", name=name, exact=True).click()


@pytest.mark.parametrize("script", [True, False])
def test_two_tags_become_one_and_two_again(visit: Visit, script: bool) -> None:
    before, names = filed(), set(Tag.objects.values_list("name_ar", flat=True))
    desk = visit(script=script)
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "مها")
    room(page, "الوسوم")
    pair = page.locator(".alike li").filter(has_text="موسيقا")
    pair.get_by_role("link", name="دمج").click()
    expect(page.locator(".outlook")).to_contain_text("يبقى «موسيقى»")
    page.get_by_label("موسيقا").check()
    page.get_by_role("button", name="أرني ما سيحدث").click()
    expect(page.locator(".outlook")).to_contain_text("يبقى «موسيقا»")
    page.get_by_role("button", name="دمج").click()
    expect(page.locator(".messagelist")).to_contain_text("«موسيقى» صار «موسيقا».")
    assert names - set(Tag.objects.values_list("name_ar", flat=True)) == {"موسيقى"}

    desk.go("/ar/tags/موسيقى/")
    expect(page.locator("h1")).to_have_text("موسيقا")

    desk.go("/admin/articles/tag/merges/")
    page.get_by_role("button", name="تراجع").click()
    expect(page.locator(".messagelist")).to_contain_text("تم التراجع")
    assert filed() == before
    desk.go("/ar/tags/موسيقى/")
    expect(page.locator("h1")).to_have_text("موسيقى")
    assert desk.problems == []


def test_pasted_names_become_tags_and_what_is_none_stays_to_be_corrected(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "مها")
    desk.go("/admin/articles/article/add/")
    field = page.locator("#id_tags + .select2-container .select2-search__field")
    field.fill("اثار، soccer؛ لا وجود له")
    chosen = page.locator("#id_tags + .select2-container .select2-selection__choice")
    expect(chosen).to_have_count(2)
    expect(field).to_have_value("لا وجود له")
    assert page.locator("#id_tags").evaluate("select => [...select.selectedOptions].map(each => each.text)") == [
        "آثار",
        "كرة القدم",
    ]
    assert desk.problems == []


def test_a_region_moves_and_its_places_go_along(visit: Visit) -> None:
    syria, lebanon = Region.objects.get(slug_en="syria"), Region.objects.get(slug_en="lebanon")
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "مها")
    desk.go(f"/admin/articles/region/{syria.pk}/change/")
    page.locator(".field-parent .select2-selection").click()
    page.locator(".select2-search__field").last.fill("لبنان")
    page.locator(".select2-results__option", has_text="لبنان").first.click()
    page.get_by_role("button", name="احفظ", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()

    assert Region.objects.get(slug_en="damascus").path.startswith(f"{lebanon.path}{syria.pk}/")
    desk.go("/ar/regions/لبنان/")
    expect(page.locator(".inside")).to_contain_text("سوريا")
    assert desk.problems == []
