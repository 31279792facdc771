"""System checks of the newsroom's own: what would go wrong later is said at the start, with a hint."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register  # noqa: A004  Django's names


@register(Tags.compatibility)
def editor_deletes_no_pictures(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """django-ckeditor-5 can delete a picture that has left one field, while other stories still show it."""
    if not getattr(settings, "CKEDITOR_5_IMAGE_CLEANUP", False):
        return []
    return [
        Error(
            "CKEDITOR_5_IMAGE_CLEANUP deletes pictures that other stories and languages still show.",
            hint="Set it to False; pictures are taken away by the media library only.",
            id="newsroom.E001",
        )
    ]


@register(Tags.compatibility)
def texts_are_compiled(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Without the compiled catalogue the desk would speak English to everybody."""
    if any((folder / "ar" / "LC_MESSAGES" / "django.mo").exists() for folder in map(Path, settings.LOCALE_PATHS)):
        return []
    return [
        Warning(
            "The Arabic texts are not compiled.",
            hint="Run `manage.py prepare`; `make run` and `make test` do it.",
            id="newsroom.W001",
        )
    ]


@register(Tags.security, deploy=True)
def no_demo_in_public(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Whoever opens the log-in page of a demo newsroom is in with one button."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO lets everybody in as a person of the demo.",
            hint="Unset DEMO, and take the demo away with `manage.py clear_demo`.",
            id="newsroom.E002",
        )
    ]


@register(Tags.security, deploy=True)
def editor_version(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """The editor's bundle comes inside a Python package; advisories are about the bundle's version."""
    return [
        Info(
            f"django-ckeditor-5 {version('django-ckeditor-5')} serves CKEditor 47.5.0.",
            hint="Its known faults and the walls against them: docs/decisions/editor-bundle.md.",
            id="newsroom.I001",
        )
    ]
