"""Finished public pages, kept in each process until something public changes.

What changes a page writes a `PublicChange` in the same transaction (`note_change`); each process asks at most once a
second whether there are new ones. What changes by the clock alone (a story that goes on the site at six) is told by
the registered `boundaries`. One request renders a page anew, the others get the one before it meanwhile; while the
database is down, all do. Nothing is kept of a request that carries a session, and nothing that sets a cookie.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, Final, Generic, NamedTuple, ParamSpec, TypeVar, cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, transaction
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from newsroom import clock
from newsroom.models import PublicChange

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Boundary = Callable[[datetime], datetime | None]

# Readers' browsers ask each time and mostly hear 304; a CDN asks every few seconds and keeps answering in between.
CACHE_CONTROL: Final = "public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400"
KNOWN_QUERY: Final = ("before",)  # the only parts of a query that a kept page may depend on
KEPT_CHANGES: Final = timedelta(hours=1)
_LOOK_EVERY: Final = 1.0  # seconds
_LONGEST_VALUE: Final = 60  # letters
_PATIENCE: Final = 10.0  # seconds that a reader waits for somebody else's rendering
_MOST_EACH: Final = 4_096  # things of a kind that are remembered
_MINUTES: Final = 5  # what is counted (most read) is at most so old; every zone's midnight is among these moments

boundaries: Final[list[Boundary]] = []  # each: the next moment after now at which a page changes by itself


class Stamp(NamedTuple):
    """A state of the public site, as far as a process knows it; equal stamps, equal pages."""

    changes: int
    newest: int
    moments: int


def note_change() -> None:
    """Say that public pages may look different once this transaction is over. A row for each transaction, so that two
    of them never wait for each other; how many there are counts, so that their order does not matter.
    """
    noted = (hook[1] for hook in transaction.get_connection().run_on_commit)
    if watch.look_soon in noted:  # in this transaction; what is rolled back takes its hook along
        return
    PublicChange.objects.create()
    transaction.on_commit(watch.look_soon)


def forget_old_changes() -> int:
    """Delete notes that every process has seen; returns how many."""
    return PublicChange.objects.filter(at__lt=clock.now() - KEPT_CHANGES).delete()[0]


class Watch:
    """What this process knows of the state of the public site."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._stamp = Stamp(0, 0, 0)
        self._looked_at = float("-inf")
        self._next = datetime.max.replace(tzinfo=UTC)

    def forget(self) -> None:
        """As in a process that has just begun."""
        self._stamp = Stamp(0, 0, 0)
        self.look_soon()

    def look_soon(self) -> None:
        """The next question is answered by the database, not from memory."""
        self._looked_at = float("-inf")

    def stamp(self, *, settled: bool = False) -> Stamp:
        """The state as of at most a second ago; while the database is down, the last one known. While somebody else
        is asking the database, the state before; `settled` waits for the answer.
        """
        first = self._stamp.moments == 0  # then everybody waits for the answer
        if (first or self._is_due()) and self._guard.acquire(blocking=first):
            try:
                if self._is_due():
                    self._looked_at = time.monotonic()
                    self._look()
            except DatabaseError:
                pass
            finally:
                self._guard.release()
        if settled:
            with self._guard:
                return self._stamp
        return self._stamp

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at >= _LOOK_EVERY

    def _look(self) -> None:
        now = clock.now()
        seen = PublicChange.objects.aggregate(changes=Count("pk"), newest=Max("pk"))
        changes, newest = seen["changes"], seen["newest"] or 0
        changed = (changes, newest) != self._stamp[:2]
        passed = now >= self._next
        if changed or passed or self._stamp.moments == 0:
            self._next = min(filter(None, (boundary(now) for boundary in (_next_minutes, *boundaries))))
            self._stamp = Stamp(changes, newest, self._stamp.moments + 1)


def _next_minutes(now: datetime) -> datetime:
    """The next moment of the clock at which what is counted is looked at again."""
    whole = now.replace(second=0, microsecond=0)
    return whole + timedelta(minutes=_MINUTES - whole.minute % _MINUTES)


watch: Final = Watch()
_kept: Final[dict[Hashable, tuple[Stamp, object]]] = {}
_each: Final[dict[str, tuple[tuple[int, ...], dict[Any, Any]]]] = {}


def forget_all() -> None:
    """What stands on every page, and what is known of the site, is asked anew: for tests."""
    watch.forget()
    _kept.clear()
    _each.clear()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, asked once for each state of the site: for what stands on every page. It must not change."""
    if not settings.PAGE_CACHE_MB:
        return make()
    stamp = watch.stamp()
    found = _kept.get(key)
    if found and found[0] == stamp:
        return cast(T, found[1])
    made = make()
    _kept[key] = (stamp, made)
    return made


def remembered_each(kind: str, keys: Iterable[K], make: Callable[[list[K]], dict[K, T]]) -> dict[K, T]:
    """What `make` gives for each of `keys`, asked for those alone that are not known since the last public change: for
    what stands on many pages, and does not change by the clock. It must not change; what `make` does not find is left
    out.
    """
    wanted = list(dict.fromkeys(keys))
    if not settings.PAGE_CACHE_MB:
        return make(wanted) if wanted else {}
    state = watch.stamp()[:2]
    known_of, known = _each.get(kind, ((), {}))
    if known_of != state or len(known) > _MOST_EACH:
        known = {}
        _each[kind] = (state, known)
    missing = [key for key in wanted if key not in known]
    made = make(missing) if missing else {}
    known.update(made)
    return {key: known[key] for key in wanted if key in known}


def public_page(view: View[P]) -> View[P]:
    """Mark a view whose 200 is the same for all readers and depends on its path and `KNOWN_QUERY` alone."""
    view.is_public_page = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, slots=True)
class Page:
    """A finished answer: its headers, its bytes plain and compressed, and the state that it shows."""

    stamp: Stamp
    headers: dict[str, str]
    body: bytes
    compressed: bytes
    etag: str
    modified: int  # seconds since 1970

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.body) + len(self.compressed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """As this reader's browser takes it: compressed or not, whole or 304."""
        squeezed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        content = self.compressed if squeezed else self.body
        response = HttpResponse(b"" if request.method == "HEAD" else content, headers=self.headers)
        if squeezed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(content))
        asked = request.META
        if "HTTP_IF_NONE_MATCH" in asked or "HTTP_IF_MODIFIED_SINCE" in asked:
            return cast(HttpResponse, get_conditional_response(request, self.etag, self.modified, response))
        return response


