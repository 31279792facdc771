"""The newsletter at the desk: issues to look at and to send, plans, the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from articles import publishing
from newsletter import digests, pulse, sending, subscriptions, tasks
from newsletter.models import Delivery, Digest, DigestPlan, Subscriber
from newsletter.subscriptions import Act
from newsroom import clock
from tests.factories import (
    make_bilingual_article,
    make_digest,
    make_plan,
    make_publication,
    make_subscriber,
    make_user,
    name_the_site,
)

pytestmark = pytest.mark.django_db
RIGHTS = (
    "newsletter.view_digest",
    "newsletter.send_digest",
    "newsletter.view_digestplan",
    "newsletter.change_digestplan",
    "newsletter.view_subscriber",
)
ISSUES = "/admin/newsletter/digest/"
OUTBOX = "/admin/newsletter/digest/outbox/"


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser of somebody who sends the newsletter."""
    client.force_login(make_user(permissions=RIGHTS))
    return client


@pytest.fixture
def outbox() -> Iterator[Path]:
    """The folder that mails go to, empty."""
    folder = Path(configured.EMAIL_FILE_PATH)
    for old in folder.glob("*.eml"):
        old.unlink()
    yield folder


def said(answer: object) -> list[str]:
    """The messages at the top of a page."""
    found = re.search(r'<ul class="messagelist".*?</ul>', answer.content.decode(), re.S)  # type: ignore[attr-defined]
    return re.findall(r"<li[^>]*>(.*?)</li>", found[0]) if found else []


