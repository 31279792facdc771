"""What became of issues in figures, and as plots with the same figures in a table."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from newsletter import bounces, charts, figures, sending
from newsletter.admin import plots
from newsletter.bounces import Told
from newsletter.models import Answer, Delivery, Digest, Verdict
from newsroom import clock
from tests.factories import make_digest, make_issue, make_subscriber, make_user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def issue_to(number: int, *, at: datetime = NOON) -> Digest:
    """An issue that went out to so many readers, of whom it was heard what the tests tell."""
    with clock.held_at(at):
        for place in range(number):
            if not Delivery.objects.filter(address=f"a{place}@example.org").exists():
                make_subscriber(f"a{place}@example.org")
        digest = make_issue(f"عنوان {at:%H}")
        Delivery.objects.filter(digest=digest).update(state="sent", sent_at=at)
        sending.finish(digest.pk)
    return Digest.objects.get(pk=digest.pk)


def hear(digest: Digest) -> None:
    """Of ten mails two came back, one was reported, one reader left."""
    mails = list(Delivery.objects.filter(digest=digest).order_by("pk"))
    bounces.record(mails[0], Told(Answer.BOUNCE, Verdict.FULL), key="a")
    bounces.record(mails[1], Told(Answer.BOUNCE, Verdict.POLICY), key="b")
    bounces.record(mails[1], Told(Answer.BOUNCE, Verdict.POLICY), key="b again")
    bounces.record(mails[2], Told(Answer.COMPLAINT), key="c")
    Delivery.objects.filter(pk=mails[3].pk).update(unsubscribed=True)
    Delivery.objects.filter(pk=mails[4].pk).update(state="failed")


def test_an_issues_figures_count_each_mail_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    digest = issue_to(10)
    hear(digest)
    with django_assert_num_queries(3):
        (found,) = figures.of_plan(digest)
    assert (found.accepted, found.refused, found.complaints, found.left) == (9, 1, 1, 1)
    assert (found.returned, found.came_back) == ({Verdict.FULL: 1, Verdict.POLICY: 1}, 2)


def test_the_issues_before_it_stand_beside_it_and_none_after() -> None:
    sent = [issue_to(1, at=NOON + timedelta(hours=hour)) for hour in range(figures.LOOKED_BACK + 2)]
    found = figures.of_plan(sent[-2])
    assert [each.digest for each in found] == sent[1:-1]


def test_the_plot_shows_what_was_good_apart_from_what_was_not() -> None:
    digest = issue_to(10)
    hear(digest)
    with override("en"):
        shown = plots.of_issue(digest)
    strips = shown["outcome"].strips
    assert [(strip.name, strip.says) for strip in strips] == [
        ("Accepted", "9 · 90%"),
        ("The mailbox is full", "1 · 10%"),
        ("The other side does not want our mail", "1 · 10%"),
        ("Reported as unwanted", "1 · 10%"),
        ("Left by it", "1 · 10%"),
    ]
    assert [strip.is_over for strip in strips] == [False, True, True, True, True]
    assert strips[0].width == pytest.approx(9 * strips[1].width, abs=1)
    assert shown["over_time"] == ()  # one issue is no line


def test_an_issue_that_nobody_got_has_no_plot() -> None:
    assert plots.of_issue(issue_to(0)) == {"outcome": None}


def test_the_page_has_the_plots_and_the_same_figures_as_text(client: Client) -> None:
    issue_to(10)
    digest = issue_to(10, at=NOON + timedelta(days=1))
    hear(digest)
    client.force_login(make_user(permissions=("newsletter.view_digest",)))
    page = client.get(f"/admin/newsletter/digest/{digest.pk}/change/").content.decode()
    assert page.count('<svg class="chart') == 4
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)
    figured = [re.findall(r"<td>(.*?)</td>", row) for row in rows]
    assert figured == [
        ["٩", "١", "٢", "١", "١", "٠"],
        ["١٠", "٠", "٠", "٠", "٠", "٠"],
    ]
    assert "١ · ١٠٪" in page


def test_no_mail_counts_its_readers() -> None:
    digest = issue_to(1)
    pictures = re.findall(r'<img[^>]*src="([^"]+)"', digest.html)
    assert [url for url in pictures if "/media/" not in url] == []
    assert not re.search(r'href="[^"]*[?&](utm_|r=|track)', digest.html)


def test_a_short_axis_names_every_column_and_a_long_one_every_few() -> None:
    def words(count: int) -> list[str]:
        drawn = charts.line("t", [1] * count, [str(place) for place in range(count)], from_right=False)
        return [mark.text for mark in drawn.words][::-1]

    assert words(3) == ["0", "1", "2"]
    assert words(26) == ["1", "7", "13", "19", "25"]


def test_an_issue_of_which_nothing_was_handed_over_yet_is_not_plotted() -> None:
    make_subscriber()
    digest = make_issue()
    assert Digest.objects.get(pk=digest.pk).state == "sending"
    assert plots.of_issue(digest) == {"outcome": None}


# --- the page on the site -----------------------------------------------------------------------------------

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Firefox/102.0"}


def test_readers_of_its_page_are_counted_once_in_half_an_hour_and_nothing_is_kept_of_them(client: Client) -> None:
    digest = make_issue()
    page = client.get(f"/ar/newsletter/{digest.pk}/").content.decode()
    (path,) = re.findall('data-read="([^"]+)"', page)
    for browser in (FIREFOX, FIREFOX, {"User-Agent": "Mozilla/5.0 (Macintosh) Safari/605"}):
        answer = client.post(path, headers=browser)
        assert (answer.status_code, answer.cookies) == (204, {})
    assert Digest.objects.get().archive_reads == 2


@pytest.mark.parametrize("browser", ["", "Googlebot/2.1", "curl/8", "Mozilla/5.0 HeadlessChrome"])
def test_machines_do_not_count(client: Client, browser: str) -> None:
    digest = make_issue()
    assert client.post(f"/ar/newsletter/{digest.pk}/read", headers={"User-Agent": browser}).status_code == 204
    assert Digest.objects.get().archive_reads == 0


def test_what_is_in_no_archive_is_not_counted(client: Client) -> None:
    digest = make_digest()
    for path in (f"/ar/newsletter/{digest.pk}/read", f"/en/newsletter/{digest.pk}/read", "/ar/newsletter/999/read"):
        assert client.post(path, headers=FIREFOX).status_code == 404
    assert Digest.objects.get().archive_reads == 0


def test_another_site_counts_nothing(client: Client) -> None:
    path = f"/ar/newsletter/{make_issue().pk}/read"
    assert client.post(path, headers=FIREFOX | {"Sec-Fetch-Site": "cross-site"}).status_code == 403
