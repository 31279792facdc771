"""Incoming mail, from its bytes to what follows: who is left alone, who is taken off the list, what waits."""

from __future__ import annotations

import imaplib
import io
import json
import mailbox
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from newsletter import bounces, digests, inbound, letters, mailboxes, sending, subscriptions, tasks, tokens
from newsletter.bounces import Told
from newsletter.models import (
    Answer,
    ConsentEvent,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    Digest,
    DigestState,
    InboundMessage,
    Kind,
    Quarantine,
    Status,
    Subscriber,
    Suppression,
    Verdict,
)
from newsletter.models.subscribers import SuppressionReason
from newsletter.transports import Outcome, Reply
from newsroom import clock
from newsroom.env import Imap
from tests.factories import (
    make_article,
    make_issue,
    make_plan,
    make_publication,
    make_subscriber,
    make_suppression,
)
from tests.newsletter import returned_mail as mail
from tests.newsletter.fake_transport import FakeTransport

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
REEM = "reem@example.org"


@pytest.fixture(autouse=True)
def _place(settings: Settings) -> Iterator[None]:
    settings.BOUNCE_ADDRESS = "bounces@news.example"
    with clock.held_at(NOON):
        yield


def issue_on(day: int, language: str = "ar") -> None:
    """An issue has gone out on that day to everybody on the list."""
    at = NOON + day * DAY
    digest = Digest.objects.create(
        plan=make_plan(language),
        window_start=at - DAY,
        window_end=at,
        state=DigestState.SENT,
        html="-",
        text="-",
        started_at=at,
        finished_at=at,
    )
    for reader in Subscriber.objects.audience(language):
        Delivery.objects.create(
            kind=Kind.DIGEST,
            digest=digest,
            subscriber=reader,
            address=reader.email_norm or "",
            language=language,
            state=DeliveryState.SENT,
            created_at=at,
            sent_at=at,
        )


def sent(address: str = REEM) -> Delivery:
    """The newest mail to the address."""
    return Delivery.objects.filter(address=address).order_by("-pk")[0]


@pytest.fixture
def delivery() -> Delivery:
    """A mail that went out to Reem."""
    make_subscriber(REEM)
    issue_on(0)
    return sent()


def status(address: str = REEM) -> str:
    return Subscriber.objects.get(email_norm=address).status


def suppressed() -> list[str]:
    return list(Suppression.objects.in_force().values_list("reason", flat=True))


