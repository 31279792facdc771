"""How often a letter may be asked for: counted in the database, so that it holds for every process.

Windows slide: nobody is locked out for ever, and nobody can have a stranger flooded with letters. Where very many
letters go out, to one domain or in all, whoever asks for another one has to answer a question first.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from newsletter.models import SignupAttempt
from newsroom import clock

# From one internet address, sign-ups; to one e-mail address, letters.
PER_IP: Final = ((timedelta(hours=1), 5), (timedelta(days=1), 20))
PER_EMAIL: Final = ((timedelta(minutes=15), 1), (timedelta(days=1), 3), (timedelta(days=7), 5))
# Letters before a question is asked: to the addresses of one domain, to all.
CROWDED_WITHIN: Final = timedelta(hours=1)
PER_DOMAIN: Final = 50
IN_ALL: Final = 200


def network_of(ip: str) -> str:
    """What counts as one visitor: an IPv4 address, the /64 of an IPv6 one; nothing for this machine or nonsense."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def ip_is_free(ip_hash: str) -> bool:
    """Whether another sign-up may come from there; no hash is this machine, which is always free."""
    if not ip_hash:
        return True
    attempts = SignupAttempt.objects.filter(ip_hash=ip_hash)
    return all(attempts.filter(at__gt=clock.now() - window).count() < most for window, most in PER_IP)


def email_is_free(email_hash: str, *, confirmed_at: datetime | None) -> bool:
    """Whether another letter may go to that address; what was before its owner confirmed does not count.

    Whoever has pressed the button is its owner: to leave and come back at once is no flood.
    """
    mailed = SignupAttempt.objects.filter(email_hash=email_hash, mailed=True)
    if confirmed_at:
        mailed = mailed.filter(at__gt=confirmed_at)
    return all(mailed.filter(at__gt=clock.now() - window).count() < most for window, most in PER_EMAIL)


def is_crowded() -> bool:
    """Whether very many letters have gone out within the hour: somebody may be using the box against others."""
    return _letters().count() >= IN_ALL


def is_crowded_for(domain_hash: str) -> bool:
    """The same, also where it is the addresses of one domain that are asked for."""
    return is_crowded() or _letters().filter(domain_hash=domain_hash).count() >= PER_DOMAIN


def _letters() -> QuerySet[SignupAttempt]:
    return SignupAttempt.objects.filter(mailed=True, at__gt=clock.now() - CROWDED_WITHIN)
