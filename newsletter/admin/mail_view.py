"""A mail's own HTML as an answer: shown in a frame of the desk, with no right but to open its links in new windows."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from newsroom import arabic

MAIL_CSP: Final[dict[str, object]] = {
    "default-src": ["'none'"],
    "img-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


_DARK: Final = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")


def mail_response(html: str, *, scheme: str = "") -> HttpResponse:
    """`html` as it is, but for where its links open; in the `scheme` light or dark, whatever the editor's own is."""
    if scheme:
        html = _DARK.sub("@media all" if scheme == "dark" else "@media not all", html)
    response = HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))
    response._csp_config = MAIL_CSP  # type: ignore[attr-defined]  # read by django-csp
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def text_response(text: str, language: str) -> HttpResponse:
    """The text of a mail, or without a language its source, as the frame shows it."""
    direction = arabic.direction(language) if language else "ltr"
    return mail_response(
        f'<!doctype html><html lang="{language or "en"}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(_('The mail'))}</title></head><body>"
        f'<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{escape(text)}</pre></body></html>'
    )
