"""Set-up: everything is made once, and a second time nothing is touched."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """What lies there, with size and time."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    """A fresh place to write to. Fonts are taken over: cutting them takes seconds and has tests of its own."""
    fonts = settings.STATIC_SOURCES / "newsroom" / "fonts"
    own = tmp_path / "static-src" / "newsroom" / "fonts"
    own.mkdir(parents=True)
    for path in fonts.iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    settings.VAR = tmp_path
    settings.BROKER_FOLDER = tmp_path / "broker"
    settings.STATIC_SOURCES = tmp_path / "static-src"
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.mark.django_db
def test_the_second_run_changes_nothing(var: Path) -> None:
    call_command("prepare", verbosity=0)
    before = snapshot(var)
    call_command("prepare", verbosity=0)
    assert snapshot(var) == before


@pytest.mark.django_db
def test_the_cache_has_its_table(var: Path) -> None:
    call_command("prepare")
    assert "newsroom_cache" in connection.introspection.table_names()


def test_files_alone_ask_no_database(var: Path) -> None:
    call_command("prepare", files_only=True)
    assert sorted(path.name for path in var.iterdir() if path.name != "locale") == [
        "broker",
        "clock",
        "media",
        "outbox",
        "static-src",
        "tmp",
    ]


def test_all_that_is_written_lies_under_var() -> None:
    places = [
        settings.STATIC_ROOT,
        settings.STATIC_SOURCES,
        settings.BROKER_FOLDER,
        *settings.LOCALE_PATHS,
    ]
    assert [place for place in places if not Path(place).is_relative_to(settings.BASE_DIR / "var")] == []
