"""E-mail addresses as people type them: cleaned of what a right-to-left keyboard or a paste adds, then judged."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom import arabic

MAX_LENGTH: Final = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MAX_LOCAL: Final = 64  # RFC 5321 4.5.3.1.1
_INVISIBLE: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
# ASCII only: an Arabic name before the @ can be sent by no mail server without SMTPUTF8 (RFC 6531), and few have it.
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$&'*+/=?^_`{|}~-]+")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class BadAddress(ValueError):
    """Not an address that mail can be sent to; `reason` is for the one who typed it."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


def tidy(typed: str) -> str:
    """What was meant: direction marks and blanks around it gone, Arabic digits and full-width letters as ASCII."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", typed)).strip()
    return arabic.to_latin_digits(visible)


def normalise(typed: str) -> str:
    """The one form of an address: ASCII, lower case, IDNA domain; neither dots nor plus parts are folded.

    Raises `BadAddress`.
    """
    address = tidy(typed)
    local, at, domain = address.rpartition("@")
    if not at:
        raise BadAddress(_("This is not an e-mail address. Example: name@example.org"))
    if not local or not domain:
        raise BadAddress(_("Something is missing around the @. Example: name@example.org"))
    if len(local) > MAX_LOCAL or not _is_local_part(local):
        raise BadAddress(_("The part before the @ cannot be right. Example: name@example.org"))
    address = f"{local.lower()}@{_ascii_domain(domain)}"
    if len(address) > MAX_LENGTH:
        raise BadAddress(_("The address is too long."))
    return address


def _is_local_part(local: str) -> bool:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    return _LOCAL.fullmatch(local) is not None


def _ascii_domain(domain: str) -> str:
    """The domain in IDNA; it needs a dot and a last label that is not a number."""
    try:
        ascii_domain = domain.lower().encode("idna").decode()
    except UnicodeError as error:
        raise BadAddress(_("The part after the @ cannot be right. Example: name@example.org")) from error
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise BadAddress(_("The part after the @ cannot be right. Example: name@example.org"))
    return ascii_domain
