"""System checks: each says its fault, and nothing where there is none."""

from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from newsroom import checks


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


@pytest.mark.parametrize(("cleanup", "expected"), [(True, ["newsroom.E001"]), (False, [])])
def test_the_editor_must_not_delete_pictures(settings: Settings, cleanup: bool, expected: list[str]) -> None:
    settings.CKEDITOR_5_IMAGE_CLEANUP = cleanup
    assert ids(checks.editor_deletes_no_pictures(None)) == expected


def test_texts_that_are_not_compiled_are_named(settings: Settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    assert ids(checks.texts_are_compiled(None)) == ["newsroom.W001"]


def test_compiled_texts_are_enough(settings: Settings, tmp_path: Path) -> None:
    compiled = tmp_path / "ar" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    compiled.touch()
    settings.LOCALE_PATHS = [tmp_path]
    assert ids(checks.texts_are_compiled(None)) == []


@pytest.mark.parametrize(("demo", "expected"), [(True, ["newsroom.E002"]), (False, [])])
def test_a_demo_is_not_deployed(settings: Settings, demo: bool, expected: list[str]) -> None:
    settings.DEMO = demo
    assert ids(checks.no_demo_in_public(None)) == expected


def test_the_editor_in_the_package_is_the_one_that_is_named() -> None:
    import_path = Path(pytest.importorskip("django_ckeditor_5").__file__).parent
    head = (import_path / "static/django_ckeditor_5/dist/bundle.js").read_text("utf-8")
    assert '"47.5.0"' in head
    assert checks.editor_version(None)[0].msg.endswith("serves CKEditor 47.5.0.")
