"""The sender: what becomes of a row when the other side speaks, breaks off, or says nothing; never a mail twice."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from pytest_django import Settings

from articles.models import SiteIdentity
from newsletter import digests, ledger, letters, outbox, sending, subscriptions, tasks, tokens, transports
from newsletter.ledger import Leases, Tally
from newsletter.models import (
    Delivery,
    DeliveryState,
    Digest,
    DigestPlan,
    DigestState,
    Kind,
    SkipReason,
    Status,
    Subscriber,
)
from newsletter.models.subscribers import SuppressionReason
from newsletter.transports import Reply
from newsroom import bell, clock
from tests.factories import (
    make_article,
    make_digest,
    make_issue,
    make_plan,
    make_publication,
    make_subscriber,
    make_suppression,
)
from tests.newsletter.fake_transport import LATER, LOST, REFUSED, TAKEN, FakeTransport
from tests.newsletter.smtp_stub import DROP, Stub
from tests.newsletter.threads import apart, together

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
REEM = "reem@example.org"
SAMI = "sami@example.org"
LINA = "lina@example.org"
THREE = (REEM, SAMI, LINA)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def issue_to(*addresses: str) -> Digest:
    """An issue on its way to these."""
    for address in addresses:
        make_subscriber(address)
    return make_issue()


def sign_up(address: str, language: str = "ar") -> Delivery:
    """Somebody asks for the newsletter; the letter that waits for them."""
    subscriptions.request(address, subscriptions.Act(language=language))
    return Delivery.objects.get(subscriber__email_norm=address, kind=Kind.CONFIRM)


def states() -> dict[str, str]:
    """Where each address's mail stands."""
    return dict(Delivery.objects.order_by("pk").values_list("address", "state"))


def drain(**script: object) -> FakeTransport:
    """One run of the sender against a server that follows `script`."""
    transport = FakeTransport(**script)  # type: ignore[arg-type]
    sending.drain(transport)
    return transport


def lease_over() -> None:
    """Whatever is taken up has been for too long."""
    Delivery.objects.filter(lease_until__isnull=False).update(lease_until=NOON - MINUTE)


# --- what is said decides -----------------------------------------------------------------------------------


def test_a_mail_that_is_taken_is_sent() -> None:
    issue_to(REEM)
    drain()
    row = Delivery.objects.get()
    assert (row.state, row.smtp_code, row.smtp_reply, row.sent_at, row.attempts) == (
        DeliveryState.SENT,
        250,
        "2.0.0 Ok: queued",
        NOON,
        1,
    )


def test_every_reader_gets_one_mail() -> None:
    issue_to(*THREE)
    assert Counter(drain().addresses) == dict.fromkeys(THREE, 1)


def test_each_mail_bears_the_id_of_its_row_and_the_token_of_its_reader() -> None:
    issue = issue_to(REEM)
    row = Delivery.objects.get()
    handed = drain().handed[0]
    headers = handed.message.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    leaves_by = letters.leave_url("ar", tokens.unsubscribe_token(Subscriber.objects.get().pk, issue.pk))
    assert handed.mail_id == tokens.mail_id(issue.pk, row.pk)
    assert [line for line in headers if line.startswith(("To:", "Message-ID:", "List-Unsubscribe:"))] == [
        "To: reem@example.org",
        f"Message-ID: <{handed.mail_id}@testserver>",
        f"List-Unsubscribe: <{leaves_by}>",
    ]


@pytest.mark.parametrize("moment", ["at_rcpt", "at_dot"])
def test_what_is_refused_for_now_waits(moment: str) -> None:
    issue_to(REEM)
    drain(**{moment: {REEM: LATER}})
    row = Delivery.objects.get()
    assert (row.state, row.not_before, row.attempts, row.smtp_code, row.smtp_reply, row.owner, row.lease_until) == (
        DeliveryState.QUEUED,
        NOON + MINUTE,
        1,
        451,
        "4.7.1 Greylisted",
        None,
        None,
    )


@pytest.mark.parametrize("moment", ["at_rcpt", "at_dot"])
def test_what_is_refused_for_good_has_failed(moment: str) -> None:
    issue_to(REEM)
    drain(**{moment: {REEM: REFUSED}})
    row = Delivery.objects.get()
    assert (row.state, row.smtp_code, row.smtp_reply, row.sent_at) == (
        DeliveryState.FAILED,
        550,
        "5.1.1 No such user",
        None,
    )


@pytest.mark.parametrize("reply", [LATER, REFUSED])
def test_no_word_goes_to_an_address_that_is_refused(reply: Reply) -> None:
    issue_to(REEM)
    assert drain(at_rcpt={REEM: reply}).handed == []


def test_a_line_that_breaks_in_the_hand_over_leaves_it_uncertain() -> None:
    issue_to(REEM)
    drain(at_dot={REEM: LOST})
    row = Delivery.objects.get()
    assert (row.state, row.smtp_code, row.smtp_reply, row.attempts) == (
        DeliveryState.UNCERTAIN,
        None,
        "SMTPServerDisconnected: Connection unexpectedly closed",
        1,
    )


