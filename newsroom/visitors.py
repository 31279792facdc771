"""Who asks, as far as the line says: the internet address of a visitor, also behind a proxy on this machine."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The visitor's address, empty where there is none.

    A proxy on this machine (nginx before gunicorn) names the visitor last in X-Forwarded-For; what a visitor from
    elsewhere writes there is not believed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address and not _is_this_machine(address):
        return address
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if _is_address(forwarded) else address


def _is_this_machine(text: str) -> bool:
    if not _is_address(text):
        return False
    address = ipaddress.ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
