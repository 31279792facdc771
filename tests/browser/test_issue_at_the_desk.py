"""An editor arranges an issue of the newsletter by drag, by keyboard and in words for the mail; and is not alone."""

import pytest
from playwright.sync_api import Page, expect

from newsletter.models import Digest, DigestState
from tests.browser.conftest import Visit
from tests.browser.test_story_journey import enter_as

pytestmark = pytest.mark.usefixtures("demo", "addresses_lead_here")


def draft() -> Digest:
    return Digest.objects.get(state=DigestState.DRAFT, plan__language="ar")


def titles(page: Page) -> list[str]:
    return page.locator("[data-lines] [data-headline]").all_inner_texts()


def saved(page: Page) -> None:
    page.locator("button[value=save]").last.click()
    expect(page.locator(".messagelist")).to_be_visible()


def test_an_issue_is_arranged_and_two_editors_lose_nothing(visit: Visit) -> None:
    desk, other = visit(), visit()
    page = desk.page
    path = f"/admin/newsletter/digest/{draft().pk}/change/"
    for window in (desk, other):
        window.go("/admin/")
        enter_as(window.page, "مها")
        window.go(path)
    before = titles(page)

    # By keyboard: the third becomes the second, and the focus stays with it.
    up = page.locator("[data-up]").nth(2)
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text(before[2])
    assert titles(page)[:3] == [before[0], before[2], before[1]]
    expect(page.locator("[data-up]").nth(1)).to_be_focused()

    # By drag: the first becomes the third.
    grip = page.locator("[data-grip]").first.bounding_box()
    third = page.locator("[data-line]").nth(2).bounding_box()
    assert grip and third
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, third["y"] + third["height"] * 0.4, steps=4)
    page.mouse.move(grip["x"] + 8, third["y"] + third["height"] * 0.8, steps=4)
    page.mouse.up()
    order = [before[2], before[1], before[0], *before[3:]]
    assert titles(page) == order

    # Words for the mail alone, and the counters of the inbox.
    row = page.locator("[data-line]").first
    row.locator("summary").click()
    row.locator("input[name^=item][name$=headline]").fill("عنوان للرسالة وحدها")
    page.locator("#id_subject").fill("كلمة " * 14)
    expect(page.locator("[data-count=id_subject]")).to_have_class("counter missing")
    page.locator("#id_subject").fill("WhatsApp في العدد")
    expect(page.locator("[data-foreign]")).to_be_visible()
    saved(page)
    assert list(draft().items.values_list("headline", flat=True))[:3] == ["عنوان للرسالة وحدها", *order[1:3]]
    expect(page.frame_locator("[data-preview]").locator("h2").first).to_have_text("عنوان للرسالة وحدها")

    # The other window still shows the issue of before.
    other.page.locator("#id_intro").fill("صباح الخير.")
    other.page.locator("#id_subject").fill("كما رأيته أنا")
    other.page.locator("button[value=save]").last.click()
    expect(other.page.locator(".conflict")).to_contain_text("WhatsApp في العدد")
    expect(other.page.locator("#id_intro")).to_have_value("صباح الخير.")
    expect(other.page.locator("#id_subject")).to_have_value("كما رأيته أنا")
    assert titles(other.page)[0] == "عنوان للرسالة وحدها"
    assert draft().subject.endswith("WhatsApp في العدد")
    other.page.locator("button[value=save]").last.click()
    expect(other.page.locator(".conflict")).to_have_count(0)
    assert (draft().intro, draft().subject) == ("صباح الخير.", "كما رأيته أنا")
    assert draft().items.all()[0].headline == "عنوان للرسالة وحدها"

    # The mail is looked at otherwise without leaving what is typed.
    page.locator("#id_intro").fill("لم يُحفظ بعد")
    page.locator("[data-look=scheme] [data-value=dark]").click()
    expect(page.locator("[data-preview]")).to_have_class("mailframe mailframe--320 mailframe--dark")
    page.locator("[data-look=width] [data-value='600']").click()
    expect(page.locator("[data-preview]")).to_have_class("mailframe mailframe--600 mailframe--dark")
    expect(page.locator("#id_intro")).to_have_value("لم يُحفظ بعد")

    # 409 is what the conflict is; the browser's console names it.
    assert desk.problems == []
    assert [problem for problem in other.problems if "409" not in problem] == []