@pytest.mark.parametrize("reply", [LATER, REFUSED, LOST])
def test_trouble_with_one_address_does_not_stop_the_others(reply: Reply) -> None:
    issue_to(*THREE)
    assert drain(at_dot={REEM: reply}).addresses == list(THREE)


def test_where_nobody_listens_all_waits_and_nothing_is_counted() -> None:
    issue_to(*THREE)
    tally = sending.drain(FakeTransport(closed=True))
    rows = Delivery.objects.values_list("state", "attempts", "not_before", "owner", "lease_until")
    assert list(rows) == [(DeliveryState.QUEUED, 0, NOON, None, None)] * 3
    assert tally == Tally(unreachable="nobody listens")


def test_where_a_server_takes_no_sender_all_waits_and_nothing_is_counted(stub: Stub) -> None:
    """It says so of us and of no address: a wrong password must not use up a whole issue."""
    issue_to(*THREE)
    stub.says("MAIL", "530 5.7.0 log in first")
    tally = sending.drain(transports.MailServer())
    rows = Delivery.objects.values_list("state", "attempts", "not_before", "owner", "lease_until")
    assert list(rows) == [(DeliveryState.QUEUED, 0, NOON, None, None)] * 3
    assert tally == Tally(unreachable="530 5.7.0 log in first")


def test_an_address_at_which_the_line_breaks_waits(stub: Stub) -> None:
    issue_to(SAMI)
    stub.says("RCPT", DROP)
    sending.drain(transports.MailServer())
    assert list(Delivery.objects.values_list("state", "owner")) == [(DeliveryState.QUEUED, None)]


def test_an_address_at_which_the_line_always_breaks_does_not_hold_up_the_others_for_ever(stub: Stub) -> None:
    issue_to(*THREE)
    stub.says("RCPT", DROP, to=REEM)
    for _run in range(2):
        sending.drain(transports.MailServer())
    assert [taken.recipient for taken in stub.taken] == [SAMI, LINA]


def test_what_waited_for_a_server_goes_when_it_is_back() -> None:
    issue_to(*THREE)
    drain(closed=True)
    assert drain().addresses == list(THREE)


def test_the_line_is_closed_at_the_end_of_a_run() -> None:
    issue_to(*THREE)
    assert drain().closings == 1


def test_the_line_is_closed_where_nobody_listens() -> None:
    issue_to(REEM)
    assert drain(closed=True).closings == 1


def test_nothing_to_send_is_no_work() -> None:
    assert sending.drain(FakeTransport()) == Tally()


def test_an_unreadable_answer_of_the_server_is_written_down(stub: Stub) -> None:
    """`smtplib` calls it -1, which no column holds."""
    issue_to(REEM)
    stub.says("RCPT", "what is this")
    sending.drain(transports.MailServer())
    assert list(Delivery.objects.values_list("state", "smtp_code")) == [(DeliveryState.QUEUED, None)]


def test_an_unreadable_answer_after_the_dot_leaves_it_uncertain(stub: Stub) -> None:
    issue_to(REEM)
    stub.says("DOT", "what is this")
    sending.drain(transports.MailServer())
    assert list(Delivery.objects.values_list("state", "smtp_code")) == [(DeliveryState.UNCERTAIN, None)]


# --- another try --------------------------------------------------------------------------------------------


def test_the_pause_doubles_up_to_an_hour() -> None:
    issue_to(REEM)
    pauses = []
    now = NOON
    for _try in range(8):
        with clock.held_at(now):
            drain(at_dot={REEM: LATER})
        due = Delivery.objects.get().not_before
        pauses.append((due - now) // MINUTE)
        now = due
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_row_is_left_alone_until_its_pause_is_over() -> None:
    issue_to(REEM)
    drain(at_dot={REEM: LATER})
    with clock.held_at(NOON + MINUTE - timedelta(microseconds=1)):
        assert (sending.waiting(), drain().offered) == (False, [])


def test_a_row_goes_when_its_pause_is_over() -> None:
    issue_to(REEM)
    drain(at_dot={REEM: LATER})
    with clock.held_at(NOON + MINUTE):
        assert (sending.waiting(), drain().addresses) == (True, [REEM])


@pytest.mark.parametrize(
    ("after", "state"),
    [(24 * HOUR - timedelta(seconds=1), DeliveryState.QUEUED), (24 * HOUR, DeliveryState.FAILED)],
)
@pytest.mark.parametrize("moment", ["at_rcpt", "at_dot"])
def test_after_a_day_of_refusals_it_is_given_up(moment: str, after: timedelta, state: DeliveryState) -> None:
    issue_to(REEM)
    with clock.held_at(NOON + after):
        drain(**{moment: {REEM: LATER}})
    assert states() == {REEM: state}


def test_another_try_has_the_same_id_and_the_same_bytes() -> None:
    issue_to(REEM)
    first = drain(at_dot={REEM: LATER})
    with clock.held_at(NOON + 3 * HOUR):
        second = drain()
    assert second.handed == first.handed


def test_another_try_has_the_same_bytes_after_the_story_was_corrected() -> None:
    issue = issue_to(REEM)
    first = drain(at_dot={REEM: LATER})
    issue.items.update(headline="كما صُحّح")
    with clock.held_at(NOON + 3 * HOUR):
        second = drain()
    assert second.handed == first.handed


# --- between the taking up and the hand-over ----------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.UNSUBSCRIBED},
        {"status": Status.BOUNCED},
        {"status": Status.COMPLAINED},
        {"status": Status.PAUSED, "paused_until": clock.now()},
        {"status": Status.PENDING},
        {"status": Status.ERASED, "email": "", "email_norm": None},
        {"language": "en"},
    ],
)
def test_a_reader_who_is_gone_by_then_gets_nothing(change: dict[str, object]) -> None:
    issue_to(REEM)
    transport = drain(while_offering=lambda _address: Subscriber.objects.update(**change))
    row = Delivery.objects.get()
    assert (row.state, row.skip_reason, row.attempts) == (DeliveryState.SKIPPED, SkipReason.GONE, 0)
    assert (transport.handed, transport.forgotten) == ([], [REEM])