class TestIssues:
    def test_the_next_one_is_put_together_by_a_button(self, editor: Client) -> None:
        make_plan()
        make_publication()
        answer = editor.post(f"{ISSUES}prepare/", {"plan": DigestPlan.objects.get().pk})
        draft = Digest.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{ISSUES}{draft.pk}/change/")
        assert draft.state == "draft"

    def test_where_nothing_is_new_the_desk_says_so(self, editor: Client) -> None:
        make_plan()
        answer = editor.post(f"{ISSUES}prepare/", {"plan": DigestPlan.objects.get().pk}, follow=True)
        assert said(answer) == ["لا جديد منذ العدد الأخير."]
        assert not Digest.objects.exists()

    def test_a_language_without_a_plan_is_not_found(self, editor: Client) -> None:
        assert editor.post(f"{ISSUES}prepare/", {"plan": "x"}).status_code == 404

    def test_sending_says_first_what_will_happen(self, editor: Client) -> None:
        digest = make_digest()
        make_subscriber("a@example.org")
        make_subscriber("b@example.org")
        page = editor.get(f"{ISSUES}{digest.pk}/send/").content.decode()
        assert "خبر واحد إلى مشتركَين" in page
        assert Digest.objects.get().state == "draft"

    def test_sending_twice_mails_once(self, editor: Client) -> None:
        digest = make_digest()
        make_subscriber("a@example.org")
        first = editor.post(f"{ISSUES}{digest.pk}/send/", follow=True)
        second = editor.post(f"{ISSUES}{digest.pk}/send/", follow=True)
        assert said(second) == ["أُرسل هذا العدد من قبل؛ لا يصل أحدًا مرتين."]
        assert len(said(first)) == 1
        assert Delivery.objects.count() == 1

    def test_a_withdrawn_story_stops_it_and_is_named(self, editor: Client) -> None:
        digest = make_digest("حارسة المنارة", more=["حصاد"])
        gone = digest.items.all()[0].article
        assert gone is not None
        publishing.withdraw(gone, language="ar", by=None, reason="خطأ")
        answer = editor.post(f"{ISSUES}{digest.pk}/send/", follow=True)
        assert "حارسة المنارة" in said(answer)[0]
        assert not Delivery.objects.exists()
        assert Digest.objects.get().state == "draft"

    def test_looking_at_an_issue_changes_nothing(self, editor: Client) -> None:
        digest = make_digest()
        for path in (f"{digest.pk}/change/", f"{digest.pk}/preview/", f"{digest.pk}/send/", ""):
            with CaptureQueriesContext(connection) as asked:
                assert editor.get(ISSUES + path).status_code == 200
            written = [query["sql"] for query in asked if re.match("INSERT|UPDATE|DELETE", query["sql"])]
            assert [sql for sql in written if "django_session" not in sql] == []

    @pytest.mark.parametrize("number", ["²", "٣", "0", "1" * 5000])
    def test_a_number_that_names_no_issue_is_not_found(self, editor: Client, number: str) -> None:
        assert editor.get(f"{ISSUES}{number}/change/").status_code == 404

    @pytest.mark.parametrize("stories", [1, 3])
    def test_the_list_asks_the_same_for_one_and_for_three(
        self, editor: Client, stories: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_plan()
        for _number in range(stories):
            make_publication()
            digests.send(digests.draft(DigestPlan.objects.get()), by=None)
        editor.get(ISSUES)
        with django_assert_num_queries(14):
            editor.get(ISSUES)

    def test_the_preview_is_a_mail_in_a_frame_that_runs_nothing(self, editor: Client) -> None:
        answer = editor.get(f"{ISSUES}{make_digest().pk}/preview/")
        assert 'dir="rtl"' in answer.content.decode()
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        policy = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
        assert policy["default-src"] == "'none'"
        assert "script-src" not in policy

    @pytest.mark.parametrize("path", ["prepare/", "{pk}/send/"])
    def test_who_may_only_look_sends_nothing(self, client: Client, path: str) -> None:
        digest = make_digest()
        client.force_login(make_user(permissions=["newsletter.view_digest"]))
        assert client.post(ISSUES + path.format(pk=digest.pk), {"language": "ar"}).status_code == 403
        assert Digest.objects.get().state == "draft"

    @pytest.mark.parametrize("path", ["", "{pk}/change/", "{pk}/preview/", "{pk}/send/"])
    def test_who_has_no_right_sees_nothing(self, client: Client, path: str) -> None:
        digest = make_digest()
        client.force_login(make_user(permissions=["articles.view_article"]))
        assert client.get(ISSUES + path.format(pk=digest.pk)).status_code == 403

    def test_without_a_worker_the_desk_says_that_nothing_is_lost(self, editor: Client) -> None:
        digest = make_digest()
        make_subscriber("a@example.org")
        page = editor.post(f"{ISSUES}{digest.pk}/send/", follow=True).content.decode()
        assert page.count("notice--wait") == 1
        tasks.tick()
        page = editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert page.count("notice--wait") == 0


class TestPlans:
    def form(self, plan: DigestPlan, **changed: object) -> dict[str, object]:
        fields = {"wall_time": "07:00", "zone": "Asia/Damascus", "min_items": "1", "max_items": "8"}
        inline = {"section_order-TOTAL_FORMS": "0", "section_order-INITIAL_FORMS": "0"}
        days = {"days": [str(day) for day in range(7)]}
        return fields | inline | days | {"with_cartoon": "on", "automatic": "on", "active": "on"} | changed

    def test_an_hour_in_arabic_digits_moves_the_next_issue(self, editor: Client) -> None:
        plan = make_plan()
        now = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
        with clock.held_at(now):
            answer = editor.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", self.form(plan, wall_time="٦:٣٠ م"))
        assert answer.status_code == 302
        plan.refresh_from_db()
        assert plan.wall_time == time(18, 30)
        assert plan.next_run_at == datetime(2027, 1, 10, 15, 30, tzinfo=UTC)

    @pytest.mark.parametrize(("field", "value"), [("wall_time", "٢٥:٠٠"), ("zone", "Mars/Base"), ("max_items", "0")])
    def test_nonsense_is_refused_at_its_field_with_everything_kept(
        self, editor: Client, field: str, value: str
    ) -> None:
        plan = make_plan()
        answer = editor.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", self.form(plan, **{field: value}))
        assert answer.status_code == 200
        assert list(answer.context["adminform"].form.errors) == [field]
        assert f'name="{field}" value="{value}"' in answer.content.decode()


class TestTheOutbox:
    def sign_up(self) -> str:
        """A confirmation in the folder; returns its name."""
        name_the_site()
        subscriptions.request("reem@example.org", Act(language="ar"))
        sending.drain()
        return next(Path(configured.EMAIL_FILE_PATH).glob("*.eml")).stem

    def test_it_shows_the_mail_as_html_as_text_and_as_source(self, editor: Client, outbox: Path) -> None:
        name = self.sign_up()
        assert "reem@example.org" in editor.get(OUTBOX).content.decode()
        link = re.search(r"http://testserver/ar/c/[\w-]{28}", editor.get(f"{OUTBOX}{name}/html/").content.decode())
        assert link is not None
        assert link[0] in editor.get(f"{OUTBOX}{name}/?part=text").content.decode()
        assert "Message-ID: &lt;d0." in editor.get(f"{OUTBOX}{name}/?part=source").content.decode()

    @pytest.mark.parametrize("name", ["nothing", "d0.0.aaaa", "..", "d0.1.A"])
    def test_no_other_file_is_shown(self, editor: Client, outbox: Path, name: str) -> None:
        assert editor.get(f"{OUTBOX}{name}/html/").status_code == 404

    def test_outside_a_demo_a_stranger_is_led_to_the_door(self, client: Client) -> None:
        answer = client.get(OUTBOX)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/login/?next={OUTBOX}")

    def test_who_may_not_see_addresses_sees_no_mail(self, client: Client) -> None:
        client.force_login(make_user(permissions=["articles.view_article"]))
        assert client.get(OUTBOX).status_code == 403

    def test_in_a_demo_it_is_open(self, client: Client, settings: Settings) -> None:
        settings.DEMO = True
        assert client.get(OUTBOX).status_code == 200

    def test_with_a_mail_server_there_is_none(self, editor: Client, settings: Settings) -> None:
        settings.EMAIL_FILE_PATH = ""
        assert editor.get(OUTBOX).status_code == 404

    def test_it_counts_what_is_on_its_way(self, editor: Client, outbox: Path) -> None:
        subscriptions.request("reem@example.org", Act(language="ar"))
        assert editor.get(OUTBOX).content.decode().count("notice--wait") == 2
        sending.drain()
        assert editor.get(OUTBOX).content.decode().count("notice--wait") == 0


def test_the_clock_is_seen_for_three_minutes() -> None:
    now = datetime(2027, 1, 10, tzinfo=UTC)
    with clock.held_at(now):
        assert not pulse.look().beats
        tasks.tick()
        assert pulse.look().beats
    with clock.held_at(now + pulse.STILL):
        assert not pulse.look().beats


def test_subscribers_are_looked_at_and_not_typed_in(editor: Client) -> None:
    reader = make_subscriber("reem@example.org")
    base = "/admin/newsletter/subscriber/"
    assert editor.get(f"{base}{reader.pk}/change/").status_code == 200
    assert editor.get(f"{base}add/").status_code == 403
    assert editor.post(f"{base}{reader.pk}/change/", {"email": "x@example.org"}).status_code == 403
    assert editor.post(f"{base}{reader.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Subscriber.objects.get().email == "reem@example.org"


def test_the_desk_names_the_next_issue_of_each_language(editor: Client) -> None:
    make_plan("ar")
    make_plan("en")
    make_publication(make_bilingual_article(), language="en")
    draft = digests.draft(DigestPlan.objects.get(language="en"))
    page = editor.get("/admin/").content.decode()
    assert page.count("العدد القادم:") == 2
    assert f'href="{ISSUES}{draft.pk}/change/"' in page
