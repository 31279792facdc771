"""Public forms without a cookie: a form may only be posted from this site, which the browser itself says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that the request comes from a page of this host.

    Sec-Fetch-Site (Fetch Metadata, W3C) where it is sent; else the host of Origin must be the request's own; a client
    that sends neither is no browser, so there is no visitor whose rights it could borrow.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def same_origin_form(view: View[P]) -> View[P]:
    """Protect a public form's view: no CSRF cookie, so that the page with the form is the same for everybody."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)
