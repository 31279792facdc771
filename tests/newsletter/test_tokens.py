"""Tokens: what a link in a mail may do, for whom, for how long; and that nothing else opens it."""

import base64
import hashlib
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from newsletter import tokens
from newsletter.emails import SETTINGS_SLOT, SLOT
from newsletter.tokens import BadToken, ConfirmClaim, UnsubscribeClaim
from newsroom import clock

ASKED = datetime(2024, 12, 25, 10, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LETTERS = string.ascii_letters + string.digits + "-_"
REPLACEMENTS = "AaZz09-_+/=.~ \n\0é٣"
OTHER_KEY = "another key, no secret either, and long enough all the same"


def confirmation() -> str:
    with clock.held_at(ASKED):
        return tokens.confirm_token(7, 3)


def refused(token: str) -> bool:
    """Whether neither of the two readers takes it."""
    count = 0
    for read in (tokens.read_confirm_token, tokens.read_unsubscribe_token):
        try:
            read(token)
        except BadToken:
            count += 1
    return count == 2


# --- what they say -----------------------------------------------------------------------------------------


def test_a_confirmation_says_whose_and_which() -> None:
    with clock.held_at(ASKED):
        assert tokens.read_confirm_token(tokens.confirm_token(7, 3)) == ConfirmClaim(7, 3, fresh=True)


def test_a_token_to_leave_says_whose_and_by_which_issue() -> None:
    assert tokens.read_unsubscribe_token(tokens.unsubscribe_token(7, 12)) == UnsubscribeClaim(7, 12)


@given(subscriber=st.integers(0, 2**40 - 1), digest=st.integers(0, 2**40 - 1))
def test_every_id_comes_back(subscriber: int, digest: int) -> None:
    token = tokens.unsubscribe_token(subscriber, digest)
    assert tokens.read_unsubscribe_token(token) == UnsubscribeClaim(subscriber, digest)


@given(subscriber=st.integers(0, 2**40 - 1), version=st.integers(0, 2**15 - 1))
def test_every_version_comes_back(subscriber: int, version: int) -> None:
    with clock.held_at(ASKED):
        claim = tokens.read_confirm_token(tokens.confirm_token(subscriber, version))
    assert claim == ConfirmClaim(subscriber, version, fresh=True)


@given(subscriber=st.integers(0, 2**40 - 1), digest=st.integers(0, 2**40 - 1))
def test_a_token_is_28_letters_that_no_mail_program_breaks(subscriber: int, digest: int) -> None:
    made = (tokens.unsubscribe_token(subscriber, digest), tokens.confirm_token(subscriber, 1))
    assert [(len(token), set(token) - set(LETTERS)) for token in made] == [(28, set())] * 2


def test_a_token_fits_its_mark() -> None:
    assert len(SLOT) == len(SETTINGS_SLOT) == tokens.LENGTH == 28


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(tokens.LENGTH))
@pytest.mark.parametrize("purpose", ["confirm", "leave"])
def test_one_letter_changed_anywhere_is_refused(purpose: str, place: int) -> None:
    token = confirmation() if purpose == "confirm" else tokens.unsubscribe_token(7, 12)
    changed = [token[:place] + letter + token[place + 1 :] for letter in LETTERS + REPLACEMENTS]
    assert [other for other in changed if other != token and not refused(other)] == []


@pytest.mark.parametrize("place", range(tokens.LENGTH))
def test_the_letters_of_the_other_base64_are_no_second_spelling(place: int) -> None:
    """`+` and `/` mean what `-` and `_` mean to the decoder; only one spelling of a token is one."""
    spelled = [tokens.unsubscribe_token(number, number) for number in range(1, 400)]
    other = [token.translate(str.maketrans("-_", "+/")) for token in spelled if token[place] in "-_"]
    assert [token for token in other if not refused(token)] == []


@pytest.mark.parametrize("place", range(tokens.LENGTH))
def test_one_letter_missing_is_refused(place: int) -> None:
    token = confirmation()
    assert refused(token[:place] + token[place + 1 :])


@pytest.mark.parametrize("more", ["A", "=", "==", "\n", " ", "AAAA", "."])
def test_anything_more_is_refused(more: str) -> None:
    token = tokens.unsubscribe_token(7, 12)
    assert (refused(token + more), refused(more + token)) == (True, True)


def test_another_case_is_refused() -> None:
    token = confirmation()
    assert (refused(token.lower()), refused(token.upper())) == (True, True)


def test_who_may_leave_may_not_confirm() -> None:
    with pytest.raises(BadToken):
        tokens.read_confirm_token(tokens.unsubscribe_token(7, 3))


