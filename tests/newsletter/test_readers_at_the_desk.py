"""Readers at the desk: the list, one address, lists that are taken over, how the list is doing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsletter import bounces, charts, importing, list_health, subscriptions, suppressing, tokens
from newsletter.bounces import Told as Report
from newsletter.importing import Told
from newsletter.models import (
    Answer,
    ConsentKind,
    Delivery,
    DeliveryState,
    Import,
    ImportState,
    Subscriber,
    Suppression,
    SuppressionReason,
    Verdict,
)
from newsletter.subscriptions import Act
from newsroom import clock, roles
from newsroom.models import AuditEntry, User
from tests.factories import make_issue, make_subscriber, make_suppression, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
READERS = "/admin/newsletter/subscriber/"
LISTS = "/admin/newsletter/import/"
REEM = "reem@example.org"
GONE = Report(Answer.BOUNCE, Verdict.GONE, "5.1.1", structured=True)
SPAM, AWAY = Report(Answer.COMPLAINT), Report(Answer.AUTO_REPLY)


def text_of(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser of a newsletter editor."""
    user = make_user("newsletter")
    roles.sync()
    user.groups.add(Group.objects.get(name=roles.NEWSLETTER_EDITOR))
    client.force_login(user)
    return client


class TestReaders:
    def test_the_list_masks_every_address(self, editor: Client) -> None:
        make_subscriber(REEM)
        page = text_of(editor.get(READERS))
        assert (page.count(REEM), page.count("r***@example.org")) == (0, 1)

    @pytest.mark.parametrize("many", [1, 3])
    def test_the_list_asks_as_much_for_three_as_for_one(self, editor: Client, many: int) -> None:
        for _ in range(many):
            make_subscriber()
        with CaptureQueriesContext(connection) as queries:
            editor.get(READERS)
        assert len(queries) == 16

    def test_a_reader_has_everything_that_they_agreed_to_and_no_field(self, editor: Client) -> None:
        reader = make_subscriber(REEM)
        subscriptions.record(reader, ConsentKind.CONFIRMED, Act("ar", "/ar/c/", "أتريد <نشرتنا>؟", "192.0.2.7"))
        page = text_of(editor.get(f"{READERS}{reader.pk}/change/"))
        assert [page.count(words) for words in ("أتريد &lt;نشرتنا&gt;؟", "192.0.2.7", "<select")] == [1, 1, 0]
        assert page.count(f'<bdi dir="ltr">{REEM}</bdi>') == 1

    def test_nothing_of_it_can_be_changed(self, editor: Client) -> None:
        reader = make_subscriber(REEM)
        assert editor.post(f"{READERS}{reader.pk}/change/", {"email": "x@example.org"}).status_code == 403


class TestLookingUp:
    @pytest.mark.parametrize("typed", ["Reem@example.org", "\u200freem@example.org "])
    def test_a_whole_address_is_found(self, editor: Client, typed: str) -> None:
        reader = make_subscriber(REEM)
        page = text_of(editor.post(f"{READERS}look-up/", {"email": typed}))
        assert page.count(f'href="{READERS}{reader.pk}/change/"') == 1

    @pytest.mark.parametrize("typed", ["reem", "example.org", "reem@", "@example.org", "r%@example.org", "reem@*"])
    def test_a_piece_of_one_finds_nobody(self, editor: Client, typed: str) -> None:
        make_subscriber(REEM)
        answer = editor.post(f"{READERS}look-up/", {"email": typed})
        assert (answer.status_code, text_of(answer).count(READERS + "1/change/")) == (422, 0)

    def test_looking_up_writes_nothing(self, editor: Client) -> None:
        make_suppression(REEM)
        editor.post(f"{READERS}look-up/", {"email": REEM})
        assert (AuditEntry.objects.count(), Suppression.objects.get().lifted_at) == (0, None)

    def test_an_address_is_suppressed_with_a_reason_and_the_log_does_not_name_it(self, editor: Client) -> None:
        make_subscriber(REEM)
        editor.post(f"{READERS}look-up/", {"email": REEM, "do": "suppress", "note": "طلب بالهاتف"})
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.detail, "reem" in entry.subject) == (
            "suppress_address",
            {"note": "طلب بالهاتف"},
            False,
        )
        assert Subscriber.objects.audience("ar").count() == 0

    def test_our_own_no_is_lifted_with_a_reason(self, editor: Client) -> None:
        make_suppression(REEM)
        editor.post(f"{READERS}look-up/", {"email": REEM, "do": "lift", "note": "خطأ"})
        row = Suppression.objects.select_related("lifted_by").get()
        assert (row.lifted_at is not None, row.lift_note, str(row.lifted_by)) == (True, "خطأ", "newsletter")
        assert AuditEntry.objects.get().action == "lift_suppression"

    @pytest.mark.parametrize("do", ["lift", "suppress"])
    def test_without_a_reason_nothing_happens(self, editor: Client, do: str) -> None:
        make_suppression(REEM)
        answer = editor.post(f"{READERS}look-up/", {"email": REEM, "do": do, "note": " "})
        assert (answer.status_code, text_of(answer).count('id="note-problem"')) == (422, 1)
        assert (Suppression.objects.get().lifted_at, AuditEntry.objects.count()) == (None, 0)

    @pytest.mark.parametrize("reason", [one for one in SuppressionReason if one != SuppressionReason.MANUAL])
    def test_what_the_reader_decided_is_the_readers_to_lift(self, editor: Client, reason: SuppressionReason) -> None:
        make_suppression(REEM, reason)
        editor.post(f"{READERS}look-up/", {"email": REEM, "do": "lift", "note": "خطأ"})
        assert (Suppression.objects.get().lifted_at, AuditEntry.objects.count()) == (None, 0)


