"""What a refusal says about an address."""

import pytest

from newsletter import verdicts
from newsletter.models import Verdict


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        # there is nobody of that name
        ("5.1.1", "550 5.1.1 <reem@example.org>: Recipient address rejected: User unknown", Verdict.GONE),
        ("5.1.1", "", Verdict.GONE),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Verdict.GONE),
        ("5.1.2", "Host or domain name not found. Name service error for name=nowhere.example", Verdict.GONE),
        ("", "This user doesn't have an example.org account", Verdict.GONE),
        ("5.0.0", "550 No such user here", Verdict.GONE),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", Verdict.GONE),
        ("5.4.1", "550 5.4.1 [reem@example.org]: Recipient address rejected: Access denied", Verdict.GONE),
        ("4.0.0", "The domain nowhere.example doesn't receive email: returned Null MX", Verdict.GONE),
        # the mailbox is full
        ("5.2.2", "552 5.2.2 Over quota", Verdict.FULL),
        ("5.0.0", "The mailbox of reem@example.org is full", Verdict.FULL),
        ("4.2.2", "", Verdict.FULL),
        # it is about us
        ("5.7.1", "550 5.7.1 rejected", Verdict.POLICY),
        ("5.1.1", "550 5.1.1 blocked by our spam filter", Verdict.POLICY),
        ("5.7.515", "Access denied, sending domain does not pass DMARC verification", Verdict.POLICY),
        ("5.0.0", "550 Relay access denied", Verdict.POLICY),
        ("5.1.8", "Sender address rejected: Domain not found", Verdict.POLICY),
        ("5.3.4", "Message size exceeds fixed limit", Verdict.POLICY),
        ("5.0.0", "554 no reverse DNS for 192.0.2.1", Verdict.POLICY),
        ("4.7.0", "421 4.7.0 Our system has detected an unusual rate", Verdict.POLICY),
        # not now
        ("4.4.1", "connect to mx.example.org: Connection timed out", Verdict.TEMPORARY),
        ("4.1.1", "450 4.1.1 User unknown, try again later", Verdict.TEMPORARY),
        ("", "I'm not going to try again; this message has been in the queue too long.", Verdict.TEMPORARY),
        # nobody knows
        ("5.0.0", "550 Error", Verdict.OTHER),
        ("", "", Verdict.OTHER),
        ("5.0.0", "عذرًا، لم يصل", Verdict.OTHER),
    ],
)
def test_a_refusal_is_read_by_its_status_and_its_words(status: str, words: str, expected: Verdict) -> None:
    assert verdicts.verdict(status=status, words=words) == expected


def test_a_delay_is_no_refusal() -> None:
    assert verdicts.verdict(status="5.1.1", words="User unknown", delayed=True) == Verdict.TEMPORARY


def test_an_address_on_the_web_says_nothing() -> None:
    assert verdicts.verdict(status="5.0.0", words="see https://mx.example.org/user-unknown") == Verdict.OTHER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("550 5.1.1 gone", "5.1.1"),
        ("from 192.0.2.25: 452 4.2.2 full", "4.2.2"),
        ("2.1.5 ok, then 5.7.1 no", "5.7.1"),
        ("smtp 5.1.1.1", ""),
        ("", ""),
    ],
)
def test_the_status_in_a_text_is_the_first_failure(text: str, expected: str) -> None:
    assert verdicts.status_in(text) == expected


def test_words_are_kept_without_addresses_and_cut() -> None:
    assert verdicts.without_addresses("550\r\n <Reem+news@mail.example.org> gone\0") == "550 <…> gone"
    assert len(verdicts.without_addresses("x" * 5000)) == 500
