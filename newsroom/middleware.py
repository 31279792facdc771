"""What every request and every answer gets: the language of its address, and the security headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from newsroom import doors
from newsroom.languages import ARABIC, is_language

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=()"


def language_of_path(path: str) -> str:
    """The language that the first part of the path names, in the light edition the second; else Arabic."""
    first = path.lstrip("/").removeprefix("lite/").partition("/")[0]
    return first if is_language(first) else ARABIC


class LanguageMiddleware:
    """Public pages speak the language of their path; nothing else decides, so that a page can be cached for all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of_path(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            if "\0" in request.path_info:  # no database can even be asked for it
                raise Http404
            return self.get_response(request)


class DeskLanguageMiddleware:
    """The desk speaks the language that its user chose; runs after authentication, touches no public request."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"/{settings.DESK_PATH}"):
            return self.get_response(request)
        language = getattr(request.user, "interface_language", ARABIC)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


class DeskSessionMiddleware:
    """A session at the desk that ran out ends here, before anything is done by it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(f"/{settings.DESK_PATH}"):
            if doors.has_run_out(request):
                logout(request)
            else:
                doors.note_use(request)
        return self.get_response(request)


class HeadersMiddleware:
    """Headers of quality rank on every answer; nothing of the desk is ever stored by a cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path_info.startswith(f"/{settings.DESK_PATH}"):
            response.headers["Cache-Control"] = "no-store"
            if not hasattr(response, "_csp_config"):  # a view that has a stricter policy of its own keeps it
                response._csp_replace = settings.DESK_CSP  # type: ignore[attr-defined]  # read by django-csp, outside
        return response


class CountingMiddleware:
    """For measuring: how many queries an answer took, in its header `X-DB-Queries`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = 0

        def count(execute: Callable[..., Any], *details: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*details)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers["X-DB-Queries"] = str(asked)
        return response