class TestHowTheListIsDoing:
    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_it_stands_on_one_page_without_a_script(self, editor: Client, language: str) -> None:
        User.objects.update(interface_language=language)
        make_subscriber(REEM)
        page = text_of(editor.get(f"{READERS}health/"))
        assert (page.count('<svg class="chart"'), page.count(" style="), page.count(REEM)) == (3, 0, 0)

    def test_an_empty_list_has_one_too(self, editor: Client) -> None:
        assert editor.get(f"{READERS}health/").status_code == 200

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_asks_as_much_for_three_as_for_one(self, many: int) -> None:
        for _ in range(many):
            make_subscriber()
        with CaptureQueriesContext(connection) as queries:
            list_health.weeks()
            list_health.standing()
            list_health.providers()
        assert len(queries) == 7

    def test_each_week_says_who_came_and_went_and_how_many_there_were(self) -> None:
        now = clock.now()
        for days in (1, 2, 10):
            with clock.held_at(now - timedelta(days=days)):
                reader = make_subscriber()
        subscriptions.leave(reader, Act("ar"))
        weeks = list_health.weeks()
        assert [(week.joined, week.left, week.total) for week in weeks[-3:]] == [(0, 0, 0), (1, 0, 1), (2, 1, 2)]

    def test_the_share_is_that_of_the_addresses_that_asked_in_the_week(self) -> None:
        for number in range(4):
            subscriptions.request(f"r{number}@example{number}.org", Act("ar"))
        reader = Subscriber.objects.order_by("pk")[0]
        subscriptions.confirm(tokens.confirm_token(reader.pk, reader.token_version), Act("ar"))
        week = list_health.weeks()[-1]
        assert (week.asked, week.confirmed, week.share) == (4, 1, 25)

    def test_the_mails_by_provider_with_what_came_back_and_was_reported(self) -> None:
        for name in ("a@gmail.com", "b@googlemail.com", "c@example.org", "d@hotmail.com", "e@gmail.com"):
            make_subscriber(name)
        make_issue()
        Delivery.objects.exclude(address="e@gmail.com").update(state=DeliveryState.SENT)
        Delivery.objects.filter(address="b@googlemail.com").update(state=DeliveryState.FAILED, unsubscribed=True)
        for place, told in enumerate((GONE, GONE, SPAM, AWAY)):
            bounces.record(Delivery.objects.get(address="a@gmail.com"), told, key=str(place))
        figures = [(one.name, one.mails, one.returned, one.complained, one.left) for one in list_health.providers()]
        assert figures == [("Gmail", 2, 2, 1, 1), ("Outlook", 1, 0, 0, 0), ("example.org", 1, 0, 0, 0)]

    def test_the_small_ones_stand_together(self) -> None:
        for place in range(8):
            make_subscriber(f"a@example{place}.org")
        make_issue()
        Delivery.objects.update(state=DeliveryState.SENT)
        found = [(one.name, one.mails) for one in list_health.providers()]
        assert (len(found), found[-1]) == (7, ("", 2))

    def test_what_crosses_the_line_is_seen(self) -> None:
        drawn = charts.across("t", ["a", "b"], [0.01, 0.03], ["", ""], limit=0.02, from_right=True)
        assert drawn.limit is not None
        assert [strip.is_over for strip in drawn.strips] == [False, True]
        assert drawn.strips[1].x < drawn.limit < drawn.strips[0].x

    def test_who_came_by_a_list_came_when_the_list_did(self) -> None:
        told = Told("ar", "معرض الكتاب", clock.now() - timedelta(weeks=10), "نعم")
        importing.begin(importing.bring("l.csv", f"email\n{REEM}\n".encode(), told, by=None), by=None)
        importing.work(seconds=60)
        assert [week.joined for week in list_health.weeks() if week.joined] == [1]
        assert list_health.weeks()[-1].joined == 1

    @pytest.mark.parametrize("end", [suppressing.suppress_gone, suppressing.suppress_complained])
    def test_who_was_taken_off_left(self, end: Callable[[Subscriber], None]) -> None:
        end(make_subscriber(REEM))
        assert (list_health.weeks()[-1].left, list_health.weeks()[-1].total) == (1, 0)


