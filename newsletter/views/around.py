"""What the pages behind a mail's links share: proof of what was done, and an answer that keeps its token to itself."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from newsletter.subscriptions import Act
from newsroom.visitors import address_of


def act_of(request: HttpRequest, language: str, text_shown: str, page: str) -> Act:
    """Proof of what was done: on which page, in front of which of its words. A token is no part of a page's name."""
    return Act(
        language=language,
        page=page,
        text_shown=text_shown,
        ip=address_of(request),
        browser=request.headers.get("User-Agent", ""),
    )


def token_page(request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """A page behind the link of a mail."""
    # The page's own address holds the token: it is printed nowhere.
    response = render(request, template, {**context, "canonical_url": ""}, status=status)
    # `no-referrer` would make browsers post `Origin: null`; the token must not leave the house either.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
