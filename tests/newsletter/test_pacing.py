"""Who waits when a provider of mailboxes asks for patience, and how fast mails go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from pytest_django import Settings

from newsletter import ledger, pacing, providers, sending, subscriptions
from newsletter.models import Delivery, DeliveryState
from newsletter.transports import Outcome, Reply
from newsroom import clock
from tests.factories import make_issue, make_subscriber
from tests.newsletter.fake_transport import LATER, LOST, REFUSED, FakeTransport

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GMAIL = tuple(f"r{number}@{'googlemail.com' if number == 3 else 'gmail.com'}" for number in range(6))
OTHERS = ("a@example.org", "b@example.net", "c@example.com")
MAILBOX_FULL = Reply(Outcome.LATER, 452, "4.2.2 Full")
BROKEN = Reply(Outcome.LATER, 0, "SMTPServerDisconnected")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    cache.clear()
    with clock.held_at(NOON):
        yield


def issue_to(*addresses: str) -> None:
    for address in addresses:
        make_subscriber(address)
    make_issue()


def drain(at: datetime = NOON, **script: object) -> FakeTransport:
    transport = FakeTransport(**script)  # type: ignore[arg-type]
    with clock.held_at(at):
        sending.drain(transport)
    return transport


def all_say(reply: Reply, addresses: tuple[str, ...] = GMAIL) -> dict[str, Reply]:
    return dict.fromkeys(addresses, reply)


def due(address: str) -> timedelta:
    return Delivery.objects.get(address=address).not_before - NOON


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("reem@gmail.com", "gmail"),
        ("reem@GoogleMail.com", "gmail"),
        ("reem@hotmail.com", "outlook"),
        ("reem@aol.com", "yahoo"),
        ("reem@me.com", "icloud"),
        ("reem@news.example", "news.example"),
        ("reem@notgmail.com", "notgmail.com"),
    ],
)
def test_domains_of_one_house_are_one_provider(address: str, name: str) -> None:
    assert providers.provider(address) == name


@pytest.mark.parametrize("moment", ["at_rcpt", "at_dot"])
def test_after_three_refusals_in_a_row_what_goes_there_waits_untried_and_the_others_go(moment: str) -> None:
    issue_to(*GMAIL, *OTHERS)
    transport = drain(NOON, **{moment: all_say(LATER)})
    tried = [address for address in transport.offered if address in GMAIL]
    sent = [row.address for row in Delivery.objects.filter(state=DeliveryState.SENT)]
    assert (tried, sent) == (list(GMAIL[:3]), list(OTHERS))
    assert [due(address) // MINUTE for address in GMAIL] == [5] * 6
    assert [row.attempts for row in Delivery.objects.filter(address__in=GMAIL[3:])] == [0, 0, 0]


def test_rows_that_nobody_has_taken_up_wait_as_well() -> None:
    many = tuple(f"reader{number:03}@gmail.com" for number in range(ledger.AT_ONCE + 1))
    issue_to(*many, *OTHERS)
    transport = drain(at_rcpt=all_say(LATER, many))
    assert transport.offered == [*many[:3], *OTHERS]


def test_the_rest_is_longer_each_time_and_forty_minutes_at_most() -> None:
    rests = []
    for tries in range(6):
        patience = pacing.Patience()
        found = [patience.refused("gmail", 421, tries) for _mail in range(3)]
        rests.append(None if found[2] is None else (found[2] - NOON) // MINUTE)
        assert found[:2] == [None, None]
    assert rests == [5, 10, 20, 40, 40, 40]


def test_when_the_rest_is_over_they_go() -> None:
    issue_to(*GMAIL)
    drain(at_rcpt=all_say(LATER))
    assert drain(NOON + 5 * MINUTE).addresses == list(GMAIL)


def test_a_mail_that_is_taken_in_between_says_that_they_are_not_busy() -> None:
    issue_to(*GMAIL)
    transport = drain(at_rcpt=all_say(LATER, (GMAIL[0], GMAIL[1], GMAIL[3], GMAIL[4])))
    assert transport.offered == list(GMAIL)


@pytest.mark.parametrize("reply", [REFUSED, BROKEN])
def test_what_says_nothing_of_being_busy_stops_nobody(reply: Reply) -> None:
    issue_to(*GMAIL)
    assert drain(at_rcpt=all_say(reply)).offered == list(GMAIL)


def test_a_lost_line_stops_nobody() -> None:
    issue_to(*GMAIL)
    assert drain(at_dot=all_say(LOST)).offered == list(GMAIL)


def test_three_full_mailboxes_in_a_row_let_the_others_wait_and_lose_nothing() -> None:
    issue_to(*GMAIL)
    drain(at_rcpt=all_say(MAILBOX_FULL, GMAIL[:3]))
    assert drain(NOON + 5 * MINUTE).addresses == list(GMAIL)


def test_a_letter_goes_while_its_provider_rests() -> None:
    issue_to(*GMAIL)
    drain(at_rcpt=all_say(LATER))
    subscriptions.request("new@gmail.com", subscriptions.Act(language="ar"))
    assert drain().addresses == ["new@gmail.com"]


# --- rates ---------------------------------------------------------------------------------------------------


def test_a_provider_gets_so_many_in_a_minute_and_the_others_go(settings: Settings) -> None:
    settings.MAILS_PER_MINUTE_AND_PROVIDER = 2
    issue_to(*GMAIL, *OTHERS)
    assert [drain(NOON + number * MINUTE).addresses for number in range(4)] == [
        [*GMAIL[:2], *OTHERS],
        list(GMAIL[2:4]),
        list(GMAIL[4:]),
        [],
    ]


def test_after_a_rest_a_provider_gets_half_as_many(settings: Settings) -> None:
    settings.MAILS_PER_MINUTE_AND_PROVIDER = 4
    issue_to(*GMAIL)
    drain(at_rcpt=all_say(LATER))
    assert drain(NOON + 5 * MINUTE).addresses == list(GMAIL[:2])


def test_it_stays_slower_for_ten_minutes_after_the_longest_rest(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAILS_PER_MINUTE_AND_PROVIDER = 4
    kept: list[float] = []
    monkeypatch.setattr(cache, "set", lambda _key, _value, timeout: kept.append(timeout))
    patience = pacing.Patience()
    for _mail in range(3):
        patience.refused("gmail", 421, 5)
    assert kept == [50 * 60]


def test_in_all_so_many_go_in_a_moment_and_then_it_waits(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty a minute are two in each six seconds."""
    settings.MAILS_PER_MINUTE = 20
    now = [1_000_002.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(pacing, "time", SimpleNamespace(time=lambda: now[0], sleep=sleep))
    issue_to(*GMAIL)
    drain()
    assert slept == [6 - 1_000_002 % 6, 6]


def test_without_a_rate_nothing_is_counted_and_nobody_waits() -> None:
    pacing.wait_for_room()
    minute = int(NOON.timestamp()) // 60
    assert (pacing.full_until("gmail"), cache.get(f"mail-rate:gmail:{minute}")) == (None, None)