class TestWhatEachKindDoes:
    def test_a_dead_address_is_taken_off_at_once(self, delivery: Delivery) -> None:
        received = inbound.receive(mail.report_on(delivery))
        assert (received.kind, received.verdict, received.delivery_id) == (Answer.BOUNCE, Verdict.GONE, delivery.pk)
        assert (status(), suppressed()) == (Status.BOUNCED, [SuppressionReason.HARD_BOUNCE])
        event = DeliveryEvent.objects.get()
        assert (event.delivery, event.status, event.points) == (delivery, "5.1.1", bounces.SURE)
        assert REEM not in event.words

    def test_only_the_reader_it_is_about(self, delivery: Delivery) -> None:
        make_subscriber("sami@example.org")
        inbound.receive(mail.report_on(delivery))
        assert status("sami@example.org") == Status.ACTIVE

    def test_prose_needs_a_second_mail(self, delivery: Delivery) -> None:
        words = "Sorry, no mailbox here by that name."
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(delivery)))
        inbound.receive(mail.in_prose(words + " Again.", copy=mail.copy_of(delivery)))
        assert status() == Status.ACTIVE
        issue_on(1)
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(sent())))
        assert (status(), suppressed()) == (Status.BOUNCED, [SuppressionReason.HARD_BOUNCE])

    def test_three_issues_that_went_well_wipe_it_out(self, delivery: Delivery) -> None:
        words = "Sorry, no mailbox here by that name."
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(delivery)))
        for day in (1, 2, 3, 4):
            issue_on(day)
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(sent())))
        assert status() == Status.ACTIVE

    def test_what_was_before_a_new_confirmation_does_not_count(self, delivery: Delivery) -> None:
        words = "Sorry, no mailbox here by that name."
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(delivery)))
        Subscriber.objects.update(confirmed_at=NOON + DAY / 2)
        issue_on(1)
        inbound.receive(mail.in_prose(words, copy=mail.copy_of(sent())))
        assert status() == Status.ACTIVE

    @pytest.mark.parametrize(("diagnosis", "code"), [(mail.UNWANTED, "5.7.1"), ("550 Error", "5.0.0")])
    def test_what_is_not_about_the_address_never_counts(self, delivery: Delivery, diagnosis: str, code: str) -> None:
        for day in range(1, 8):
            inbound.receive(mail.report_on(sent(), diagnosis, status=code))
            issue_on(day)
        assert (status(), suppressed()) == (Status.ACTIVE, [])
        assert set(DeliveryEvent.objects.values_list("points", flat=True)) == {0}

    def test_a_full_mailbox_is_left_in_peace_after_two_weeks_and_tried_again(self, delivery: Delivery) -> None:
        reached = []
        for day in range(1, 18):
            with clock.held_at(NOON + day * DAY):
                inbound.receive(mail.report_on(sent(), mail.FULL, status="4.2.2"))
                reached.append(Subscriber.objects.audience("ar").exists())
            issue_on(day)
        assert reached == [True] * 14 + [False] * 3
        assert status() == Status.ACTIVE
        with clock.held_at(NOON + 60 * DAY):
            assert Subscriber.objects.audience("ar").exists()

    def test_five_full_mailboxes_in_a_day_are_no_two_weeks(self, delivery: Delivery) -> None:
        for hour in range(6):
            inbound.receive(mail.report_on(sent(), mail.FULL, status="4.2.2"))
            issue_on(hour + 1)
        assert Subscriber.objects.audience("ar").exists()

    def test_a_complaint_ends_everything_at_once(self, delivery: Delivery) -> None:
        received = inbound.receive(mail.complaint_on(delivery))
        assert (received.kind, received.address) == (Answer.COMPLAINT, REEM)
        assert (status(), suppressed()) == (Status.COMPLAINED, [SuppressionReason.COMPLAINT])
        assert ConsentEvent.objects.get().page == "complaint"

    @pytest.mark.parametrize("kind", ["auth-failure", "not-spam", "virus"])
    def test_other_feedback_changes_nothing(self, delivery: Delivery, kind: str) -> None:
        inbound.receive(mail.complaint_on(delivery, kind))
        assert (status(), suppressed()) == (Status.ACTIVE, [])

    @pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
    def test_a_report_that_is_no_refusal_changes_nothing(self, delivery: Delivery, action: str) -> None:
        inbound.receive(mail.report_on(delivery, action=action))
        assert (status(), suppressed()) == (Status.ACTIVE, [])
        assert DeliveryEvent.objects.get().points == 0

    def test_an_automatic_reply_changes_nothing(self, delivery: Delivery) -> None:
        to = letters.return_path(mail.mail_id(delivery))
        received = inbound.receive(mail.automatic_reply("رد تلقائي", to=to))
        assert (received.kind, received.delivery_id, status()) == (Answer.AUTO_REPLY, delivery.pk, Status.ACTIVE)

    def test_a_reader_leaves_by_mail(self, delivery: Delivery) -> None:
        subscriber = Subscriber.objects.get()
        token = tokens.unsubscribe_token(subscriber.pk, delivery.digest_id or 0)
        received = inbound.receive(mail.ordinary(subject=token))
        assert (received.kind, received.delivery_id, status()) == (Answer.LEAVE, delivery.pk, Status.UNSUBSCRIBED)
        assert ConsentEvent.objects.get().page == "mail"
        assert suppressed() == []

    def test_what_comes_back_shows_that_an_uncertain_mail_was_taken(self, delivery: Delivery) -> None:
        Delivery.objects.update(state=DeliveryState.UNCERTAIN)
        inbound.receive(mail.report_on(delivery, mail.FULL, status="4.2.2"))
        assert sent().state == DeliveryState.SENT

    def test_the_confirmation_of_an_address_that_does_not_exist(self) -> None:
        subscriptions.request(REEM, subscriptions.Act(language="en"))
        sending.drain(FakeTransport())
        inbound.receive(mail.report_on(sent()))
        assert (status(), suppressed()) == (Status.BOUNCED, [SuppressionReason.HARD_BOUNCE])

    def test_whoever_confirms_again_is_back(self, delivery: Delivery) -> None:
        inbound.receive(mail.report_on(delivery))
        subscriptions.request(REEM, subscriptions.Act(language="ar"))
        subscriber = Subscriber.objects.get()
        token = tokens.confirm_token(subscriber.pk, subscriber.token_version)
        subscriptions.confirm(token, subscriptions.Act(language="ar"))
        assert (status(), suppressed()) == (Status.ACTIVE, [])

    def test_the_newsrooms_own_no_stays_what_it_is(self, delivery: Delivery) -> None:
        make_suppression(REEM)
        inbound.receive(mail.complaint_on(delivery))
        assert suppressed() == [SuppressionReason.MANUAL]

    def test_a_lifted_suppression_stands_again(self, delivery: Delivery) -> None:
        make_suppression(REEM, SuppressionReason.COMPLAINT)
        Suppression.objects.update(lifted_at=NOON)
        inbound.receive(mail.report_on(delivery))
        assert suppressed() == [SuppressionReason.HARD_BOUNCE]

    def test_a_reader_who_left_already_stays_so(self, delivery: Delivery) -> None:
        Subscriber.objects.update(status=Status.UNSUBSCRIBED)
        inbound.receive(mail.complaint_on(delivery))
        assert (status(), suppressed()) == (Status.UNSUBSCRIBED, [SuppressionReason.COMPLAINT])

    def test_a_mail_whose_reader_is_gone_is_written_down(self, delivery: Delivery) -> None:
        Delivery.objects.update(subscriber=None)
        inbound.receive(mail.report_on(delivery))
        assert (DeliveryEvent.objects.count(), status()) == (1, Status.ACTIVE)


