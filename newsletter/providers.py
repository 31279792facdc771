"""Who keeps a mailbox: a large provider with several domains, or the domain itself."""

from __future__ import annotations

from typing import Final

# The name for people, and the domains under which each keeps mailboxes.
_HOUSES: Final = {
    "gmail": ("Gmail", ("gmail.com", "googlemail.com")),
    "outlook": ("Outlook", ("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.fr", "hotmail.fr")),
    "yahoo": ("Yahoo", ("yahoo.com", "ymail.com", "rocketmail.com", "yahoo.fr", "yahoo.de", "yahoo.co.uk", "aol.com")),
    "icloud": ("iCloud", ("icloud.com", "me.com", "mac.com")),
}
_HOUSE_OF: Final = {domain: house for house, (_label, domains) in _HOUSES.items() for domain in domains}


def provider(address: str) -> str:
    """Of an address, or of the domain alone: `gmail` for `reem@googlemail.com`, `news.example` for `news.example`."""
    domain = address.rpartition("@")[2].lower()
    return _HOUSE_OF.get(domain, domain)


def label(provider: str) -> str:
    """What people call it."""
    return _HOUSES[provider][0] if provider in _HOUSES else provider


def domains(provider: str) -> tuple[str, ...]:
    """Where its mailboxes are."""
    return _HOUSES[provider][1] if provider in _HOUSES else (provider,)