@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_an_address_that_is_suppressed_by_then_gets_nothing(reason: SuppressionReason) -> None:
    issue_to(REEM)
    transport = drain(while_offering=lambda address: make_suppression(address, reason))
    row = Delivery.objects.get()
    assert (row.state, row.skip_reason) == (DeliveryState.SKIPPED, SkipReason.SUPPRESSED)
    assert (transport.handed, transport.forgotten) == ([], [REEM])


def test_a_suppression_that_was_lifted_stops_nothing() -> None:
    issue_to(REEM)
    suppression = make_suppression(REEM, SuppressionReason.COMPLAINT)
    suppression.lifted_at = NOON
    suppression.save()
    assert drain().addresses == [REEM]


def test_a_row_without_a_reader_is_left_out_before_its_address_is_named() -> None:
    issue_to(REEM)
    Subscriber.objects.all().delete()
    transport = drain()
    row = Delivery.objects.get()
    assert (row.state, row.skip_reason, transport.offered) == (DeliveryState.SKIPPED, SkipReason.GONE, [])


def test_whoever_leaves_by_the_link_of_a_mail_gets_no_further_one_of_the_same_run() -> None:
    issue = issue_to(REEM, SAMI)
    token = tokens.unsubscribe_token(Subscriber.objects.get(email_norm=SAMI).pk, issue.pk)

    def leaves(_address: str) -> None:
        subscriptions.unsubscribe(token, subscriptions.Act(language="ar"))

    assert drain(while_delivering=leaves).addresses == [REEM]


@pytest.mark.parametrize("state", [DigestState.PAUSED, DigestState.CANCELLED])
def test_an_issue_that_stands_still_lets_nothing_go(state: DigestState) -> None:
    issue_to(*THREE)
    Digest.objects.update(state=state)
    assert (sending.waiting(), drain().offered) == (False, [])


@pytest.mark.parametrize("state", [DigestState.PAUSED, DigestState.CANCELLED])
def test_an_issue_that_is_stopped_in_the_middle_lets_nothing_more_go(state: DigestState) -> None:
    issue_to(*THREE)

    def stop(address: str) -> None:
        if address == SAMI:
            Digest.objects.update(state=state)

    transport = drain(while_offering=stop)
    assert transport.addresses == [REEM]
    assert states() == {REEM: DeliveryState.SENT, SAMI: DeliveryState.QUEUED, LINA: DeliveryState.QUEUED}


def test_an_issue_that_goes_on_goes_to_the_others() -> None:
    issue_to(*THREE)
    Digest.objects.update(state=DigestState.PAUSED)
    drain()
    Digest.objects.update(state=DigestState.SENDING)
    assert drain().addresses == list(THREE)


# --- letters ------------------------------------------------------------------------------------------------


def test_letters_go_before_issues() -> None:
    issue_to(REEM, SAMI)
    sign_up(LINA)
    assert drain().addresses == [LINA, REEM, SAMI]


def test_a_letter_that_comes_in_the_middle_goes_before_the_next_rows() -> None:
    issue_to(*(f"reader{number:02}@example.org" for number in range(ledger.AT_ONCE + 1)))
    late: list[Delivery] = []

    def asks(_address: str) -> None:
        if not late:
            late.append(sign_up(LINA))

    assert drain(while_delivering=asks).addresses[ledger.AT_ONCE :] == [LINA, f"reader{ledger.AT_ONCE}@example.org"]


def test_a_pending_address_gets_its_confirmation() -> None:
    sign_up(REEM)
    assert drain().addresses == [REEM]


def test_a_letter_has_an_id_of_its_own() -> None:
    row = sign_up(REEM)
    assert [mail.mail_id for mail in drain().handed] == [tokens.mail_id(0, row.pk)]


