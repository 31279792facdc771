"""Addresses: absolute ones from the configured site, and which paths may be redirected to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """`path` on the site's configured address; never on the Host that a request claims."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def own_path(target: str, *, fallback: str) -> str:
    """`target` where it is a plain path on this site, else `fallback`: a redirect never leaves the house.

    Refused are other hosts, `//host`, back-slashes, control characters and encoded slashes, which some browser or
    proxy reads as a host.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target:
        return fallback
    if any(ord(character) < 33 or ord(character) == 127 for character in target):
        return fallback
    lowered = target.lower()
    if any(code in lowered for code in ("%2f", "%5c", "%09", "%0a", "%0d", "%00")) or "..//" in lowered:
        return fallback
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else fallback
