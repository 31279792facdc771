"""Seventeen faults of a mail server, with commands one by one and in groups: no mail is lost, none goes twice by our
doing, the others go on, and nothing is said in clear text that was to be secret.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import pytest
from pytest_django import Settings

from newsletter import sending, transports
from newsletter.models import Delivery, DeliveryState
from newsroom import clock
from tests.factories import make_issue, make_subscriber
from tests.newsletter.smtp_stub import DROP, SILENCE, Stub

pytestmark = pytest.mark.django_db

NOON: Final = datetime(2026, 3, 4, 12, tzinfo=UTC)
READERS: Final = tuple(f"{name}@{name}.example" for name in ("amal", "basil", "celine", "dima", "elias"))
ONE: Final = READERS[2]  # the one whose mail meets a fault, with others before and after it


class Whole(NamedTuple):
    """A fault that nobody gets past: what the server says at a step, and to which wish for encryption or log-in."""

    step: str
    answer: str
    tls: bool = False
    user: str = ""


class Single(NamedTuple):
    """A fault at one mail, and where that leaves its row."""

    step: str
    answer: str
    state: DeliveryState


NOBODY: Final = {
    "1 the port is closed": Whole("", ""),
    "2 turned away at the door": Whole("GREETING", "554 5.7.1 no service"),
    "3 silence at the door": Whole("GREETING", SILENCE),
    "4 the line ends at the door": Whole("GREETING", DROP),
    "5 no encryption": Whole("STARTTLS", "454 4.7.0 not available", tls=True),
    "6 no log-in": Whole("AUTH", "535 5.7.8 wrong", user="paper"),
    "7 the sender is not taken": Whole("MAIL", "451 4.3.0 not now"),
}
ONE_MAIL: Final = {
    "8 slow down": Single("RCPT", "421 4.7.0 slow down", DeliveryState.QUEUED),
    "9 mailbox busy": Single("RCPT", "450 4.2.1 busy", DeliveryState.QUEUED),
    "10 no such reader": Single("RCPT", "550 5.1.1 nobody", DeliveryState.FAILED),
    "11 the line ends at the address": Single("RCPT", DROP, DeliveryState.QUEUED),
    "12 no words now": Single("DATA", "451 4.3.0 not now", DeliveryState.QUEUED),
    "13 no words ever": Single("DATA", "554 5.5.1 never", DeliveryState.FAILED),
    "14 the line ends in the words": Single("WORDS", DROP, DeliveryState.UNCERTAIN),
    "15 full after the words": Single("DOT", "452 4.3.1 full", DeliveryState.QUEUED),
    "16 refused after the words": Single("DOT", "554 5.7.1 policy", DeliveryState.FAILED),
    "17 the line ends before the answer": Single("DOT", DROP, DeliveryState.UNCERTAIN),
}


@pytest.fixture(autouse=True, params=["250 8BITMIME", "250 PIPELINING"], ids=["one by one", "in groups"])
def _server(stub: Stub, settings: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    settings.EMAIL_FILE_PATH = ""
    monkeypatch.setattr(transports, "CONNECT_TIMEOUT", 0.5)
    stub.says("EHLO", f"250-stub\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n{request.param}")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def issue() -> None:
    for address in READERS:
        make_subscriber(address)
    make_issue()


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def taken(stub: Stub) -> Counter[str]:
    return Counter(mail.recipient for mail in stub.taken)


@pytest.mark.parametrize("fault", NOBODY.values(), ids=NOBODY)
def test_where_nobody_is_reached_all_wait_and_go_later(stub: Stub, settings: Settings, fault: Whole) -> None:
    issue()
    port = settings.EMAIL_PORT
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = fault.tls, fault.user, "secret"
    if fault.step:
        stub.says(fault.step, fault.answer)
    else:
        settings.EMAIL_PORT = 1
    tally = sending.drain()
    assert (bool(tally.unreachable), states()) == (True, dict.fromkeys(READERS, DeliveryState.QUEUED))
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {0}
    if fault.tls:
        assert "MAIL" not in stub.heard
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = port, False, ""
    stub.says("GREETING", "220 stub")
    stub.says("MAIL", "250 ok")
    sending.drain()
    assert taken(stub) == dict.fromkeys(READERS, 1)


@pytest.mark.parametrize("fault", ONE_MAIL.values(), ids=ONE_MAIL)
def test_a_fault_at_one_mail_stops_no_other(stub: Stub, fault: Single) -> None:
    issue()
    stub.says(fault.step, fault.answer, to=ONE)
    sending.drain()
    assert states() == dict.fromkeys(READERS, DeliveryState.SENT) | {ONE: fault.state}
    assert taken(stub) == {reader: 1 for reader in READERS if reader != ONE}
    stub.says(fault.step, {"RCPT": "250 ok", "DATA": "354 go on"}.get(fault.step, "250 taken"), to=ONE)
    with clock.held_at(NOON + timedelta(hours=2)):
        sending.drain()
    assert taken(stub)[ONE] == (fault.state == DeliveryState.QUEUED)


def test_all_faults_at_once(stub: Stub) -> None:
    """Each at a reader of its own, in one issue, with somebody unharmed between them."""
    unlucky = {f"reader{number}@x{number}.example": fault for number, fault in enumerate(ONE_MAIL.values())}
    for address, fault in unlucky.items():
        make_subscriber(address)
        make_subscriber(f"friend-of-{address}")
        stub.says(fault.step, fault.answer, to=address)
    make_issue()
    sending.drain()
    wanted = {address: fault.state for address, fault in unlucky.items()}
    assert states() == wanted | {f"friend-of-{address}": DeliveryState.SENT for address in unlucky}
    assert taken(stub) == {f"friend-of-{address}": 1 for address in unlucky}
