"""House style in a real browser: seen while it is chosen, written by a button, told relatively while it is recent."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from articles.models import Section, SiteIdentity
from newsroom import clock, house
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as
from tests.factories import make_article, make_publication

pytestmark = pytest.mark.usefixtures("demo")


def test_a_choice_is_seen_before_it_is_saved_and_stays(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "رامي")
    page.get_by_role("link", name="هوية الموقع").click()
    sample = page.locator("[data-house-sample=body]")
    expect(sample).to_have_text("25 كانون الأول/ ديسمبر 2024")
    page.locator("#id_body_months").select_option("levantine")
    expect(sample).to_have_text("25 كانون الأول 2024")
    page.locator("#id_body_digits").select_option("arab")
    expect(sample).to_have_text("٢٥ كانون الأول ٢٠٢٤")
    page.get_by_role("button", name="احفظ", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert SiteIdentity.current().house[house.BODY] == house.Manner("levantine", "arab")
    assert desk.problems == []


def test_the_editors_button_writes_todays_date(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    enter_as(page, "سمر")
    page.get_by_role("link", name="خبر جديد").click()
    page.locator(".ck-editor__editable").first.click()
    page.keyboard.type("في ")
    page.get_by_role("button", name="تاريخ اليوم").first.click()
    today = house.words(clock.now(), "body_date", house.DEFAULTS[house.BODY], "ar")
    expect(page.locator(".ck-editor__editable").first).to_have_text(f"في {today}")
    assert desk.problems == []


@pytest.mark.parametrize(
    ("language", "minutes", "told"),
    [
        ("ar", 0, "الآن"),
        ("ar", 1, "قبل دقيقة واحدة"),
        ("ar", 2, "قبل دقيقتين"),
        ("ar", 3, "قبل ٣ دقائق"),
        ("en", 3, "3 minutes ago"),
    ],
)
def test_what_is_recent_is_told_from_the_readers_own_now(visit: Visit, language: str, minutes: int, told: str) -> None:
    now = clock.now()
    if clock.local(now).date() != clock.local(now - timedelta(minutes=minutes)).date():
        pytest.skip("It is the first minutes of the day: the story would be of yesterday.")
    article = make_article(
        headline_en="A new story", body_en="<p>News.</p>", section=Section.objects.get(slug_en="news")
    )
    with clock.held_at(now - timedelta(minutes=minutes, seconds=5)):
        make_publication(article, language=language)
    reader = visit()
    reader.go(f"/{language}/nothing/")  # the page with the newest cards
    time = reader.page.locator("main time[data-recent]").first
    expect(time).to_have_text(told)
    assert re.fullmatch(r"[0-9٠-٩]{2}:[0-9٠-٩]{2}", time.get_attribute("title") or "")


def test_without_scripts_the_printed_hour_stays(visit: Visit) -> None:
    make_publication()
    reader = visit(script=False)
    reader.go("/ar/nothing/")
    expect(reader.page.locator("main time[data-recent]").first).to_have_text(re.compile("[٠-٩]{2}:[٠-٩]{2}"))
