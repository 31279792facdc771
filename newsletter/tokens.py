"""Signed tokens: what lets a link in a mail act, and what tells one mail from all others.

A token of a link is 21 bytes, printed as 28 letters that no mail program breaks: purpose (1), subscriber (5), five
bytes by purpose, and 80 bits of HMAC-SHA256. It is bound to its purpose, and holds no bit that is not checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings

from newsroom import clock

LENGTH: Final = 28  # letters
CONFIRM_VALID: Final = timedelta(hours=72)

# What the id of a mail and the token to leave by look like in somebody else's words; `read_…` says whether they are.
MAIL_ID: Final = re.compile(r"(?<![a-z0-9])d\d{1,19}\.\d{10,19}\.[a-z2-7]{16}(?![a-z0-9])", re.I)
LEAVE_TOKEN: Final = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{28}(?![\w-])")

_MAC_BYTES: Final = 10
_CONFIRM: Final = 1
_UNSUBSCRIBE: Final = 2
_SETTINGS: Final = 3
_MOVE: Final = 4
_HOUR: Final = 3600


class BadToken(ValueError):
    """Not a token of ours for this purpose."""


@dataclass(frozen=True, slots=True)
class SettingsClaim:
    """What the link to a reader's own page says: whose it is, and which of their versions."""

    subscriber_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmClaim:
    """What a confirmation link says: whose it is, and which of their versions; `fresh` for 72 hours."""

    subscriber_id: int
    version: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class UnsubscribeClaim:
    """What a link to unsubscribe says: whose it is, and by which issue it came (0: by none)."""

    subscriber_id: int
    digest_id: int


def confirm_token(subscriber_id: int, version: int) -> str:
    """The token of a confirmation link, good for 72 hours and until the version is raised."""
    return _sign(_CONFIRM, subscriber_id, _version_and_hour(version))


def read_confirm_token(token: str) -> ConfirmClaim:
    """What a confirmation token says. Raises `BadToken`; an old one is not bad, but no longer `fresh`."""
    return _read_dated(_CONFIRM, token)


def move_token(subscriber_id: int, version: int, new_address: str) -> str:
    """The token by which a new address is confirmed: good for as long as that of a sign-up, and for that address alone.

    Otherwise whoever has two addresses could confirm a third one's move by a letter to the second.
    """
    return _sign(_MOVE, subscriber_id, _version_and_hour(version), new_address)


def read_move_token(token: str, new_address_of: Callable[[int], str]) -> ConfirmClaim:
    """What a token to confirm a new address says; `new_address_of` a subscriber is where they want to move.

    Raises `BadToken`, also where that is not the address that the token was made for.
    """
    return _read_dated(_MOVE, token, new_address_of)


def settings_token(subscriber_id: int, version: int) -> str:
    """The token of a reader's own page, good until the version is raised."""
    return _sign(_SETTINGS, subscriber_id, version.to_bytes(2) + bytes(3))


def read_settings_token(token: str) -> SettingsClaim:
    """What the token of a reader's own page says. Raises `BadToken`."""
    subscriber_id, rest = _read(_SETTINGS, token)
    return SettingsClaim(subscriber_id, int.from_bytes(rest[:2]))


def _version_and_hour(version: int) -> bytes:
    return version.to_bytes(2) + (int(clock.now().timestamp()) // _HOUR).to_bytes(3)


def _nothing(subscriber_id: int) -> str:
    return ""


def _read_dated(purpose: int, token: str, bound_to: Callable[[int], str] = _nothing) -> ConfirmClaim:
    subscriber_id, rest = _read(purpose, token, bound_to)
    age = int(clock.now().timestamp()) // _HOUR - int.from_bytes(rest[2:])
    return ConfirmClaim(subscriber_id, int.from_bytes(rest[:2]), timedelta(hours=age) <= CONFIRM_VALID)


def unsubscribe_token(subscriber_id: int, digest_id: int) -> str:
    """The token to leave by; it never grows old (RFC 8058: a reader may keep a mail for years)."""
    return _sign(_UNSUBSCRIBE, subscriber_id, digest_id.to_bytes(5))


def read_unsubscribe_token(token: str) -> UnsubscribeClaim:
    """What a token to unsubscribe says. Raises `BadToken`."""
    subscriber_id, rest = _read(_UNSUBSCRIBE, token)
    return UnsubscribeClaim(subscriber_id, int.from_bytes(rest))


def email_hash(email_norm: str) -> str:
    """An address as a keyed hash (64 hexadecimal digits): it can be recognised and not be read."""
    return _keyed(settings.MAIL_KEY, "address", email_norm.encode()).hex()


def ip_hash(address: str) -> str:
    """An internet address as a keyed hash."""
    return _keyed(settings.MAIL_KEY, "ip", address.encode()).hex()


def domain_hash(domain: str) -> str:
    """What stands behind the @ of an address as a keyed hash."""
    return _keyed(settings.MAIL_KEY, "domain", domain.encode()).hex()


def mail_id(digest_id: int, delivery_id: int) -> str:
    """The left side of a mail's Message-ID, derived from the ledger's row and so the same at every try.

    It is signed: an answer that quotes it proves that the answering side has seen the mail.
    """
    names = f"d{digest_id}.{delivery_id:010d}"
    mac = _keyed(settings.MAIL_KEY, "mail", names.encode())[:_MAC_BYTES]
    return f"{names}.{base64.b32encode(mac).decode().lower()}"


@dataclass(frozen=True, slots=True)
class MailClaim:
    """What the id of a mail says: by which issue it is (0: a letter), and which row of the ledger it is."""

    digest_id: int
    delivery_id: int


def read_mail_id(name: str) -> MailClaim:
    """What an id made by `mail_id` says, in capitals or not: mail servers fold them. Raises `BadToken`."""
    name = name.lower()
    if not MAIL_ID.fullmatch(name):
        raise BadToken
    digest_id, delivery_id, _mac = name.split(".")
    claim = MailClaim(int(digest_id[1:]), int(delivery_id))
    if not hmac.compare_digest(mail_id(claim.digest_id, claim.delivery_id), name):
        raise BadToken
    return claim


def _keyed(key: str, purpose: str, message: bytes) -> bytes:
    return hmac.digest(_own_key(key, purpose), message, "sha256")


@lru_cache(maxsize=32)
def _own_key(key: str, purpose: str) -> bytes:
    """A key for one purpose alone."""
    return hashlib.sha256(f"newsletter.{purpose}\0{key}".encode()).digest()


def _sign(purpose: int, subscriber_id: int, rest: bytes, bound_to: str = "") -> str:
    payload = bytes([purpose]) + subscriber_id.to_bytes(5) + rest
    mac = _keyed(settings.SECRET_KEY, "token", payload + bound_to.encode())[:_MAC_BYTES]
    return base64.urlsafe_b64encode(payload + mac).decode()


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _read(purpose: int, token: str, bound_to: Callable[[int], str] = _nothing) -> tuple[int, bytes]:
    try:
        whole = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadToken from error
    payload, mac = whole[:-_MAC_BYTES], whole[-_MAC_BYTES:]
    # Written again it must be the same: the decoder also takes letters that no token of ours has.
    if len(token) != LENGTH or base64.urlsafe_b64encode(whole).decode() != token or payload[0] != purpose:
        raise BadToken
    subscriber_id = int.from_bytes(payload[1:6])
    signed = payload + bound_to(subscriber_id).encode()
    if not any(hmac.compare_digest(_keyed(key, "token", signed)[:_MAC_BYTES], mac) for key in _keys()):
        raise BadToken
    return subscriber_id, payload[6:]
