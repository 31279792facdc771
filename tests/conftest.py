"""What all tests share: servers that are started once, a browser, and a clean process around each test."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from newsroom import pagecache
from tests import servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


WATCHED = 1  # examples of each test whose lines are counted, which takes twice the time; the others are run without


def pytest_configure() -> None:
    """Pages are tested with the fonts and the Arabic texts that readers get."""
    call_command("prepare", files_only=True, verbosity=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the browser is marked so, and can be left out: `pytest -m "not browser"`.

    On a database that was named from outside, only what asks a database is run.
    """
    examples: Counter[str] = Counter()
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        function = item.nodeid.partition("[")[0]
        examples[function] += 1
        if examples[function] > WATCHED:
            item.add_marker("no_cover")
    if "TEST_DATABASE_URL" in os.environ:
        items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The cache is a table of the database, as in the embedded default."""
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """No test speaks the language that another one has left active."""
    with translation.override("ar"):
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    if reason := servers.postgres_missing():
        servers.lack(reason)
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_socket() -> Iterator[Path]:
    if reason := servers.redis_missing():
        servers.lack(reason)
    with servers.redis() as socket:
        yield socket


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by playwright; nothing is downloaded."""
    path = servers.chromium()
    if path is None:
        servers.lack("Chromium is not installed (Debian: chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_cache(settings: Settings) -> Iterator[None]:
    """Pages are kept, as on a site that is served; nothing is known of an earlier one."""
    settings.PAGE_CACHE_MB = 64
    pagecache.forget_all()
    yield
    pagecache.forget_all()
