"""A date that is typed as people here type it is said in words before it is saved."""

from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.models import Cartoon
from newsletter.models import DigestPlan
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as, pick
from tests.factories import picture_bytes

pytestmark = pytest.mark.usefixtures("demo")


def test_a_cartoons_day_is_said_in_words_before_it_is_saved(visit: Visit, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.png"
    drawing.write_bytes(picture_bytes())
    desk = visit(width=390)
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    desk.go("/admin/articles/cartoon/add/")
    page.locator("#id_upload").set_input_files(drawing)
    pick(page, "artist", "سلمى")
    day = page.locator("#id_drawn_on")
    words = page.locator("#id_drawn_on_words")

    day.fill("٣١/٢/٢٠٢٤")
    day.blur()
    expect(words).to_have_text(day.get_attribute("data-echo-hint") or "")
    expect(words).to_have_attribute("aria-live", "polite")

    day.fill("٣٠/٩/٢٠٢٤")
    expect(words).to_have_text("الاثنين ٣٠ أيلول/ سبتمبر ٢٠٢٤")

    page.locator("#id_title_ar").fill("السلّم")
    page.locator("#id_description_ar").fill("سلّم لا يصل إلى شيء")
    page.locator("button[name=_schedule]").click()
    page.locator("#id_at_0").fill("٥/٤/٢٠٣٤")
    page.locator("#id_at_1").fill("٦:٣٠ م")
    moment = page.locator(".moment .echo")
    expect(moment).to_have_text("الأربعاء ٥ نيسان/ أبريل ٢٠٣٤ · ١٨:٣٠ دمشق = ١٦:٣٠ لندن")
    page.get_by_role("button", name="انشر", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()

    row = Cartoon.objects.get(title_ar="السلّم")
    assert row.drawn_on == date(2024, 9, 30)
    assert row.live_from is not None
    assert row.live_from.isoformat() == "2034-04-05T15:30:00+00:00"
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
    plan = DigestPlan.objects.get(language="ar", rhythm="daily")
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