@pytest.mark.parametrize("kind", [Kind.DIGEST, Kind.ALREADY])
def test_a_pending_address_gets_nothing_else(kind: Kind) -> None:
    reader = make_subscriber(REEM, status=Status.PENDING)
    issue = make_issue() if kind == Kind.DIGEST else None
    Digest.objects.update(state=DigestState.SENDING, finished_at=None)
    Delivery.objects.create(kind=kind, digest=issue, subscriber=reader, address=REEM, language="ar")
    assert drain().handed == []
    assert list(Delivery.objects.values_list("state", "skip_reason")) == [(DeliveryState.SKIPPED, SkipReason.GONE)]


def test_a_confirmation_is_not_sent_to_whoever_has_confirmed_meanwhile() -> None:
    row = sign_up(REEM)
    subscriber = Subscriber.objects.get()
    subscriptions.confirm(
        tokens.confirm_token(subscriber.pk, subscriber.token_version), subscriptions.Act(language="ar")
    )
    assert drain().handed == []
    row.refresh_from_db()
    assert row.state == DeliveryState.SKIPPED


def test_whoever_reads_one_language_can_ask_for_the_other() -> None:
    make_subscriber(REEM)
    sign_up(REEM, "en")
    assert drain().addresses == [REEM]


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.PAUSED])
def test_whoever_is_on_the_list_is_told_so(status: Status) -> None:
    reader = make_subscriber(REEM, status=status)
    Delivery.objects.create(kind=Kind.ALREADY, subscriber=reader, address=REEM, language="ar")
    assert drain().addresses == [REEM]


def test_the_newsrooms_own_no_stops_a_confirmation() -> None:
    row = sign_up(REEM)
    make_suppression(REEM, SuppressionReason.MANUAL)
    assert drain().handed == []
    row.refresh_from_db()
    assert (row.state, row.skip_reason) == (DeliveryState.SKIPPED, SkipReason.SUPPRESSED)


@pytest.mark.parametrize("reason", [reason for reason in SuppressionReason if reason != SuppressionReason.MANUAL])
def test_every_other_suppression_lets_a_confirmation_go(reason: SuppressionReason) -> None:
    """A new opt-in is how such a one is lifted."""
    sign_up(REEM)
    make_suppression(REEM, reason)
    assert drain().addresses == [REEM]


def test_a_contact_in_an_arabic_domain_goes_into_the_header_as_a_mail_server_can_read_it() -> None:
    identity = SiteIdentity.objects.get()
    identity.contact_email = "desk@مثال.إختبار"
    identity.full_clean()
    identity.save()
    issue_to(REEM)
    assert b"Reply-To: desk@xn--mgbh0fb.xn--kgbechtv\r\n" in drain().handed[0].message


def test_one_letter_that_cannot_be_written_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    issue_to(REEM)
    sign_up(LINA)

    def broken(_letter: Delivery) -> None:
        raise ValueError("a template that does not parse")

    monkeypatch.setattr("newsletter.letters.compiled", broken)
    assert drain().addresses == [REEM]


# --- the point of no return ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_intent_is_committed_before_a_word_goes_out() -> None:
    issue_to(REEM)
    seen: list[tuple[str, int, datetime | None]] = []

    def look(_address: str) -> None:
        seen.extend(apart(lambda: list(Delivery.objects.values_list("state", "attempts", "lease_until"))))

    drain(while_delivering=look)
    assert seen == [(DeliveryState.SENDING, 1, NOON + timedelta(minutes=15))]


@pytest.mark.django_db(transaction=True)
def test_the_taking_up_is_committed_before_an_address_is_named() -> None:
    issue_to(REEM)
    seen: list[tuple[str, datetime | None]] = []

    def look(_address: str) -> None:
        seen.extend(apart(lambda: list(Delivery.objects.values_list("state", "lease_until"))))

    drain(while_offering=look)
    assert seen == [(DeliveryState.CLAIMED, NOON + timedelta(minutes=2))]


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_committed_before_the_next_address_is_named() -> None:
    issue_to(REEM, SAMI)
    seen: list[str] = []

    def look(address: str) -> None:
        if address == SAMI:
            seen.extend(apart(lambda: list(Delivery.objects.filter(address=REEM).values_list("state", flat=True))))

    drain(while_offering=look)
    assert seen == [DeliveryState.SENT]


@pytest.mark.django_db(transaction=True)
def test_in_groups_the_answer_is_committed_with_the_beginning_of_the_next() -> None:
    issue_to(*THREE)
    seen: list[dict[str, str]] = []

    def look(_address: str) -> None:
        seen.append(apart(states))

    drain(while_offering=look, while_delivering=look, in_groups=True)
    claimed, sending_, sent = DeliveryState.CLAIMED, DeliveryState.SENDING, DeliveryState.SENT
    assert [tuple(one.values()) for one in seen] == [
        (claimed, claimed, claimed),
        (sending_, claimed, claimed),
        (sending_, claimed, claimed),
        (sent, sending_, claimed),
        (sent, sending_, claimed),
        (sent, sent, sending_),
    ]