def test_who_may_confirm_may_not_leave() -> None:
    with pytest.raises(BadToken):
        tokens.read_unsubscribe_token(confirmation())


@given(token=st.text())
@hypothesis_settings(max_examples=500)
def test_no_text_is_more_than_a_bad_token(token: str) -> None:
    assert refused(token)


@given(token=st.text(alphabet=LETTERS + "+/=", min_size=28, max_size=28))
@hypothesis_settings(max_examples=500)
def test_no_text_of_the_right_length_is_more_than_a_bad_token(token: str) -> None:
    assert refused(token)


@pytest.mark.parametrize(
    "token", ["\ud800" * 28, "A" * 10_000, "=" * 28, "", "\0" * 28, "A" * 26 + "==", "A" * 27 + "="]
)
def test_odd_texts_are_bad_tokens(token: str) -> None:
    assert refused(token)


# --- keys --------------------------------------------------------------------------------------------------


def test_a_token_of_another_key_is_refused(settings: Settings) -> None:
    token = tokens.unsubscribe_token(7, 12)
    settings.SECRET_KEY = OTHER_KEY
    assert refused(token)


def test_a_token_outlives_the_change_of_the_key(settings: Settings) -> None:
    token = tokens.unsubscribe_token(7, 12)
    settings.SECRET_KEY_FALLBACKS = ["one in between, no secret, and long enough", settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    assert tokens.read_unsubscribe_token(token) == UnsubscribeClaim(7, 12)


def test_new_tokens_are_signed_with_the_new_key(settings: Settings) -> None:
    old, settings.SECRET_KEY = settings.SECRET_KEY, OTHER_KEY
    settings.SECRET_KEY_FALLBACKS = [old]
    token = tokens.unsubscribe_token(7, 12)
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.read_unsubscribe_token(token) == UnsubscribeClaim(7, 12)


# --- how long ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0, 1, 29, 59])
def test_a_confirmation_is_good_for_all_of_72_hours(minutes: int) -> None:
    asked = ASKED + timedelta(minutes=minutes)
    with clock.held_at(asked):
        token = tokens.confirm_token(7, 3)
    with clock.held_at(asked + timedelta(hours=72)):
        assert tokens.read_confirm_token(token) == ConfirmClaim(7, 3, fresh=True)


@pytest.mark.parametrize("minutes", [0, 1, 29, 59])
def test_a_confirmation_is_old_after_73_hours(minutes: int) -> None:
    asked = ASKED + timedelta(minutes=minutes)
    with clock.held_at(asked):
        token = tokens.confirm_token(7, 3)
    with clock.held_at(asked + timedelta(hours=73)):
        assert tokens.read_confirm_token(token) == ConfirmClaim(7, 3, fresh=False)


def test_the_edge_lies_on_the_hour() -> None:
    token = confirmation()
    edge = ASKED + timedelta(hours=73)
    with clock.held_at(edge - SECOND):
        before = tokens.read_confirm_token(token).fresh
    with clock.held_at(edge):
        after = tokens.read_confirm_token(token).fresh
    assert (before, after) == (True, False)


@pytest.mark.parametrize("years", [1, 2, 10, 50])
def test_a_token_to_leave_never_grows_old(years: int) -> None:
    with clock.held_at(ASKED):
        token = tokens.unsubscribe_token(7, 12)
    with clock.held_at(ASKED + timedelta(days=365 * years)):
        assert tokens.read_unsubscribe_token(token) == UnsubscribeClaim(7, 12)


def test_the_token_to_leave_is_the_same_at_every_hour() -> None:
    with clock.held_at(ASKED):
        first = tokens.unsubscribe_token(7, 12)
    with clock.held_at(ASKED + timedelta(days=400)):
        assert tokens.unsubscribe_token(7, 12) == first


# --- names of mails ----------------------------------------------------------------------------------------


def test_a_mail_has_the_same_id_at_every_try() -> None:
    with clock.held_at(ASKED):
        first = tokens.mail_id(12, 345)
    with clock.held_at(ASKED + timedelta(days=2)):
        assert tokens.mail_id(12, 345) == first


def test_no_two_rows_have_one_id() -> None:
    names = {tokens.mail_id(digest, row) for digest in range(0, 30) for row in range(1, 100)}
    assert len(names) == 30 * 99


def test_the_ids_begin_with_what_can_be_read_and_end_signed() -> None:
    head, row, mac = tokens.mail_id(12, 345).split(".")
    assert (head, row, len(mac), set(mac) - set(string.ascii_lowercase + "234567")) == ("d12", "0000000345", 16, set())


def test_the_sign_of_an_id_is_its_own() -> None:
    macs = {tokens.mail_id(12, row).rpartition(".")[2] for row in range(1, 200)}
    assert len(macs) == 199


def test_an_id_cannot_be_made_without_the_key(settings: Settings) -> None:
    real = tokens.mail_id(12, 345)
    settings.MAIL_KEY = OTHER_KEY
    assert tokens.mail_id(12, 345) != real


@pytest.mark.parametrize("folded", [str.lower, str.upper, str.title])
def test_an_id_says_which_mail_it_is_however_its_letters_were_folded(folded: Callable[[str], str]) -> None:
    assert tokens.read_mail_id(folded(tokens.mail_id(12, 345))) == tokens.MailClaim(12, 345)


@pytest.mark.parametrize("place", range(len(tokens.mail_id(12, 345))))
def test_one_letter_of_an_id_changed_anywhere_is_refused(place: int) -> None:
    real = tokens.mail_id(12, 345)
    other = "2" if real[place] != "2" else "3"
    with pytest.raises(tokens.BadToken):
        tokens.read_mail_id(real[:place] + other + real[place + 1 :])


@pytest.mark.parametrize("name", ["", "d12.345.abc", "d0.0000000001.aaaaaaaaaaaaaaaa", "ديجست", "d" * 9000])
def test_what_is_no_id_is_a_bad_token(name: str) -> None:
    with pytest.raises(tokens.BadToken):
        tokens.read_mail_id(name)


def test_an_id_outlives_the_change_of_the_secret_key(settings: Settings) -> None:
    real = tokens.mail_id(12, 345)
    settings.SECRET_KEY = OTHER_KEY
    assert tokens.mail_id(12, 345) == real


# --- hashes ------------------------------------------------------------------------------------------------


def test_the_hash_of_an_address_is_keyed(settings: Settings) -> None:
    first = tokens.email_hash("reem@example.org")
    settings.MAIL_KEY = OTHER_KEY
    second = tokens.email_hash("reem@example.org")
    plain = hashlib.sha256(b"reem@example.org").hexdigest()
    assert (len({first, second, plain}), len(first)) == (3, 64)


def test_the_hash_of_an_address_outlives_the_change_of_the_secret_key(settings: Settings) -> None:
    first = tokens.email_hash("reem@example.org")
    settings.SECRET_KEY = OTHER_KEY
    assert tokens.email_hash("reem@example.org") == first


def test_a_visitors_hash_is_no_hash_of_an_address() -> None:
    assert tokens.ip_hash("192.0.2.7") != tokens.email_hash("192.0.2.7")


# --- every purpose ------------------------------------------------------------------------------------------


MAKERS: dict[str, tuple[Callable[[], str], Callable[[str], Any]]] = {
    "confirm": (lambda: tokens.confirm_token(7, 3), tokens.read_confirm_token),
    "leave": (lambda: tokens.unsubscribe_token(7, 3), tokens.read_unsubscribe_token),
    "settings": (lambda: tokens.settings_token(7, 3), tokens.read_settings_token),
    "move": (
        lambda: tokens.move_token(7, 3, "a@example.org"),
        lambda token: tokens.read_move_token(token, lambda _pk: "a@example.org"),
    ),
}


@pytest.mark.parametrize("purpose", MAKERS)
def test_every_byte_of_every_token_is_checked(purpose: str) -> None:
    make, read = MAKERS[purpose]
    whole = base64.urlsafe_b64decode(make())
    taken = []
    for place in range(len(whole)):
        for change in range(1, 256):
            other = bytes([*whole[:place], whole[place] ^ change, *whole[place + 1 :]])
            try:
                read(base64.urlsafe_b64encode(other).decode())
            except tokens.BadToken:
                continue
            taken.append((place, change))
    assert (len(whole), taken) == (21, [])


@pytest.mark.parametrize("purpose", MAKERS)
@pytest.mark.parametrize("other", MAKERS)
def test_a_token_is_good_for_its_own_purpose_only(purpose: str, other: str) -> None:
    token, read = MAKERS[purpose][0](), MAKERS[other][1]
    if purpose == other:
        assert read(token).subscriber_id == 7
    else:
        with pytest.raises(tokens.BadToken):
            read(token)


def test_the_page_of_a_reader_is_opened_by_their_version() -> None:
    assert tokens.read_settings_token(tokens.settings_token(7, 65535)) == tokens.SettingsClaim(7, 65535)
