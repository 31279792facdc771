"""A visitor with a real browser: it notes whatever goes wrong on a page, and whoever else the page talks to."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import PIL.Image
import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from articles import drawing
from newsroom import pagecache

expect.set_options(timeout=15_000)  # milliseconds: the machine does other things, too


@dataclass
class Visitor:
    """A page in a window of its own, and the list of what went wrong on it."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a path of the site."""
        self.page.goto(self.base + path)

    def note_request(self, request: Request) -> None:
        """Other hosts are a problem; what the page makes itself (data:, blob:) is not."""
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.base).netloc:
            self.problems.append(f"asked another host: {request.url}")

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """`visit(width=390, scheme="dark")` opens a window."""
    contexts: list[BrowserContext] = []

    def open_window(*, width: int = 1280, scheme: str = "light", script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), live_server.url)
        visitor.page.set_default_timeout(20_000)
        visitor.page.on("request", visitor.note_request)
        visitor.page.on("pageerror", lambda error: visitor.problems.append(f"script: {error}"))
        visitor.page.on(
            "console",
            lambda message: visitor.problems.append(message.text) if message.type == "error" else None,
        )
        return visitor

    yield open_window
    for context in contexts:
        context.close()


FRESH = 180.0  # seconds: the demo's hours count from its beginning, and its next story comes five minutes after


class _Seeded:
    """The demo's database as it was seeded last. To seed takes ten times as long as to copy it back."""

    kept: sqlite3.Connection | None = None
    since = 0.0

    def restore(self) -> bool:
        """Copy it back, where there is one that is young enough."""
        if self.kept is None or time.monotonic() - self.since > FRESH:
            return False
        connection.ensure_connection()
        self.kept.backup(connection.connection)
        pagecache.forget_all()
        return True

    def keep(self) -> None:
        """Remember how it is now."""
        self.kept, self.since = sqlite3.connect(":memory:"), time.monotonic()
        connection.connection.backup(self.kept)


_seeded = _Seeded()


@pytest.fixture
def demo(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    """The demo newsroom with small pictures, its log-in buttons on."""
    shades = iter(range(1, 250))
    monkeypatch.setattr(drawing, "draw", lambda _name: PIL.Image.new("RGB", (320, 180), (next(shades), 90, 60)))
    settings.DEMO = True  # type: ignore[attr-defined]
    if not _seeded.restore():
        call_command("seed_demo", verbosity=0)
        _seeded.keep()


@pytest.fixture
def addresses_lead_here(settings: Settings, live_server: LiveServer) -> None:
    """The links and pictures of mails lead to the server of the test."""
    settings.SITE_URL = live_server.url
