"""A mail's own HTML as an answer: shown in a frame of the desk, with no right but to open its links in new windows."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse

MAIL_CSP: Final[dict[str, object]] = {
    "default-src": ["'none'"],
    "img-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def mail_response(html: str) -> HttpResponse:
    """`html` as it is, but for where its links open."""
    response = HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
    response._csp_config = MAIL_CSP  # type: ignore[attr-defined]  # read by django-csp
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
