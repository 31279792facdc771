"""Pages that belong to no app: health, robots, media, and the errors that must not need a database."""

from __future__ import annotations

import sys
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, OperationalError, connection
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from newsroom.languages import ARABIC
from newsroom.links import absolute

MEDIA_TYPES: Final = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
MEDIA_CSP: Final = {"default-src": ["'none'"], "sandbox": True}
A_YEAR: Final = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/` leads to the site's first language."""
    return HttpResponseRedirect(reverse("articles:front", args=[ARABIC]))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: its database answers. 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database: down\n", status=503, content_type="text/plain")
    return HttpResponse("database: ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may crawl: the public pages."""
    lines = ["User-agent: *", f"Disallow: /{settings.DESK_PATH}", "Disallow: /*/c/", "Disallow: /*/u/"]
    lines += [f"Sitemap: {absolute(path)}" for path in ("/sitemap.xml", "/news-sitemap.xml")] + [""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look without being told: plain texts and mails in a tab of their own."""
    return HttpResponseRedirect(static("newsroom/img/mark.svg"))


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A media file, under a type that we decide and a policy that lets it run nothing; names never change content."""
    suffix = f".{name.rpartition('.')[2].lower()}"
    if suffix not in MEDIA_TYPES or ".." in name or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=MEDIA_TYPES[suffix])
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response._csp_config = MEDIA_CSP  # type: ignore[attr-defined]  # read by django-csp
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, as plain as 500: a request that cannot be trusted gets no page built from it."""
    return HttpResponse(loader.get_template("400.html").render(), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 from a static template: nothing that could fail again; where the database is away, 503 and when to ask."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": "30"})
    return HttpResponse(loader.get_template("500.html").render(), status=500)