def test_in_groups_each_row_ends_as_it_does_one_by_one() -> None:
    issue_to(*THREE)
    drain(in_groups=True)
    columns = ("state", "attempts", "smtp_code", "smtp_reply", "sent_at", "lease_until")
    wanted = (DeliveryState.SENT, 1, 250, TAKEN.words, NOON, NOON + timedelta(minutes=15))
    assert list(Delivery.objects.values_list(*columns)) == [wanted] * 3


@pytest.mark.parametrize(
    ("moment", "reply"),
    [("at_rcpt", LATER), ("at_rcpt", REFUSED), ("at_dot", LATER), ("at_dot", REFUSED), ("at_dot", LOST)],
)
def test_in_groups_the_answer_stays_where_the_next_is_not_taken(moment: str, reply: Reply) -> None:
    issue_to(*THREE)
    transport = FakeTransport(in_groups=True)
    setattr(transport, moment, {THREE[1]: reply})
    tally = sending.drain(transport)
    assert (states()[THREE[0]], states()[THREE[2]], tally.sent) == (DeliveryState.SENT, DeliveryState.SENT, 2)


def test_in_groups_the_answer_stays_where_the_next_reader_has_left() -> None:
    issue_to(*THREE)

    def leaves(address: str) -> None:
        if address == THREE[1]:
            Subscriber.objects.filter(email=THREE[1]).update(status=Status.UNSUBSCRIBED)

    tally = sending.drain(FakeTransport(in_groups=True, while_offering=leaves))
    assert (tuple(states().values()), tally.sent, tally.skipped) == (
        (DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.SENT),
        2,
        1,
    )


def test_in_groups_what_another_gave_up_for_lost_is_not_counted_as_sent() -> None:
    issue_to(*THREE)

    def sleeps(address: str) -> None:
        if address == THREE[1]:
            Delivery.objects.filter(address=THREE[0]).update(state=DeliveryState.UNCERTAIN)

    tally = sending.drain(FakeTransport(in_groups=True, while_offering=sleeps))
    assert (tuple(states().values()), tally.sent) == (
        (DeliveryState.UNCERTAIN, DeliveryState.SENT, DeliveryState.SENT),
        2,
    )


def test_in_groups_the_answer_is_written_where_the_sender_breaks_off() -> None:
    issue_to(*THREE)

    def breaks(address: str) -> None:
        if address == THREE[1]:
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        drain(while_offering=breaks, in_groups=True)
    assert states() == dict(zip(THREE, (DeliveryState.SENT, DeliveryState.CLAIMED, DeliveryState.CLAIMED), strict=True))


def test_in_groups_the_answer_is_written_where_the_next_cannot_be_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    issue_to(*THREE)

    def locked(**_values: object) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(ledger, "_TAKE_AND_BEGIN", SimpleNamespace(run=locked))
    with pytest.raises(OperationalError):
        drain(in_groups=True)
    assert states() == dict(zip(THREE, (DeliveryState.SENT, DeliveryState.CLAIMED, DeliveryState.CLAIMED), strict=True))


def test_a_hand_over_lasts_longer_than_the_longest_answer() -> None:
    assert Leases().hand_over > timedelta(seconds=transports.ANSWER_TIMEOUT)


# --- senders that end in the middle -------------------------------------------------------------------------


def killed(state: DeliveryState, lease_until: datetime) -> None:
    """What a sender that was killed leaves of every row."""
    Delivery.objects.update(state=state, owner=uuid.uuid4(), lease_until=lease_until)


def test_what_was_only_taken_up_waits_again_when_its_lease_is_over() -> None:
    issue_to(REEM)
    killed(DeliveryState.CLAIMED, NOON - MINUTE)
    assert sending.sweep() == 1
    assert list(Delivery.objects.values_list("state", "owner", "lease_until")) == [(DeliveryState.QUEUED, None, None)]


@pytest.mark.parametrize("state", [DeliveryState.CLAIMED, DeliveryState.SENDING])
def test_a_row_with_a_lease_is_left_to_whoever_has_it(state: DeliveryState) -> None:
    issue_to(REEM)
    killed(state, NOON + MINUTE)
    assert (sending.sweep(), drain().offered, states()) == (0, [], {REEM: state})


def test_what_was_being_handed_over_is_uncertain_when_its_lease_is_over() -> None:
    issue_to(REEM)
    killed(DeliveryState.SENDING, NOON - MINUTE)
    assert (sending.sweep(), states()) == (1, {REEM: DeliveryState.UNCERTAIN})


def test_without_a_sweep_a_drain_does_not_touch_what_was_being_handed_over() -> None:
    issue_to(REEM)
    killed(DeliveryState.SENDING, NOON - MINUTE)
    assert (drain().offered, states()) == ([], {REEM: DeliveryState.SENDING})