class TestProof:
    def test_the_return_path_alone_proves_which_mail(self, delivery: Delivery) -> None:
        raw = mail.report(to=letters.return_path(mail.mail_id(delivery)).upper(), address="other@example.org")
        assert inbound.receive(raw).delivery_id == delivery.pk
        assert status() == Status.BOUNCED

    def test_so_does_the_message_id_of_the_mail_that_came_back(self, delivery: Delivery) -> None:
        assert inbound.receive(mail.report(copy=mail.copy_of(delivery))).delivery_id == delivery.pk

    @pytest.mark.parametrize("changed", ["d1", "mac", "delivery"])
    def test_a_forged_id_does_nothing(self, delivery: Delivery, changed: str) -> None:
        digest, number, mac = mail.mail_id(delivery).split(".")
        forged = {
            "d1": f"{digest}1.{number}.{mac}",
            "delivery": f"{digest}.{int(number) + 1:010d}.{mac}",
            "mac": f"{digest}.{number}.{mac[:-1]}{'a' if mac[-1] != 'a' else 'b'}",
        }[changed]
        for raw in (mail.report(to=f"bounces+{forged}@news.example"), mail.report(copy=f"Message-ID: <{forged}@n.e>")):
            assert inbound.receive(raw).quarantine == Quarantine.FORGED
        assert (status(), suppressed(), DeliveryEvent.objects.count()) == (Status.ACTIVE, [], 0)

    def test_an_address_proves_nothing(self, delivery: Delivery) -> None:
        received = inbound.receive(mail.report())
        assert (received.quarantine, received.address) == (Quarantine.NOBODYS, REEM)
        assert (status(), DeliveryEvent.objects.count()) == (Status.ACTIVE, 0)
        # Whoever looks at it is told which mail it may be about.
        assert InboundMessage.objects.get().delivery == delivery

    def test_where_two_readers_are_named_nothing_is_guessed(self, delivery: Delivery) -> None:
        make_subscriber("sami@example.org")
        issue_on(1)
        second = b"\n\nFinal-Recipient: rfc822; sami@example.org\nAction: failed\nStatus: 5.1.1\n"
        inbound.receive(mail.report().replace(b"virtual mailbox table", b"virtual mailbox table" + second))
        assert InboundMessage.objects.get().delivery is None

    def test_two_ids_in_one_place_prove_nothing(self, delivery: Delivery) -> None:
        issue_on(1)
        both = mail.copy_of(delivery) + mail.copy_of(sent()).replace("Message-ID", "X-Other")
        assert inbound.receive(mail.report(copy=both)).quarantine == Quarantine.NOBODYS

    def test_a_token_to_leave_of_another_purpose_does_nothing(self, delivery: Delivery) -> None:
        subscriber = Subscriber.objects.get()
        token = tokens.confirm_token(subscriber.pk, subscriber.token_version)
        assert inbound.receive(mail.ordinary(subject=token)).quarantine == Quarantine.UNKNOWN
        assert status() == Status.ACTIVE

    def test_an_id_of_the_ledger_that_is_no_more_is_nobodys(self, delivery: Delivery) -> None:
        raw = mail.report_on(delivery)
        Delivery.objects.all().delete()
        assert inbound.receive(raw).quarantine == Quarantine.NOBODYS


