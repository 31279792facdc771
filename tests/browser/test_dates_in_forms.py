"""A date that is typed as people here type it is said in words before it is saved."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from articles.models import Cartoon
from newsletter.models import DigestPlan
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo")


def test_a_day_in_arabic_digits_is_echoed_and_saved(visit: Visit) -> None:
    desk = visit(width=390)
    page = desk.page
    cartoon = Cartoon.objects.live()[0]
    desk.go("/admin/")
    enter_as(page, "رامي")
    desk.go(f"/admin/articles/cartoon/{cartoon.pk}/change/")
    page.locator("#id_drawn_on").fill("٥/٤/٢٠٢٤")
    expect(page.locator("#id_drawn_on + .echo")).to_have_text("الجمعة ٥ نيسان/ أبريل ٢٠٢٤")
    page.get_by_role("button", name="احفظ", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    cartoon.refresh_from_db()
    assert cartoon.drawn_on == date(2024, 4, 5)
    assert (desk.problems, desk.overflow) == ([], 0)


def test_a_day_that_does_not_exist_is_refused_and_kept(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    cartoon = Cartoon.objects.live()[0]
    desk.go("/admin/")
    enter_as(page, "رامي")
    desk.go(f"/admin/articles/cartoon/{cartoon.pk}/change/")
    page.locator("#id_drawn_on").fill("٣١/٢/٢٠٢٤")
    page.get_by_role("button", name="احفظ", exact=True).click()
    expect(page.locator(".errorlist").first).to_contain_text("مثال: ٣٠/٩/٢٠٢٤")
    expect(page.locator("#id_drawn_on")).to_have_value("٣١/٢/٢٠٢٤")


def test_an_hour_is_echoed_in_the_newsletters_plan(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    plan = DigestPlan.objects.get(language="ar")
    desk.go("/admin/")
    enter_as(page, "رامي")
    desk.go(f"/admin/newsletter/digestplan/{plan.pk}/change/")
    page.locator("#id_wall_time").fill("٦:٣٠ م")
    expect(page.locator("#id_wall_time + .echo")).to_have_text("١٨:٣٠")
    page.get_by_role("button", name="احفظ", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    plan.refresh_from_db()
    assert plan.wall_time == time(18, 30)
    assert desk.problems == []
