"""Who is let into the desk: log-ins are counted, and a session ends by itself.

Ten refusals in a quarter of an hour, for one name or from one address, close the door for that name or address. A
browser in which somebody has logged in before carries a device cookie for them and counts for itself (OWASP, "Slow Down
Online Guessing Attacks with Device Cookies"): so nobody outside can lock an editor out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from newsroom import clock
from newsroom.models import LoginFailure, User
from newsroom.visitors import address_of

MOST: Final = 10  # refusals
WITHIN: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=1)
DEVICE_KNOWN: Final = timedelta(days=180)

IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(days=14)
NOTED_EVERY: Final = timedelta(minutes=5)
BACKGROUND: Final = "X-Background"  # a heartbeat that no person is behind

_SALT: Final = "newsroom.device"
_BEGAN: Final = "began_at"
_SEEN: Final = "seen_at"


def _cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


# --- counting ----------------------------------------------------------------------------------------------------


def minutes_closed(request: HttpRequest, name: str) -> int:
    """For how many minutes more this log-in is refused whatever the password; 0 where the door is open."""
    since = clock.now() - WITHIN
    name = plain(name)
    device = device_of(request, name)
    recent = LoginFailure.objects.filter(at__gt=since)
    if device:
        counted = [recent.filter(device=device)]
    else:
        counted = [recent.filter(name=name, device=""), recent.filter(address=address_of(request), device="")]
    closed = [_opens_at(list(rows.order_by("-at").values_list("at", flat=True)[:MOST])) for rows in counted]
    opens = max((moment for moment in closed if moment), default=None)
    return max(1, -(-int((opens - clock.now()).total_seconds()) // 60)) if opens else 0


def _opens_at(moments: list[datetime]) -> datetime | None:
    return moments[-1] + WITHIN if len(moments) >= MOST else None


def note_failure(request: HttpRequest, name: str) -> None:
    """Count a refusal, and forget old ones."""
    name = plain(name)
    LoginFailure.objects.filter(at__lt=clock.now() - KEPT).delete()
    LoginFailure.objects.create(name=name, address=address_of(request), device=device_of(request, name), at=clock.now())


def plain(name: str) -> str:
    """A name as it is counted and written down."""
    return name.replace("\0", "").strip().casefold()[:150]


# --- the device cookie -------------------------------------------------------------------------------------------


def remember_device(response: HttpResponse, user: User) -> None:
    """Let this browser count for itself when `user` logs in again; void with another password."""
    value = signing.dumps([user.pk, _stamp(user)], salt=_SALT)
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=DEVICE_KNOWN,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, name: str) -> str:
    """What names the browser that comes with a valid device cookie for `name`; empty for every other."""
    value = request.COOKIES.get(_cookie_name(), "")
    if not value or len(value) > 400:
        return ""
    try:
        pk, stamp = signing.loads(value, salt=_SALT, max_age=DEVICE_KNOWN)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(pk=pk, username__iexact=name).first()
    return salted_hmac(_SALT, value).hexdigest() if user is not None and _stamp(user) == stamp else ""


def _stamp(user: User) -> str:
    return salted_hmac(_SALT, user.password).hexdigest()[:16]


# --- sessions ----------------------------------------------------------------------------------------------------


def begin(request: HttpRequest) -> None:
    """Note when a session began."""
    now = clock.now().timestamp()
    request.session[_BEGAN] = request.session[_SEEN] = now


def has_run_out(request: HttpRequest) -> bool:
    """Whether nobody used this session for eight hours, or it is older than fourteen days."""
    if not request.user.is_authenticated:
        return False
    now = clock.now().timestamp()
    began, seen = request.session.get(_BEGAN, now), request.session.get(_SEEN, now)
    return bool(now - seen > IDLE.total_seconds() or now - began > LONGEST.total_seconds())


def note_use(request: HttpRequest) -> None:
    """Note that a person uses the session; written every five minutes at most, and not for a heartbeat."""
    if not request.user.is_authenticated:
        return
    now = clock.now().timestamp()
    if _BEGAN not in request.session:
        begin(request)
    elif not request.headers.get(BACKGROUND) and now - request.session[_SEEN] > NOTED_EVERY.total_seconds():
        request.session[_SEEN] = now