class TestQuarantine:
    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"", Quarantine.UNREADABLE),
            (b"\0\0\0", Quarantine.UNREADABLE),
            (mail.ordinary(), Quarantine.UNKNOWN),
            (mail.report(), Quarantine.NOBODYS),
        ],
    )
    def test_what_is_not_understood_waits_with_its_bytes_and_the_reason(self, raw: bytes, why: Quarantine) -> None:
        inbound.receive(raw)
        message = InboundMessage.objects.quarantined().get()
        assert (message.quarantine, bytes(message.raw or b"")) == (why, raw)

    def test_a_reader_who_answers_an_issue_is_not_lost(self, delivery: Delivery) -> None:
        raw = mail.ordinary(words=f"In-Reply-To: <{mail.mail_id(delivery)}@news.example>")
        received = inbound.receive(raw)
        assert (received.quarantine, received.delivery_id) == (Quarantine.UNKNOWN, delivery.pk)
        assert not DeliveryEvent.objects.exists()

    def test_what_fails_waits_with_the_reason(self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **words: object) -> None:
            raise KeyError("nobody thought of this")

        monkeypatch.setattr(bounces, "record", fail)
        assert inbound.receive(mail.report_on(delivery)).quarantine == Quarantine.FAILED
        assert "nobody thought of this" in InboundMessage.objects.get().detail

    def test_a_database_that_is_away_is_said(self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **words: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(bounces, "record", fail)
        with pytest.raises(OperationalError):
            inbound.receive(mail.report_on(delivery))
        assert not InboundMessage.objects.exists()

    def test_an_automatic_reply_that_names_no_mail_does_not_wait(self) -> None:
        assert inbound.receive(mail.automatic_reply()).quarantine == ""

    def test_bytes_are_kept_for_thirty_days(self) -> None:
        inbound.receive(mail.ordinary())
        with clock.held_at(NOON + 29 * DAY):
            tasks.tidy()
        assert InboundMessage.objects.get().raw is not None
        with clock.held_at(NOON + 31 * DAY):
            tasks.tidy()
        assert InboundMessage.objects.get().raw is None


class TestTwice:
    def test_the_same_message_is_one_event(self, delivery: Delivery) -> None:
        raw = mail.in_prose("Sorry, no mailbox here by that name.", copy=mail.copy_of(delivery))
        first, second = inbound.receive(raw), inbound.receive(raw)
        assert (first.again, second.again) == (False, True)
        assert (second.kind, second.delivery_id) == (first.kind, first.delivery_id)
        assert (DeliveryEvent.objects.count(), InboundMessage.objects.count()) == (1, 1)

    def test_also_where_another_process_was_a_moment_faster(
        self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        raw = mail.report_on(delivery)
        inbound.receive(raw)
        seen = InboundMessage.objects.filter(pk=0)
        monkeypatch.setattr(InboundMessage.objects, "filter", lambda **asked: seen)
        assert inbound.receive(raw).again
        assert DeliveryEvent.objects.count() == 1

    def test_an_event_told_twice_counts_once(self, delivery: Delivery) -> None:
        told = Told(Answer.BOUNCE, Verdict.GONE, "5.1.1", "gone")
        assert [bounces.record(delivery, told, key="esp:1") for _time in range(2)] == [True, False]


class TestTheWayOut:
    def test_each_mail_has_a_return_path_of_its_own(self, settings: Settings) -> None:
        make_subscriber(REEM)
        make_issue()
        transport = FakeTransport()
        sending.drain(transport)
        assert transport.senders == [f"bounces+{mail.mail_id(sent())}@news.example"]
        assert len(transport.senders[0].partition("@")[0]) <= 64

    def test_without_an_address_for_bounces_they_go_to_the_sender(self, settings: Settings) -> None:
        settings.BOUNCE_ADDRESS = ""
        make_subscriber(REEM)
        make_issue()
        transport = FakeTransport()
        sending.drain(transport)
        assert transport.senders == [settings.DEFAULT_FROM_EMAIL]
        assert b"mailto:" not in transport.handed[0].message

    def test_a_mail_program_may_write_instead_of_posting(self) -> None:
        make_subscriber(REEM)
        digest = make_issue()
        transport = FakeTransport()
        sending.drain(transport)
        token = tokens.unsubscribe_token(Subscriber.objects.get().pk, digest.pk)
        assert f",\r\n <mailto:bounces@news.example?subject={token}>\r\n".encode() in transport.handed[0].message

    def test_a_dead_address_at_the_door_is_taken_off(self) -> None:
        make_subscriber(REEM)
        make_issue()
        sending.drain(FakeTransport(at_rcpt={REEM: Reply(Outcome.REFUSED, 550, "5.1.1 User unknown")}))
        assert (sent().state, status(), suppressed()) == (
            DeliveryState.FAILED,
            Status.BOUNCED,
            [SuppressionReason.HARD_BOUNCE],
        )

    @pytest.mark.parametrize("where", ["at_rcpt", "at_dot"])
    def test_a_refusal_of_our_mail_takes_nobody_off(self, where: str) -> None:
        make_subscriber(REEM)
        make_issue()
        sending.drain(FakeTransport(**{where: {REEM: Reply(Outcome.REFUSED, 550, "5.7.1 Blocked: spam")}}))  # type: ignore[arg-type]
        assert (sent().state, status(), suppressed()) == (DeliveryState.FAILED, Status.ACTIVE, [])

    def test_words_that_are_refused_say_nothing_of_the_address(self) -> None:
        make_subscriber(REEM)
        make_issue()
        sending.drain(FakeTransport(at_dot={REEM: Reply(Outcome.REFUSED, 550, "5.1.1 User unknown")}))
        assert (status(), DeliveryEvent.objects.count()) == (Status.ACTIVE, 0)


class TestComplaintsStopTheMachine:
    def report(self, number: int) -> None:
        """An issue to three readers goes out, and some of them report it."""
        for name in ("a", "b", "c"):
            make_subscriber(f"{name}@example.org")
        issue_on(0)
        for delivery in Delivery.objects.all()[:number]:
            inbound.receive(mail.complaint_on(delivery))

    def due(self) -> Digest:
        """The next day's issue, at its hour."""
        with clock.held_at(NOON + DAY):
            make_publication(make_article("بعد الحصاد"))
            plan = make_plan()
            type(plan).objects.update(next_run_at=clock.now())
            digests.prepare_due()
        return Digest.objects.order_by("-pk")[0]

    def test_after_two_the_next_issue_waits_for_a_person(self) -> None:
        self.report(2)
        assert bounces.aftermath(Digest.objects.get()).too_many_complaints
        digest = self.due()
        assert (digest.state, digest.held) == ("draft", "complaints")

    def test_one_alone_stops_nothing(self) -> None:
        self.report(1)
        assert self.due().state == "sending"

    def test_refusals_of_our_mail_are_counted(self) -> None:
        self.report(0)
        for delivery in Delivery.objects.all()[:2]:
            inbound.receive(mail.report_on(delivery, mail.UNWANTED, status="5.7.1"))
        after = bounces.aftermath(Digest.objects.get())
        assert (after.by_verdict, after.too_many_refusals, after.complaints) == ({Verdict.POLICY: 2}, True, 0)


# --- the command and the places that mail lies in ------------------------------------------------------------


def run(path: object, **options: object) -> str:
    out = io.StringIO()
    call_command("newsletter_inbound", str(path), stdout=out, **options)
    return out.getvalue()


class TestCommand:
    def test_a_folder_of_messages_in_json(self, delivery: Delivery, tmp_path: Path) -> None:
        (tmp_path / "1.eml").write_bytes(mail.report_on(delivery))
        (tmp_path / "2.eml").write_bytes(mail.ordinary())
        (tmp_path / "notes.txt").write_bytes(b"no mail")
        lines = [json.loads(line) for line in run(tmp_path, json=True).splitlines()]
        assert lines == [
            {
                "kind": "bounce",
                "class": "gone",
                "address": REEM,
                "delivery": delivery.pk,
                "quarantine": None,
                "again": False,
            },
            {
                "kind": "other",
                "class": None,
                "address": None,
                "delivery": None,
                "quarantine": "unknown",
                "again": False,
            },
        ]
        assert len(list(tmp_path.iterdir())) == 3
        assert run(tmp_path) == "2 read before\n"

    def test_one_file(self, tmp_path: Path) -> None:
        path = tmp_path / "one"
        path.write_bytes(mail.automatic_reply())
        assert run(path) == "1 auto_reply\n"

    def test_an_mbox(self, delivery: Delivery, tmp_path: Path) -> None:
        box = mailbox.mbox(tmp_path / "mbox")
        for raw in (mail.report_on(delivery), mail.automatic_reply()):
            box.add(raw)
        box.close()
        assert run(tmp_path / "mbox") == "1 bounce, 1 auto_reply\n"
        assert status() == Status.BOUNCED

    def test_a_maildir_is_marked_and_never_emptied(self, delivery: Delivery, tmp_path: Path) -> None:
        box = mailbox.Maildir(tmp_path / "box", create=True)
        box.add(mail.report_on(delivery))
        moved = mailbox.MaildirMessage(mail.automatic_reply())
        moved.set_subdir("cur")
        moved.set_flags("F")
        box.add(moved)
        assert run(tmp_path / "box") == "1 bounce, 1 auto_reply\n"
        assert sorted(message.get_flags() for message in box) == ["FS", "S"]
        assert run(tmp_path / "box") == "There was nothing to read.\n"

    def test_what_could_not_be_committed_keeps_its_mark(
        self, delivery: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object, **words: object) -> None:
            raise OperationalError("disk full")

        box = mailbox.Maildir(tmp_path / "box", create=True)
        box.add(mail.report_on(delivery))
        with monkeypatch.context() as broken:
            broken.setattr(bounces, "record", fail)
            with pytest.raises(CommandError) as error:
                run(tmp_path / "box")
        assert error.value.returncode == 75
        assert run(tmp_path / "box") == "1 bounce\n"

    def test_a_pipe(self, delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
        pipe = io.BytesIO(mail.report_on(delivery) + b"x" * 3_000_000)
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pipe))
        assert json.loads(run("-", json=True))["delivery"] == delivery.pk
        assert pipe.read() == b""

    def test_a_place_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="There is no mailbox"):
            run(tmp_path / "nowhere")

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        assert run(tmp_path) == "There was nothing to read.\n"


