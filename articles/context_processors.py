"""What every template may print: the language of the page and the newspaper around it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from articles.frame import site as site_frame
from newsroom import arabic
from newsroom.languages import ARABIC, is_language
from newsroom.links import absolute


def site(request: HttpRequest) -> dict[str, object]:
    """`site` (asked of the database only where a template prints it), `language`, `direction`, `canonical_url`."""
    code = get_language() or ARABIC
    language = code if is_language(code) else ARABIC
    path = request.path  # a printed piece that is kept must not keep the request
    return {
        "site": SimpleLazyObject(lambda: site_frame(language, path)),
        "language": language,
        "direction": arabic.direction(language),
        "canonical_url": absolute(_canonical(request)),
    }


def _canonical(request: HttpRequest) -> str:
    """The path without a query, but for the one that says which page of a list this is."""
    before = request.GET.get("before", "")
    return f"{quote(request.path)}?{urlencode({'before': before})}" if before else quote(request.path)
