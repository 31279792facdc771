"""A reader's way through the newsletter: signed up under a story, confirmed, sent, read, clicked, left."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from articles.models import Publication
from newsletter import sending
from newsletter.models import Delivery, Digest, Status, Subscriber
from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.usefixtures("demo", "addresses_lead_here")
READER = "reader@example.org"


def newest_story() -> str:
    """The path that a reader would share."""
    return f"/a/{Publication.objects.live('ar').newest_first()[0].article_id}"


def sign_up(visitor: Visitor) -> None:
    """In the box under the newest story."""
    visitor.go(newest_story())
    visitor.page.get_by_label("البريد الإلكتروني").fill(READER)
    visitor.page.get_by_role("button", name="اشترك").click()
    expect(visitor.page.locator(".done")).to_contain_text("راجع بريدك")


def open_newest_mail(page: Page, subject: str) -> None:
    """The mail to the reader whose subject holds these words, in the outbox."""
    row = page.locator(".mails tr", has_text=READER).filter(has_text=subject)
    row.get_by_role("link").first.click()


def test_the_box_answers_in_its_place_and_the_link_leads_to_the_mail(visit: Visit) -> None:
    visitor = visit(width=390)
    sign_up(visitor)
    assert "/a/" not in visitor.page.url and "/ar/articles/" in visitor.page.url
    sending.drain()
    visitor.page.get_by_role("link", name=re.compile("^راجع بريدك")).click()
    expect(visitor.page.get_by_role("heading", level=1, name="البريد الصادر")).to_be_visible()
    expect(visitor.page.locator(".mails tr", has_text=READER)).to_have_count(1)
    visitor.page.wait_for_load_state()
    assert (visitor.problems, visitor.overflow) == ([], 0)


def test_a_bad_address_is_told_in_the_box(visit: Visit) -> None:
    visitor = visit()
    visitor.go(newest_story())
    visitor.page.get_by_label("البريد الإلكتروني").fill("reader@example")
    visitor.page.get_by_role("button", name="اشترك").click()
    expect(visitor.page.locator(".problem")).to_contain_text("name@example.org")
    expect(visitor.page.get_by_label("البريد الإلكتروني")).to_have_value("reader@example")
    assert "/ar/articles/" in visitor.page.url


def test_without_scripts_the_box_leads_to_a_page(visit: Visit) -> None:
    visitor = visit(script=False)
    sign_up(visitor)
    assert visitor.page.url.endswith("/ar/newsletter/asked/")


def test_a_reader_signs_up_confirms_gets_an_issue_and_leaves(visit: Visit) -> None:
    reader = visit()
    page = reader.page
    sign_up(reader)
    sending.drain()

    page.get_by_role("link", name=re.compile("^راجع بريدك")).click()
    open_newest_mail(page, "تأكيد اشتراك")
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="تأكيد الاشتراك").click()
    step = opened.value
    expect(step.locator(".facts")).to_contain_text("r***@example.org")
    assert Subscriber.objects.get(email=READER).status == Status.PENDING
    step.get_by_role("button", name="تأكيد الاشتراك").click()
    expect(step.get_by_role("heading", level=1)).to_have_text("أنت الآن في القائمة.")

    call_command("send_digest", language="ar", now=True)
    digest = Digest.objects.public("ar")[0]
    mail = Delivery.objects.get(digest=digest, subscriber__email=READER)
    page.goto(f"{reader.base}/admin/newsletter/digest/outbox/")
    open_newest_mail(page, digest.subject)
    frame = page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    lead = frame.locator("h2 a").first
    box = lead.bounding_box()
    heading = frame.locator("h2").first.bounding_box()
    assert box is not None and heading is not None
    assert box["x"] + box["width"] == pytest.approx(heading["x"] + heading["width"], abs=1)
    expect(frame.locator(".paper img")).to_be_visible()
    assert frame.locator("img").evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")
    with page.expect_popup() as opened:
        lead.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(digest.items.all()[0].headline)

    with page.expect_popup() as opened:
        page.get_by_role("button", name=re.compile("^إلغاء الاشتراك")).click()
    expect(opened.value.locator("body")).to_have_text(re.compile("أُلغي اشتراكك"))
    assert Subscriber.objects.get(email=READER).status == Status.UNSUBSCRIBED
    mail.refresh_from_db()
    assert mail.unsubscribed
    # The frame of a mail may run no script; the driver's own, which looks into it, is refused too and says so.
    assert [problem for problem in reader.problems if "sandboxed" not in problem] == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_behind_the_links_fit_and_load(visit: Visit, width: int, scheme: str) -> None:
    visitor = visit(width=width, scheme=scheme)
    digest = Digest.objects.public("ar")[0]
    for path in (f"/ar/newsletter/{digest.pk}/", "/ar/newsletter/", "/ar/u/nothing", "/ar/newsletter/asked/"):
        visitor.problems.clear()
        visitor.go(path)
        expect(visitor.page.locator("h1").first).to_be_attached()
        assert visitor.overflow == 0, path
        assert [problem for problem in visitor.problems if "410" not in problem] == [], path


def test_an_issue_is_looked_at_and_sent_at_the_desk_once(visit: Visit) -> None:
    desk = visit()
    page = desk.page
    desk.go("/admin/")
    page.get_by_role("button", name=re.compile("رامي")).click()
    page.get_by_role("link", name="النشرة", exact=True).click()
    page.get_by_role("row", name=re.compile("مسودة.*|.*العربية.*مسودة")).filter(has_text="العربية").get_by_role(
        "link"
    ).click()
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", "ar")
    draft = Digest.objects.get(plan__language="ar", state="draft")
    page.get_by_role("button", name="الموافقة أو الإرسال…").click()
    expect(page.locator(".notice").first).to_contain_text("إلى ٩٣ مشتركًا")
    page.get_by_role("button", name="إرساله الآن").dblclick()
    expect(page.locator(".state")).to_contain_text("قيد الإرسال")
    sending.drain()
    draft.refresh_from_db()
    assert (draft.state, draft.recipients_total) == ("sent", 93)
    assert Delivery.objects.filter(digest=draft, state="sent").count() == 93
    assert desk.problems == []