class TestListsTakenOver:
    SAID: ClassVar[dict[str, str]] = {
        "language": "ar",
        "collected_by": "معرض الكتاب",
        "given_at": "2024-12-25",
        "text_shown": "نعم",
    }

    def bring(self, editor: Client, content: bytes, **changed: str) -> Any:
        file = SimpleUploadedFile("list.csv", content)
        return editor.post(f"{LISTS}add/", {"file": file, **self.SAID, **changed})

    def test_a_list_is_looked_through_first(self, editor: Client) -> None:
        answer = self.bring(editor, f"email\n{REEM}\nnobody\nabuse@example.org\n".encode())
        batch = Import.objects.get()
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{LISTS}{batch.pk}/change/")
        page = text_of(editor.get(answer.headers["Location"]))
        assert (page.count(f'action="{LISTS}{batch.pk}/begin/"'), page.count("<progress")) == (1, 0)
        assert [page.count(f'<th scope="row">{line}</th>') for line in "٣٤"] == [1, 1]
        assert Subscriber.objects.count() == 0

    def test_then_it_is_taken_over_and_the_page_says_how_far(self, editor: Client) -> None:
        self.bring(editor, f"email\n{REEM}\n".encode())
        batch = Import.objects.get()
        editor.post(f"{LISTS}{batch.pk}/begin/")
        page = text_of(editor.get(f"{LISTS}{batch.pk}/change/"))
        assert (page.count('<progress max="1" value="0">'), page.count('http-equiv="refresh"')) == (1, 1)
        importing.work(seconds=60)
        page = text_of(editor.get(f"{LISTS}{batch.pk}/change/"))
        assert (page.count('<progress max="1" value="1">'), page.count('http-equiv="refresh"')) == (1, 0)
        assert (Subscriber.objects.get().email, str(AuditEntry.objects.get().by)) == (REEM, "newsletter")

    def test_columns_without_a_meaning_are_named_and_left_out_only_by_a_tick(self, editor: Client) -> None:
        self.bring(editor, f"email,date\n{REEM},2020-01-01\n".encode())
        page_url = f"{LISTS}{Import.objects.get().pk}/change/"
        page = text_of(editor.get(page_url))
        assert (page.count("<code>date</code>"), page.count('name="leave_out"')) == (1, 1)
        begin = page_url.replace("change", "begin")
        editor.post(begin)
        assert Import.objects.get().state == ImportState.CHECKED
        editor.post(begin, {"leave_out": "yes"})
        assert Import.objects.get().state == ImportState.RUNNING

    def test_a_wrong_line_is_shown_with_its_address_its_column_and_the_word(self, editor: Client) -> None:
        self.bring(editor, f"email,frequency\n{REEM},hourly\n".encode())
        page = text_of(editor.get(f"{LISTS}{Import.objects.get().pk}/change/"))
        row = page[page.index('<th scope="row">٢</th>') :].split("</tr>")[0]
        assert [row.count(word) for word in (f"{REEM[0]}***@", ">frequency<", "hourly")] == [1, 1, 1]

    def test_a_file_that_was_chosen_beside_a_fault_is_asked_for_again(self, editor: Client) -> None:
        answer = self.bring(editor, f"email\n{REEM}\n".encode(), given_at="2999-01-01")
        assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["file", "given_at"])

    def test_or_dropped(self, editor: Client) -> None:
        self.bring(editor, f"email\n{REEM}\n".encode())
        editor.post(f"{LISTS}{Import.objects.get().pk}/drop/")
        assert (Import.objects.get().state, Import.objects.get().content) == (ImportState.DROPPED, "")

    @pytest.mark.parametrize("content", [b"", b"name\nReem\n", b"\x89PNG\x00\x00"])
    def test_what_is_no_list_is_refused_at_its_field(self, editor: Client, content: bytes) -> None:
        answer = self.bring(editor, content)
        assert (answer.status_code, text_of(answer).count('class="errorlist"'), Import.objects.count()) == (422, 1, 0)
        assert text_of(answer).count('value="معرض الكتاب"') == 1

    @pytest.mark.parametrize("day", ["2999-01-01", "x", "31/2/2024"])
    def test_a_day_to_come_is_refused(self, editor: Client, day: str) -> None:
        assert self.bring(editor, f"email\n{REEM}\n".encode(), given_at=day).status_code == 422

    def test_the_list_is_handed_out_as_a_table(self, editor: Client) -> None:
        make_subscriber(REEM)
        answer: Any = editor.post(f"{READERS}hand-out/")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert ([line.split(",")[0] for line in lines], AuditEntry.objects.get().action) == (
            ["email", REEM],
            "export_subscribers",
        )

    @pytest.mark.parametrize("path", ["subscriber/hand-out/", "import/1/begin/", "import/1/drop/", "import/add/"])
    def test_who_has_no_business_with_it_is_refused(self, client: Client, path: str) -> None:
        reporter = make_user("reporter")
        roles.sync()
        reporter.groups.add(Group.objects.get(name=roles.REPORTER))
        client.force_login(reporter)
        assert client.post(f"/admin/newsletter/{path}").status_code == 403