PLACE = Imap("mail.example", 993, "reem", "secret", "INBOX", starttls=False)


class FakeImap:
    """An IMAP line with some messages, which remembers what was marked and when."""

    def __init__(self, *messages: bytes, broken: bool = False) -> None:
        self.messages = dict(enumerate(messages, start=7))
        self.broken = broken
        self.asked: list[tuple[str, ...]] = []
        self.seen: list[str] = []

    def uid(self, command: str, *words: str) -> tuple[str, list[object]]:
        self.asked.append((command, *words))
        if command == "SEARCH":
            return "OK", [" ".join(map(str, self.messages)).encode()]
        if command == "FETCH":
            if self.broken:
                raise imaplib.IMAP4.abort("gone")
            raw = self.messages[int(words[0])]
            return "OK", [(f"1 (UID {words[0]} BODY[]<0>".encode(), raw), b")"]
        self.seen.append(words[0])
        assert InboundMessage.objects.count() >= len(self.seen)  # committed before it is marked
        return "OK", [None]

    def logout(self) -> None:
        self.asked.append(("LOGOUT",))


class TestImap:
    def fetch(self, line: FakeImap, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
        settings.BOUNCE_IMAP = PLACE
        monkeypatch.setattr(mailboxes, "_connect", lambda place: line)
        return tasks.fetch_incoming()

    def test_what_is_unread_is_taken_in_and_marked(
        self, delivery: Delivery, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line = FakeImap(mail.report_on(delivery), mail.ordinary())
        assert self.fetch(line, settings, monkeypatch) == 2
        assert (line.seen, status()) == (["7", "8"], Status.BOUNCED)
        assert {command for command, *_words in line.asked} == {"SEARCH", "FETCH", "STORE", "LOGOUT"}
        assert ("FETCH", "7", "(BODY.PEEK[]<0.262144>)") in line.asked

    def test_a_line_that_breaks_loses_nothing(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        line = FakeImap(mail.ordinary(), broken=True)
        assert self.fetch(line, settings, monkeypatch) == 0
        assert line.seen == []
        assert "what lies in it waits" in caplog.text

    def test_a_server_that_is_away_is_no_fault_of_the_worker(self, settings: Settings) -> None:
        settings.BOUNCE_IMAP = Imap("127.0.0.1", 1, "reem", "secret", "INBOX", starttls=False)
        assert tasks.fetch_incoming() == 0

    def test_without_a_mailbox_nothing_is_asked(self, settings: Settings) -> None:
        settings.BOUNCE_IMAP = None
        assert tasks.fetch_incoming() == 0