def test_what_is_uncertain_is_never_sent_again_by_the_machine() -> None:
    issue_to(REEM)
    killed(DeliveryState.SENDING, NOON - MINUTE)
    offered: list[str] = []
    for hours in range(0, 240, 8):
        with clock.held_at(NOON + hours * HOUR):
            sending.sweep()
            offered += drain().offered
    assert (offered, states()) == ([], {REEM: DeliveryState.UNCERTAIN})


def test_rows_that_end_are_not_touched_by_a_sweep() -> None:
    issue_to(REEM)
    drain()
    before = list(Delivery.objects.values())
    with clock.held_at(NOON + 24 * HOUR):
        assert sending.sweep() == 0
    assert list(Delivery.objects.values()) == before


def test_a_sweep_ends_an_issue_whose_last_sender_was_killed() -> None:
    issue_to(REEM)
    killed(DeliveryState.SENDING, NOON - MINUTE)
    sending.sweep()
    assert list(Digest.objects.values_list("state", "finished_at")) == [(DigestState.SENT, NOON)]


def overtaken(other: FakeTransport) -> FakeTransport:
    """A sender that was away for so long that another one has sent its rows by the time it goes on."""

    def sleeps(_address: str) -> None:
        if not other.offered:
            lease_over()
            sending.sweep()
            sending.drain(other)

    return FakeTransport(while_offering=sleeps)


def test_a_sender_whose_rows_another_has_sent_sends_nothing() -> None:
    issue_to(*THREE)
    other = FakeTransport()
    late = overtaken(other)
    sending.drain(late)
    assert (late.handed, other.addresses) == ([], list(THREE))


def test_a_sender_whose_rows_another_has_sent_overwrites_nothing() -> None:
    issue_to(*THREE)
    late = overtaken(FakeTransport())
    late.at_rcpt = dict.fromkeys(THREE, REFUSED)
    sending.drain(late)
    assert states() == dict.fromkeys(THREE, DeliveryState.SENT)


def test_a_sender_whose_row_another_has_taken_up_leaves_it_there() -> None:
    issue_to(REEM)
    other = uuid.uuid4()
    transport = drain(while_offering=lambda _address: Delivery.objects.update(owner=other))
    row = Delivery.objects.get()
    assert (row.state, row.owner, transport.handed, transport.forgotten) == (
        DeliveryState.CLAIMED,
        other,
        [],
        [REEM],
    )


def test_a_sender_whose_hand_over_was_given_up_for_lost_does_not_queue_it_again() -> None:
    issue_to(REEM)

    def sleeps(_address: str) -> None:
        lease_over()
        sending.sweep()

    drain(while_delivering=sleeps, at_dot={REEM: LATER})
    assert states() == {REEM: DeliveryState.UNCERTAIN}


def test_a_row_whose_lease_is_over_is_taken_up_anew_before_it_goes() -> None:
    issue_to(REEM)
    transport = FakeTransport()

    def sleeps(_address: str) -> None:
        if len(transport.offered) == 1:
            lease_over()

    transport.while_offering = sleeps
    sending.drain(transport)
    assert (transport.offered, transport.forgotten, transport.addresses) == ([REEM, REEM], [REEM], [REEM])


def test_what_a_slow_server_left_no_time_for_is_taken_up_anew_before_its_address_is_named() -> None:
    issue_to(*THREE)
    with ExitStack() as later:
        slow = FakeTransport(
            in_groups=True,
            while_delivering=lambda _address: later.enter_context(clock.held_at(clock.now() + 3 * MINUTE)),
        )
        sending.drain(slow)
    assert (slow.offered, slow.forgotten, slow.addresses) == (list(THREE), [], list(THREE))


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: all@example.org", "a b@example.org", "آ@example.org"])
def test_a_row_whose_address_is_none_stops_nobody(address: str) -> None:
    """No door lets one in; a database that was written to by hand might hold one."""
    issue_to(REEM, SAMI)
    Delivery.objects.filter(address=REEM).update(address=address)
    assert drain().addresses == [SAMI]
    assert Delivery.objects.get(address=address).smtp_reply == "The mail could not be built."


# --- the next is asked for ahead ------------------------------------------------------------------------------


def test_of_an_issue_the_next_is_asked_for_with_the_end_of_the_words() -> None:
    issue_to(*THREE)
    assert drain().announced == [SAMI, LINA, None]


def test_of_letters_none_is_asked_for_ahead() -> None:
    sign_up(REEM)
    sign_up(SAMI)
    assert drain().announced == [None, None]


@pytest.mark.parametrize("rate", ["MAILS_PER_MINUTE", "MAILS_PER_MINUTE_AND_PROVIDER"])
def test_where_a_rate_is_kept_nobody_is_asked_ahead(settings: Settings, rate: str) -> None:
    setattr(settings, rate, 100)
    issue_to(*THREE)
    assert drain().announced == [None, None, None]


def test_a_provider_that_refuses_is_not_asked_ahead_until_it_takes_a_mail() -> None:
    issue_to(*(f"{name}@gmail.com" for name in "abcd"))
    transport = drain(at_dot={"a@gmail.com": LATER})
    assert transport.announced == ["b@gmail.com", None, "d@gmail.com", None]