Key = tuple[str, ...]


class Shelf(Generic[K, T]):
    """What this process keeps, least lately asked for first, up to `limit` of what `size` says of each."""

    def __init__(self, limit: int, size: Callable[[T], int]) -> None:
        self._limit = limit
        self._size = size
        self._guard = threading.Lock()
        self._things: OrderedDict[K, T] = OrderedDict()
        self._taken = 0

    def get(self, key: K) -> T | None:
        """What was last put there, current or not."""
        with self._guard:
            thing = self._things.get(key)
            if thing is not None:
                self._things.move_to_end(key)
            return thing

    def put(self, key: K, thing: T | None) -> None:
        """Keep something, or with None forget it."""
        with self._guard:
            before = self._things.pop(key, None)
            self._taken -= 0 if before is None else self._size(before)
            if thing is not None:
                self._things[key] = thing
                self._taken += self._size(thing)
            while self._taken > self._limit:
                _key, oldest = self._things.popitem(last=False)
                self._taken -= self._size(oldest)

    def clear(self) -> None:
        """As in a process that has just begun."""
        with self._guard:
            self._things.clear()
            self._taken = 0


class Pages(Shelf[Key, Page]):
    """The pages of this process, up to `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit, lambda page: page.size)
        self._rendering = [threading.Lock() for _each in range(64)]

    @contextmanager
    def rendering(self, key: Key, *, wait: bool) -> Iterator[bool]:
        """Whether this request is the one to render the page; those who wait are told False when time is up."""
        lock = self._rendering[hash(key) % len(self._rendering)]
        mine = lock.acquire(timeout=_PATIENCE) if wait else lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()


class PageCacheMiddleware:
    """The first of all: a page that is kept passes nothing else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.pages = Pages(settings.PAGE_CACHE_MB * 1_000_000)
        self._closed = tuple(f"/{part.strip('/')}/" for part in (settings.DESK_PATH, "media", "static"))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self._key(request)
        if key is None:
            response = self.get_response(request)
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.headers.setdefault("Cache-Control", "private, no-cache")
            return response
        stamp = watch.stamp()
        page = self.pages.get(key)
        if page and page.stamp == stamp:
            return page.answer(request)
        if page is None and not _is_public(request.path_info):
            return self.get_response(request)
        with self.pages.rendering(key, wait=page is None) as mine:
            before = self.pages.get(key)
            stamp = watch.stamp(settled=True)  # who waited finds the page that somebody else has rendered meanwhile
            if before and (not mine or before.stamp == stamp):
                return before.answer(request)
            return self._render(request, key, stamp, before)

    def _key(self, request: HttpRequest) -> Key | None:
        """What a kept page is found by; None where nothing may be kept."""
        if not settings.PAGE_CACHE_MB or request.method not in ("GET", "HEAD"):
            return None
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META:
            return None
        if request.path_info.startswith(self._closed):
            return None
        asked = [request.GET.get(name, "") for name in KNOWN_QUERY] if request.META.get("QUERY_STRING") else [""]
        if any(len(value) > _LONGEST_VALUE for value in asked):
            return None
        try:
            return (request.scheme or "", request.get_host(), request.path_info, *asked)
        except DisallowedHost:  # whoever is behind us says so
            return None

    def _render(self, request: HttpRequest, key: Key, stamp: Stamp, before: Page | None) -> HttpResponse:
        accepted = request.META.pop("HTTP_ACCEPT_ENCODING", None)  # one rendering serves all
        method, request.method = request.method, "GET"
        response = self.get_response(request)
        request.method = method
        if accepted is not None:
            request.META["HTTP_ACCEPT_ENCODING"] = accepted
        if response.status_code >= 500 and before:
            return before.answer(request)
        if not _may_be_kept(response):
            self.pages.put(key, None)
            return cast(HttpResponse, GZipMiddleware(cast(Any, self.get_response)).process_response(request, response))
        page = _finished(response, stamp, before)
        self.pages.put(key, page)
        return page.answer(request)


def _is_public(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "is_public_page", False)
    except Resolver404:
        return False


def _may_be_kept(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies


def _finished(response: HttpResponse, stamp: Stamp, before: Page | None) -> Page:
    """What is kept of a rendered answer. The same bytes as before keep the time of their last change."""
    body = response.content
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    modified = before.modified if before and before.etag == etag else int(clock.now().timestamp())
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    return Page(stamp, dict(response.headers), body, gzip.compress(body, 6, mtime=0), etag, modified)
