"""E-mail addresses as people type them: cleaned of what a right-to-left keyboard or a paste adds, then judged.

`parse` is the only way from a text to an address. What it lets through can stand in a header and in an SMTP command:
ASCII, no blank, no control character, one @.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom import arabic

MAX_TYPED: Final = 1000  # letters that are looked at: what is longer was never meant as an address
MAX_LENGTH: Final = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAX_LOCAL: Final = 64  # RFC 5321 4.5.3.1.1
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
# ASCII only: an Arabic name before the @ can be sent by no mail server without SMTPUTF8 (RFC 6531), and few have it.
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]+")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_ENDS_A_LINE: Final = re.compile(r"[^\x21-\x7e]|[<>]")
# Names behind which sits a machine or whoever is on duty (RFC 2142); nobody reads a newspaper there.
_ROLES: Final = re.compile(
    r"abuse|bounces?|daemon|do-?not-?reply|hostmaster|listserv|mailer-daemon|majordomo|mdaemon|nobody|no[-_]?reply|noc|null"
    r"|postmaster|root|security|spam|sysadmin|usenet|uucp|webmaster"
)


class Fault(TextChoices):
    """What is wrong with an address, in words for the one who typed it."""

    NO_AT = "no_at", _("This is not an e-mail address. Example: name@example.org")
    HALF = "half", _("Something is missing around the @. Example: name@example.org")
    LOCAL_PART = "local_part", _("The part before the @ cannot be right. Example: name@example.org")
    DOMAIN = "domain", _("The part after the @ cannot be right. Example: name@example.org")
    TOO_LONG = "too_long", _("The address is too long.")


class BadAddress(ValueError):
    """Not an address that mail can be sent to; `code` names the fault, `reason` says it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.code: str = fault.value
        self.reason: str | Promise = fault.label


@dataclass(frozen=True, slots=True)
class Address:
    """An address. `typed` is as its owner writes it; `norm` its one form: ASCII, lower case, IDNA domain.

    Neither dots nor plus parts are folded: only the server behind the @ knows what they mean.
    """

    typed: str
    norm: str

    @property
    def domain(self) -> str:
        """What stands behind the @, in IDNA."""
        return self.norm.rpartition("@")[2]

    @property
    def is_role(self) -> bool:
        """Whether a machine or whoever is on duty sits there; such an address gets no mail."""
        local = self.norm.rpartition("@")[0].partition("+")[0]
        return _ROLES.fullmatch(local) is not None


def parse(text: str) -> Address:
    """The address that somebody meant. Raises `BadAddress`."""
    if len(text) > MAX_TYPED:
        raise BadAddress(Fault.TOO_LONG)
    typed = _tidy(text)
    local, at, domain = typed.rpartition("@")
    if not at:
        raise BadAddress(Fault.NO_AT)
    if not local or not domain:
        raise BadAddress(Fault.HALF)
    if len(local) > MAX_LOCAL or not _is_local_part(local):
        raise BadAddress(Fault.LOCAL_PART)
    norm = f"{local.lower()}@{_ascii_domain(domain)}"
    if len(norm) > MAX_LENGTH:
        raise BadAddress(Fault.TOO_LONG)
    return Address(typed if len(typed) <= MAX_LENGTH else norm, norm)


def masked(email: str) -> str:
    """An address as others may see it: `r***@example.org`."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}***@{domain}" if domain else ""


def in_a_line(address: str) -> bytes:
    """An address as it stands in a header or a command of SMTP. Raises `ValueError` for one that would end the line."""
    if _ENDS_A_LINE.search(address):
        raise ValueError(f"No address of a line: {address!r}")
    return address.encode("ascii")


def _tidy(text: str) -> str:
    """What was meant: direction marks and blanks around it gone, Arabic digits and full-width letters as ASCII."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    return arabic.to_latin_digits(visible)


def _is_local_part(local: str) -> bool:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    return _LOCAL.fullmatch(local) is not None


def _ascii_domain(domain: str) -> str:
    """The domain in IDNA (2003, which Python has); it needs a dot and a last label that is not a number."""
    ascii_domain = domain.lower()
    if not ascii_domain.isascii():
        try:
            ascii_domain = ascii_domain.encode("idna").decode()
        except UnicodeError as error:
            raise BadAddress(Fault.DOMAIN) from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise BadAddress(Fault.DOMAIN)
    return ascii_domain