# --- several at once ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_to_each_address_once() -> None:
    everybody = [f"reader{number:03}@example.org" for number in range(3 * ledger.AT_ONCE)]
    issue_to(*everybody)
    both_are_at_it = Barrier(2, timeout=60)

    def sender() -> FakeTransport:
        transport = FakeTransport()
        transport.while_offering = lambda _address: len(transport.offered) == 1 and both_are_at_it.wait()
        sending.drain(transport)
        return transport

    first, second = together(sender, sender)
    assert sorted(first.addresses + second.addresses) == everybody
    assert states() == dict.fromkeys(everybody, DeliveryState.SENT)
    assert list(Digest.objects.values_list("state", flat=True)) == [DigestState.SENT]


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_a_letter_once() -> None:
    sign_up(REEM)
    start = Barrier(2, timeout=60)

    def sender() -> list[str]:
        transport = FakeTransport()
        start.wait()
        sending.drain(transport)
        return transport.addresses

    assert sorted(together(sender, sender)) == [[], [REEM]]


# --- the end of an issue ------------------------------------------------------------------------------------


def test_an_issue_is_sent_when_its_last_mail_is() -> None:
    issue_to(*THREE)
    with clock.held_at(NOON + MINUTE):
        drain()
    assert list(Digest.objects.values_list("state", "finished_at")) == [(DigestState.SENT, NOON + MINUTE)]


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING])
def test_an_issue_is_not_sent_while_a_mail_is_open(state: DeliveryState) -> None:
    issue = issue_to(REEM, SAMI)
    killed(DeliveryState.SENT, NOON)
    Delivery.objects.filter(address=REEM).update(state=state)
    assert (sending.finish(issue.pk), Digest.objects.get().state) == (False, DigestState.SENDING)


@pytest.mark.parametrize(
    "state", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.SKIPPED]
)
def test_an_issue_is_sent_whatever_became_of_its_mails(state: DeliveryState) -> None:
    issue = issue_to(REEM)
    Delivery.objects.update(state=state)
    assert (sending.finish(issue.pk), Digest.objects.get().state) == (True, DigestState.SENT)


def test_an_issue_ends_once() -> None:
    issue = issue_to(REEM)
    drain()
    with clock.held_at(NOON + HOUR):
        assert sending.finish(issue.pk) is False
    assert Digest.objects.get().finished_at == NOON


@pytest.mark.parametrize("state", [DigestState.PAUSED, DigestState.CANCELLED])
def test_an_issue_that_stands_still_does_not_end_by_itself(state: DigestState) -> None:
    issue = issue_to(REEM)
    Delivery.objects.update(state=DeliveryState.SENT)
    Digest.objects.update(state=state)
    assert (sending.finish(issue.pk), Digest.objects.get().state) == (False, state)


def mixed() -> tuple[Tally, Digest]:
    """An issue to which everything happens that can."""
    names = ("sent", "later", "refused", "lost", "gone", "suppressed", "greylisted")
    issue = issue_to(*(f"{name}@example.org" for name in names))
    Subscriber.objects.filter(email="gone@example.org").update(status=Status.UNSUBSCRIBED)
    make_suppression("suppressed@example.org")
    transport = FakeTransport(
        at_rcpt={"refused@example.org": REFUSED, "greylisted@example.org": LATER},
        at_dot={"later@example.org": LATER, "lost@example.org": LOST},
    )
    return sending.drain(transport), issue


def test_a_run_is_counted() -> None:
    tally, issue = mixed()
    assert tally == Tally(sent=1, postponed=2, refused=1, uncertain=1, skipped=2, digests={issue.pk})


def test_the_states_of_an_issues_mails_add_up_to_its_addresses() -> None:
    _tally, issue = mixed()
    counted = Counter(Delivery.objects.filter(digest=issue).values_list("state", flat=True))
    assert counted == {
        DeliveryState.SENT: 1,
        DeliveryState.QUEUED: 2,
        DeliveryState.FAILED: 1,
        DeliveryState.UNCERTAIN: 1,
        DeliveryState.SKIPPED: 2,
    }
    assert sum(counted.values()) == Digest.objects.get().recipients_total


def test_an_issue_with_a_mail_that_waits_for_another_try_is_not_sent_yet() -> None:
    mixed()
    assert Digest.objects.get().state == DigestState.SENDING


def test_a_sender_that_was_overtaken_counts_nothing() -> None:
    issue_to(*THREE)
    late = overtaken(FakeTransport())
    late.at_rcpt = dict.fromkeys(THREE, REFUSED)
    tally = sending.drain(late)
    assert (tally.sent, tally.refused, tally.skipped) == (0, 0, 0)


def test_letters_belong_to_no_issue() -> None:
    sign_up(REEM)
    assert sending.drain(FakeTransport()) == Tally(sent=1)


# --- a run with an end --------------------------------------------------------------------------------------


