"""The settings as a whole: complete on https, calm on a single machine, loud on a wrong value."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

BASE = Path(__file__).resolve().parent.parent.parent
TESTS_ONLY = {"DJANGO_ALLOW_ASYNC_UNSAFE"}
SECRET = "long enough to be a secret, and still known to everybody who reads this test"


def manage(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, with the real settings."""
    said = {"SECRET_KEY": SECRET, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "MEDIA_STORAGE": "/nowhere"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE,
        env={name: value for name, value in os.environ.items() if name not in TESTS_ONLY} | said | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_left_to_say_before_a_deployment_on_https() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://news.example")
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db.example/x"),
        ("CACHE_URL", "locmem"),
        ("CELERY_BROKER_URL", "amqp://localhost"),
        ("EMAIL_URL", "mail.example"),
        ("MEDIA_STORAGE", "media"),
        ("SITE_URL", "news.example"),
        ("NEWSROOM_TIME_ZONE", "Damascus"),
        ("DEBUG", "maybe"),
    ],
)
def test_a_wrong_value_ends_the_start_with_one_plain_line(name: str, value: str) -> None:
    done = manage("check", **{name: value})
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert f"{name} is {value!r}, but it must be" in last
    assert f"Example: {name}=" in last


@pytest.mark.parametrize(
    ("site_url", "expected"),
    [
        ("http://127.0.0.1:8000", "False 0 session csrf False"),
        ("https://news.example", "True 63072000 __Host-session __Host-csrf True"),
    ],
)
def test_https_decides_cookies_hsts_and_upgrades(site_url: str, expected: str) -> None:
    ask = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, "
        "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.PUBLIC_CSP['upgrade-insecure-requests'])"
    )
    done = manage("shell", "--no-imports", "-c", ask, SITE_URL=site_url)
    assert done.stdout.strip() == expected


def test_every_variable_that_is_read_is_explained_in_the_example_file() -> None:
    explained = (BASE / ".env.example").read_text("utf-8")
    source = (BASE / "newsroom" / "settings.py").read_text("utf-8")
    names = {part.split('"')[1] for part in source.split("env.")[1:] if part.partition("(")[2].startswith('"')}
    assert {name for name in names if f"{name}=" not in explained} == set()


def test_no_value_of_the_editor_is_null(settings: Settings) -> None:
    """A null breaks the editor's reader of its configuration (stack: the JSON reviver calls toString)."""

    def values(thing: object) -> list[object]:
        if isinstance(thing, dict):
            return [value for child in thing.values() for value in values(child)]
        if isinstance(thing, list):
            return [value for child in thing for value in values(child)]
        return [thing]

    assert None not in values(settings.CKEDITOR_5_CONFIGS)
