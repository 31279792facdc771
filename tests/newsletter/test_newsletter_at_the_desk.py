"""The newsletter at the desk: issues to look at and to send, plans, the outbox."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries, Settings

from articles import publishing, saving
from articles.models import Article, Section
from newsletter import digests, pulse, sending, steering, subscriptions, tasks
from newsletter.models import Delivery, Digest, DigestPlan, Rhythm, Subscriber
from newsletter.subscriptions import Act
from newsroom import clock
from newsroom.models import User
from tests.factories import (
    make_article,
    make_bilingual_article,
    make_cartoon,
    make_digest,
    make_image,
    make_plan,
    make_publication,
    make_region,
    make_section,
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

    def test_it_goes_without_a_withdrawn_story_which_is_named(self, editor: Client) -> None:
        digest = make_digest("حارسة المنارة", more=["حصاد"])
        gone = digest.items.all()[0].article
        assert gone is not None
        publishing.withdraw(gone, language="ar", by=None, reason="خطأ")
        assert "حارسة المنارة" in editor.get(f"{ISSUES}{digest.pk}/send/").content.decode()
        page = editor.post(f"{ISSUES}{digest.pk}/send/", follow=True).content.decode()
        assert re.search("<dd>.?حارسة المنارة.?</dd>", page)
        assert (Digest.objects.get().subject, "حارسة" in Digest.objects.get().html) == ("حصاد", False)

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

    def test_a_daily_one_stays_out_on_fridays(self, editor: Client) -> None:
        plan = make_plan()
        thursday = datetime(2027, 1, 7, 12, 0, tzinfo=UTC)
        days = [str(day) for day in range(7) if day != 4]
        with clock.held_at(thursday):
            editor.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", self.form(plan, days=days))
        plan.refresh_from_db()
        assert (4 in plan.days, plan.next_run_at) == (False, datetime(2027, 1, 9, 4, 0, tzinfo=UTC))

    @pytest.mark.parametrize("days", [[], ["7"], ["x"]])
    def test_a_plan_has_a_day(self, editor: Client, days: list[str]) -> None:
        plan = make_plan()
        answer = editor.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", self.form(plan, days=days))
        assert list(answer.context["adminform"].form.errors) == ["days"]

    def test_a_section_has_one_place_and_is_named_where_it_has_two(self, client: Client) -> None:
        client.force_login(make_user(superuser=True))
        plan, section = make_plan(), make_section()
        rows = {f"section_order-{row}-{name}": value for row in (0, 1) for name, value in self.place(section, row)}
        data = self.form(plan, days=["1"]) | {"section_order-TOTAL_FORMS": "2"} | rows
        answer = client.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", data)
        (formset,) = answer.context["inline_admin_formsets"]
        assert formset.formset.non_form_errors() == ["تكرّر الشيء نفسه في الصفوف: القسم."]

    @staticmethod
    def place(section: Section, row: int) -> list[tuple[str, str]]:
        return [("section", str(section.pk)), ("position", str(row))]

    def test_a_weekly_one_has_one_day(self, editor: Client) -> None:
        plan = digests.make_plan("ar", rhythm=Rhythm.WEEKLY)
        answer = editor.post(f"/admin/newsletter/digestplan/{plan.pk}/change/", self.form(plan, days=["1", "2"]))
        assert list(answer.context["adminform"].form.errors) == ["days"]

    @pytest.mark.parametrize(
        ("zone", "wall_time", "now", "shown"),
        [
            ("Asia/Damascus", time(7), datetime(2027, 3, 27, 12, tzinfo=UTC), "٠٤:٠٠ UTC"),
            ("Asia/Beirut", time(0, 30), datetime(2027, 3, 27, 12, tzinfo=UTC), "٢٢:٠٠ UTC"),
            ("Europe/Berlin", time(2, 30), datetime(2027, 3, 27, 12, tzinfo=UTC), "٠١:٠٠ UTC"),
            ("Europe/Berlin", time(2, 30), datetime(2027, 10, 30, 12, tzinfo=UTC), "٠٠:٣٠ UTC"),
        ],
    )
    def test_the_next_ones_are_shown_on_the_plans_clocks_and_in_utc(
        self, editor: Client, zone: str, wall_time: time, now: datetime, shown: str
    ) -> None:
        plan = make_plan()
        with clock.held_at(now):
            plan.zone, plan.wall_time = zone, wall_time
            digests.set_next_run(plan)
            plan.save()
            page = editor.get(f"/admin/newsletter/digestplan/{plan.pk}/change/").content.decode()
        first = page.partition("field-next_issues")[2].partition("<div>")[2].partition("</div>")[0]
        assert f"({zone})" in first and shown in first

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


def rewrite(article: Article | None, headline: str) -> None:
    assert article is not None
    version = saving.versions(article)["ar"]
    saving.save_part(article, "ar", {"headline_ar": headline}, version=version, by=None)
    publishing.publish(article, language="ar", by=None)


class TestTheEditorsPage:
    @pytest.fixture
    def digest(self) -> Digest:
        """A draft of three stories in one section: أ ب ج."""
        section, now = make_section(), clock.now()
        for minutes, headline in enumerate("أبج", start=1):
            with clock.held_at(now - timedelta(minutes=minutes)):
                make_publication(make_article(headline, section=section))
        return digests.draft(make_plan())

    def posted(self, digest: Digest, act: str = "save", **changed: str) -> dict[str, str]:
        """What the page posts: as it stands, but for what was changed."""
        digest = Digest.objects.get(pk=digest.pk)
        words = {"subject": digest.subject, "preheader": digest.preheader, "intro": digest.intro}
        data = {"version": str(digest.version), "look": "width=600"}
        for place, item in enumerate(digest.items.all(), start=1):
            data |= {f"item-{item.pk}-place": str(place), f"initial-item-{item.pk}-place": str(place)}
            if item.dropped:
                data[f"item-{item.pk}-dropped"] = "True"
            else:
                words |= {f"item-{item.pk}-headline": item.headline, f"item-{item.pk}-picture": "own"}
        data |= words | {f"initial-{name}": value for name, value in words.items()}
        return data | {"act": act} | changed

    def save(self, client: Client, digest: Digest, act: str = "save", **changed: str) -> Any:
        return client.post(f"{ISSUES}{digest.pk}/save/", self.posted(digest, act, **changed))

    def colleague(self, address: str) -> User:
        person = make_user()
        User.objects.filter(pk=person.pk).update(email=address)
        return person

    def titles(self, digest: Digest) -> str:
        return "".join(digest.items.kept().values_list("headline", flat=True))

    def keys(self, digest: Digest) -> list[int]:
        return list(digest.items.values_list("pk", flat=True))

    @pytest.mark.parametrize(("act", "at", "order"), [("up", 2, "أجب"), ("down", 0, "بأج"), ("drop", 1, "أج")])
    def test_without_a_script_every_button_saves_and_does_its_work(
        self, editor: Client, digest: Digest, act: str, at: int, order: str
    ) -> None:
        answer = self.save(editor, digest, f"{act}:{self.keys(digest)[at]}", subject="عنوان جديد")
        assert answer.status_code == 302
        assert (self.titles(digest), Digest.objects.get().subject) == (order, "عنوان جديد")

    def test_what_was_taken_out_is_put_back(self, editor: Client, digest: Digest) -> None:
        key = self.keys(digest)[1]
        self.save(editor, digest, f"drop:{key}")
        page = editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert f'value="back:{key}"' in page
        self.save(editor, digest, f"back:{key}", **{f"item-{key}-dropped": ""})
        assert sorted(self.titles(digest)) == sorted("أبج")

    def test_a_story_is_found_by_its_words_and_added(self, editor: Client, digest: Digest) -> None:
        editor.force_login(make_user(permissions=(*RIGHTS, "articles.view_article", "articles.view_any_article")))
        with clock.held_at(clock.now() - timedelta(days=40)):
            old = make_publication(make_article("حصاد الزيتون"))
        make_article("حصاد لم يُنشر")
        answer = self.save(editor, digest, "find", find="حصاد")
        page = editor.get(f"{ISSUES}{digest.pk}/change/{answer.headers['Location'].partition('/change/')[2]}")
        assert re.findall(r'value="add:(\d+)"', page.content.decode()) == [str(old.article_id)]
        self.save(editor, digest, f"add:{old.article_id}")
        assert self.titles(digest) == "أبجحصاد الزيتون"

    def test_a_picture_is_found_in_the_library(self, editor: Client, digest: Digest) -> None:
        key, image = self.keys(digest)[0], make_image(alt="سنبلة قمح")
        drawn = make_cartoon(image=make_image(alt="سنبلة مرسومة")).image  # stands with its artist, or not at all
        answer = self.save(editor, digest, f"pictures:{key}", **{f"called-{key}": "سنبلة"})
        page = editor.get(f"{ISSUES}{digest.pk}/change/{answer.headers['Location'].partition('/change/')[2]}")
        assert f'name="item-{key}-picture" value="{image.pk}"' in page.content.decode()
        assert f'name="item-{key}-picture" value="{drawn.pk}"' not in page.content.decode()
        self.save(editor, digest, **{f"item-{key}-picture": str(image.pk)})
        assert digest.items.first().image == image  # type: ignore[union-attr]

    def test_who_saves_second_keeps_their_words_and_sees_the_others(self, editor: Client, digest: Digest) -> None:
        key = self.keys(digest)[0]
        mine = self.posted(digest, subject="عنواني", **{f"item-{key}-headline": "كلماتي"})
        self.save(editor, digest, subject="عنوان غيري")
        answer = editor.post(f"{ISSUES}{digest.pk}/save/", mine)
        page = answer.content.decode()
        assert (answer.status_code, Digest.objects.get().subject) == (409, "عنوان غيري")
        missing = [text for text in ('value="عنواني"', 'value="كلماتي"', "عنوان غيري</bdi>") if text not in page]
        assert missing == []
        again = re.search(r'name="version" value="(\d+)"', page)
        assert again is not None
        editor.post(f"{ISSUES}{digest.pk}/save/", mine | {"version": again[1]})
        assert (Digest.objects.get().subject, digest.items.get(pk=key).headline) == ("عنواني", "كلماتي")

    def test_what_the_second_did_not_touch_is_the_firsts(self, editor: Client, digest: Digest) -> None:
        one, other = self.keys(digest)[:2]
        mine = self.posted(digest, **{f"item-{one}-headline": "كلماتي"})
        self.save(editor, digest, intro="مقدمة غيري", **{f"item-{other}-headline": "كلمات غيري"})
        page = editor.post(f"{ISSUES}{digest.pk}/save/", mine).content.decode()
        shown = dict(re.findall(r'name="([\w-]+)"[^>]*? value="([^"]*)"', page))
        assert shown[f"item-{one}-headline"] == "كلماتي"
        assert shown[f"item-{other}-headline"] == "كلمات غيري"
        editor.post(f"{ISSUES}{digest.pk}/save/", mine | shown | {"intro": "مقدمة غيري", "act": "save"})
        assert self.titles(digest) == "كلماتيكلمات غيريج"
        assert Digest.objects.get().intro == "مقدمة غيري"

    def test_a_row_says_what_its_story_says_since_and_one_press_decides(self, editor: Client, digest: Digest) -> None:
        one, other = self.keys(digest)[:2]
        self.save(editor, digest, **{f"item-{key}-headline": "كلماتنا" for key in (one, other)})
        for key in (one, other):
            rewrite(digest.items.get(pk=key).article, "كما صار")
        page = editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert (page.count("<bdi>كما صار</bdi>"), f'value="own:{one}"' in page) == (4, True)
        self.save(editor, digest, f"own:{one}")
        self.save(editor, digest, f"keep:{other}")
        assert self.titles(digest) == "كما صاركلماتناج"
        assert 'value="own:' not in editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()

    def test_the_page_shows_the_words_of_now(self, editor: Client, digest: Digest) -> None:
        rewrite(digest.items.first().article, "كما صار")  # type: ignore[union-attr]
        page = editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert 'name="subject" value="كما صار"' in page
        self.save(editor, digest, f"down:{self.keys(digest)[0]}")
        assert (self.titles(digest), digest.items.filter(overrides={}).count()) == ("بكما صارج", 3)

    def test_the_order_is_theirs_who_moved_something(self, editor: Client, digest: Digest) -> None:
        one, _two, three = self.keys(digest)

        def shown_again(mine: dict[str, str]) -> str:
            page = editor.post(f"{ISSUES}{digest.pk}/save/", mine).content.decode()
            return "".join(re.findall(r"data-headline>(.)</b>", page))

        unmoved = self.posted(digest, intro="مقدمة")
        moved = self.posted(digest, **{f"item-{one}-place": "9"})
        self.save(editor, digest, f"up:{three}")
        assert self.titles(digest) == "أجب"
        assert shown_again(unmoved) == "أجب"
        assert shown_again(moved).endswith("أ")

    def test_what_another_has_taken_out_meanwhile_stays_out(self, editor: Client, digest: Digest) -> None:
        mine = self.posted(digest, intro="مقدمة")
        self.save(editor, digest, f"drop:{self.keys(digest)[1]}")
        page = editor.post(f"{ISSUES}{digest.pk}/save/", mine).content.decode()
        assert f'value="back:{self.keys(digest)[2]}"' in page

    def test_to_the_sending_it_saves_first_and_the_mail_is_looked_at_as_before(
        self, editor: Client, digest: Digest
    ) -> None:
        answer = self.save(editor, digest, "send", intro="مقدمة")
        assert (answer.headers["Location"], Digest.objects.get().intro) == (f"{ISSUES}{digest.pk}/send/", "مقدمة")
        assert self.save(editor, digest).headers["Location"] == f"{ISSUES}{digest.pk}/change/?width=600"

    def test_what_was_composed_meanwhile_leaves_what_is_being_written(self, editor: Client, digest: Digest) -> None:
        key = self.keys(digest)[0]
        mine = self.posted(digest, **{f"item-{key}-headline": "كلماتي"})
        make_publication(make_article("جديد", section=make_section()))
        digests.draft(digest.plan)
        page = editor.post(f"{ISSUES}{digest.pk}/save/", mine).content.decode()
        assert f'name="item-{key}-headline" value="كلماتي"' in page

    @pytest.mark.parametrize("nonsense", ["\u202eعنوان", "عنوان\u2066", "ع" * 201])
    def test_nonsense_is_refused_at_its_field_with_everything_kept(
        self, editor: Client, digest: Digest, nonsense: str
    ) -> None:
        answer = self.save(editor, digest, subject=nonsense, intro="مقدمة طويلة")
        assert (answer.status_code, list(answer.context["head"].errors)) == (200, ["subject"])
        assert "مقدمة طويلة</textarea>" in answer.content.decode()
        assert Digest.objects.get().version == 1

    @pytest.mark.parametrize("place", ["", "x", "0", "٣٫٥"])
    def test_a_place_that_is_none_is_refused_and_named(self, editor: Client, digest: Digest, place: str) -> None:
        answer = self.save(editor, digest, **{f"item-{self.keys(digest)[0]}-place": place})
        assert answer.status_code == 200
        assert self.titles(digest) == "أبج"

    def test_a_place_in_arabic_digits_is_one(self, editor: Client, digest: Digest) -> None:
        self.save(editor, digest, **{f"item-{self.keys(digest)[0]}-place": "٣"})
        assert self.titles(digest) == "بجأ"

    @pytest.mark.parametrize("act", ["up:x", "up:999999", "add:0", "add:999999999999999999", "back:1", "?", ""])
    def test_an_act_that_is_none_does_no_harm(self, editor: Client, digest: Digest, act: str) -> None:
        assert self.save(editor, digest, act).status_code == 302
        assert self.titles(digest) == "أبج"

    def test_composing_again_asks_first(self, editor: Client, digest: Digest) -> None:
        self.save(editor, digest, f"drop:{self.keys(digest)[1]}")
        page = editor.get(f"{ISSUES}{digest.pk}/again/").content.decode()
        assert self.titles(digest) == "أج"
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version is not None
        editor.post(f"{ISSUES}{digest.pk}/again/", {"version": version[1]})
        assert self.titles(digest) == "أبج"

    def test_it_is_approved_for_its_hour_and_the_approval_is_taken_back(self, editor: Client, digest: Digest) -> None:
        editor.post(f"{ISSUES}{digest.pk}/send/", {"act": "approve"})
        approved = Digest.objects.get()
        assert (approved.state, approved.goes_at) == ("approved", DigestPlan.objects.get().next_run_at)
        editor.post(f"{ISSUES}{digest.pk}/send/", {"act": "take_back"})
        assert Digest.objects.get().state == "draft"

    def test_what_is_not_ready_has_no_button_and_is_not_sent(self, editor: Client, digest: Digest) -> None:
        self.save(editor, digest, subject="")
        page = editor.get(f"{ISSUES}{digest.pk}/send/").content.decode()
        assert 'value="send"' not in page and f'href="{ISSUES}{digest.pk}/change/#id_subject"' in page
        answer = editor.post(f"{ISSUES}{digest.pk}/send/", {"act": "send"}, follow=True)
        assert len(said(answer)) == 1
        assert Digest.objects.get().state == "draft"

    @pytest.mark.parametrize(
        ("asked", "shown", "hidden"),
        [
            ("scheme=dark", "@media all", "prefers-color-scheme: dark"),
            ("scheme=light", "@media not all", "prefers-color-scheme: dark"),
            ("part=text", "<pre", "<table"),
            ("part=source", "List-Unsubscribe:", "<table"),
        ],
    )
    def test_the_preview_is_light_or_dark_text_or_source(
        self, editor: Client, digest: Digest, asked: str, shown: str, hidden: str
    ) -> None:
        page = editor.get(f"{ISSUES}{digest.pk}/preview/?{asked}").content.decode()
        assert shown in page and hidden not in page

    def test_it_is_looked_at_as_the_kinds_of_readers_that_the_list_has(self, editor: Client, digest: Digest) -> None:
        region = make_region("سوريا")
        make_subscriber("wants@example.org").regions.add(region)
        Subscriber.objects.filter(pk=make_subscriber("text@example.org").pk).update(text_only=True)
        page = editor.get(f"{ISSUES}{digest.pk}/change/?as=r{region.pk}").content.decode()
        assert "example.org" not in page.replace("@newsroom.example", "").partition('id="mail"')[2]
        assert page.count('<p class="notice notice--wait">') == 2  # no worker here, and nobody of that region gets it
        page = editor.get(f"{ISSUES}{digest.pk}/change/?as=text").content.decode()
        assert "part=text" in page and page.count('<p class="notice notice--wait">') == 1

    def test_a_trial_goes_to_us_and_its_link_touches_nobody(
        self, editor: Client, digest: Digest, outbox: Path, client: Client
    ) -> None:
        reader = make_subscriber("reader@example.org")
        person = self.colleague("samar@newsroom.example")
        editor.post(f"{ISSUES}{digest.pk}/try/", {"to": [str(person.pk)]})
        mails = [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in outbox.glob("*.eml")]
        assert [mail["To"] for mail in mails] == ["samar@newsroom.example"]
        assert mails[0]["Subject"] == gettext("[TEST] %(subject)s") % {"subject": "أ"}
        link = re.search(r"<(http://testserver/ar/u/[\w-]{28})>", mails[0]["List-Unsubscribe"])
        assert link is not None
        assert client.post(link[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
        reader.refresh_from_db()
        assert (reader.status, Delivery.objects.count()) == ("active", 0)

    @pytest.mark.parametrize("number", [0, 6])
    def test_a_trial_goes_to_one_to_five(self, editor: Client, digest: Digest, outbox: Path, number: int) -> None:
        people = [self.colleague(f"p{place}@newsroom.example") for place in range(number)]
        editor.post(f"{ISSUES}{digest.pk}/try/", {"to": [str(person.pk) for person in people]})
        assert list(outbox.glob("*.eml")) == []

    @pytest.mark.parametrize("path", ["save", "again", "try", "steer"])
    def test_who_may_only_look_edits_nothing(self, client: Client, digest: Digest, path: str) -> None:
        client.force_login(make_user(permissions=["newsletter.view_digest"]))
        assert 'id="issue"' not in client.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert client.post(f"{ISSUES}{digest.pk}/{path}/", self.posted(digest, subject="آخر")).status_code == 403
        assert Digest.objects.get().version == 1


class TestWhileItGoes:
    @pytest.fixture
    def digest(self) -> Digest:
        """An issue that has begun, to three readers."""
        for name in "abc":
            make_subscriber(f"{name}@example.org")
        return digests.send(make_digest(), by=None)

    def steer(self, client: Client, digest: Digest, step: str) -> str:
        client.post(f"{ISSUES}{digest.pk}/steer/", {"step": step})
        return Digest.objects.get().state

    def test_it_pauses_and_goes_on(self, editor: Client, digest: Digest) -> None:
        assert self.steer(editor, digest, "pause") == "paused"
        sending.drain()
        assert Delivery.objects.filter(state="queued").count() == 3
        assert self.steer(editor, digest, "go_on") == "sending"
        sending.drain()
        assert Delivery.objects.filter(state="sent").count() == 3

    @pytest.mark.parametrize(("sent", "state"), [(0, "cancelled"), (1, "sent")])
    def test_cancelling_asks_first_and_leaves_the_rest_out(
        self, editor: Client, digest: Digest, sent: int, state: str
    ) -> None:
        Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:sent]).update(state="sent")
        assert "steer/?step=cancel" in editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        assert editor.get(f"{ISSUES}{digest.pk}/steer/?step=cancel").status_code == 200
        assert Digest.objects.get().state == "sending"
        assert self.steer(editor, digest, "cancel") == state
        assert Delivery.objects.filter(state="skipped", skip_reason="cancelled").count() == 3 - sent

    def test_only_what_was_refused_for_a_while_is_tried_again(self, editor: Client, digest: Digest) -> None:
        keys = list(Delivery.objects.values_list("pk", flat=True))
        for key, code in zip(keys, (450, 550, None), strict=True):
            Delivery.objects.filter(pk=key).update(state="failed", smtp_code=code)
        sending.finish(digest.pk)
        assert self.steer(editor, digest, "failed") == "sending"
        assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "queued", "queued"]

    def test_the_uncertain_go_again_only_after_a_question_with_their_number(
        self, editor: Client, digest: Digest
    ) -> None:
        Delivery.objects.update(state="uncertain")
        sending.finish(digest.pk)
        assert "٣" in editor.get(f"{ISSUES}{digest.pk}/steer/?step=uncertain").content.decode().partition("notice")[2]
        assert set(Delivery.objects.values_list("state", flat=True)) == {"uncertain"}
        self.steer(editor, digest, "uncertain")
        assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}

    def test_the_sum_of_the_states_is_the_number_of_readers_or_the_page_says_so(
        self, editor: Client, digest: Digest
    ) -> None:
        assert 'class="missing" role="alert"' not in editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:1]).delete()
        assert 'class="missing" role="alert"' in editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()

    def test_the_rate_and_what_is_left_are_worked_out(self, digest: Digest) -> None:
        began = digest.started_at
        assert began is not None
        Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:2]).update(
            state="sent", sent_at=began + timedelta(minutes=1)
        )
        with clock.held_at(began + timedelta(minutes=1)):
            now = steering.progress(digest)
        assert (now.a_minute, now.left, now.ended) == (2, timedelta(minutes=0.5), 2)
        with clock.held_at(began + timedelta(minutes=9)):  # it stood still since
            assert (steering.progress(digest).a_minute, steering.progress(digest).left) == (0, None)

    def test_the_page_says_what_the_mail_server_said_last(self, editor: Client, digest: Digest) -> None:
        one, two, three = Delivery.objects.order_by("pk")
        for row, state, code, words in ((one, "sent", 250, "2.0.0 taken"), (two, "failed", 550, "5.1.1 nobody")):
            Delivery.objects.filter(pk=row.pk).update(state=state, smtp_code=code, smtp_reply=words)
        Delivery.objects.filter(pk=three.pk).update(smtp_code=451, smtp_reply="4.7.1 later")
        page = editor.get(f"{ISSUES}{digest.pk}/change/").content.decode()
        heard = page.partition('<ul class="heard">')[2].partition("</ul>")[0]
        assert re.findall(r"<bdi[^>]*>(.*?)</bdi>", heard) == ["250 2.0.0 taken", "451 4.7.1 later", "550 5.1.1 nobody"]

    @pytest.mark.parametrize("step", ["go_on", "failed", "uncertain", "", "x"])
    def test_what_cannot_be_done_is_not(self, editor: Client, digest: Digest, step: str) -> None:
        assert self.steer(editor, digest, step) == "sending"