def test_a_run_whose_time_is_over_gives_back_what_it_has_not_begun() -> None:
    issue_to(*THREE)
    tally = sending.drain(FakeTransport(), seconds=-1)
    assert (tally, states()) == (Tally(), dict.fromkeys(THREE, DeliveryState.QUEUED))
    assert list(Delivery.objects.values_list("owner", "lease_until")) == [(None, None)] * 3


# --- the tasks ----------------------------------------------------------------------------------------------


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bells that were rung."""
    bells: list[str] = []
    monkeypatch.setattr(bell, "ring", bells.append)
    return bells


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the tasks send to."""
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def delivered() -> list[str]:
    return sorted(mail.to for mail in outbox.newest())


@pytest.mark.usefixtures("folder")
def test_the_task_says_how_many_mails_were_taken() -> None:
    issue_to(*THREE)
    assert (tasks.drain(), delivered()) == (3, sorted(THREE))


@pytest.mark.usefixtures("rung")
def test_a_task_that_comes_twice_sends_to_each_address_once(folder: Path) -> None:
    issue_to(*THREE)
    tasks.drain()
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert tasks.drain() == 0
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == written


@pytest.mark.usefixtures("rung", "folder")
def test_a_tick_that_comes_twice_begins_an_issue_once_and_each_address_gets_it_once() -> None:
    make_subscriber(REEM)
    make_publication(make_article())
    DigestPlan.objects.filter(pk=make_plan().pk).update(next_run_at=NOON)
    begun = [tasks.tick(), tasks.tick()]
    taken = [tasks.drain(), tasks.drain()]
    assert (begun, taken, delivered(), Digest.objects.count()) == ([1, 0], [1, 0], [REEM], 1)


@pytest.mark.usefixtures("folder")
def test_a_tick_rings_for_what_waits(rung: list[str]) -> None:
    issue_to(REEM)
    tasks.tick()
    assert rung == ["newsletter.tasks.drain"]


@pytest.mark.usefixtures("folder")
def test_a_tick_rings_for_nothing_where_nothing_waits(rung: list[str]) -> None:
    tasks.tick()
    assert rung == []


@pytest.mark.usefixtures("rung")
def test_a_tick_puts_right_what_a_killed_sender_left() -> None:
    issue_to(REEM)
    killed(DeliveryState.SENDING, NOON - MINUTE)
    tasks.tick()
    assert states() == {REEM: DeliveryState.UNCERTAIN}


def test_a_tick_puts_right_what_was_left_even_where_an_issue_cannot_begin(
    rung: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    issue_to(REEM)
    killed(DeliveryState.CLAIMED, NOON - MINUTE)
    make_subscriber(SAMI, language="en")
    digests.approve(make_digest("The harvest", language="en"), by=None)

    def broken(_digest: Digest) -> None:
        raise FileNotFoundError("a picture")

    monkeypatch.setattr(digests, "start", broken)
    tasks.tick()
    assert (states(), rung) == ({REEM: DeliveryState.QUEUED}, ["newsletter.tasks.drain"])


@pytest.mark.usefixtures("folder", "rung")
def test_a_third_sender_of_one_process_leaves_it_to_the_two() -> None:
    issue_to(REEM)
    with tasks._free, tasks._free:
        assert (tasks.drain(), states()) == (0, {REEM: DeliveryState.QUEUED})
    assert tasks.drain() == 1


@pytest.mark.usefixtures("rung")
def test_a_sender_that_dies_makes_room_for_the_next(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    issue_to(REEM)

    def dies(**_options: object) -> Tally:
        raise RuntimeError("died")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "drain", dies)
        for _try in range(3):
            with pytest.raises(RuntimeError):
                tasks.drain()
    assert tasks.drain() == 1


@pytest.mark.usefixtures("folder")
def test_a_task_whose_time_is_over_rings_for_the_rest(rung: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    issue_to(REEM)
    monkeypatch.setattr(tasks, "SECONDS", -1.0)
    assert (tasks.drain(), rung) == (0, ["newsletter.tasks.drain"])


def test_a_task_does_not_ring_where_nobody_listens(rung: list[str], settings: Settings, tmp_path: Path) -> None:
    """The clock comes back to it: a bell would be a loop."""
    (tmp_path / "file").write_text("in the folder's place")
    settings.EMAIL_FILE_PATH = str(tmp_path / "file")
    issue_to(REEM)
    assert (tasks.drain(), rung) == (0, [])


def test_what_a_folder_gets_is_what_a_server_gets(folder: Path, rung: list[str]) -> None:
    issue = issue_to(REEM)
    tasks.drain()
    row = Delivery.objects.get()
    Digest.objects.update(state=DigestState.SENDING, finished_at=None)
    Delivery.objects.update(state=DeliveryState.QUEUED, owner=None, lease_until=None)  # as an editor may decide
    handed = drain().handed[0]
    assert (folder / f"{tokens.mail_id(issue.pk, row.pk)}.eml").read_bytes() == handed.message
    assert rung == []
