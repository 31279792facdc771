"""`manage.py prepare`: everything between unpacking the project and starting it; harmless to repeat.

Each step looks first whether it has anything to do, so that a second run takes a second or two.
"""

import hashlib
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command, get_commands
from django.utils.translation.reloader import translation_file_changed

from newsroom import broker, catalogues, fonts


class Command(BaseCommand):
    """Folders, catalogues, fonts, database, roles, static files and, if asked for, the demo newsroom."""

    help = "Make ready everything that the newsroom needs to run. May be repeated at any time."
    requires_system_checks = []  # some of them look for what is made here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty database with a demo")
        parser.add_argument("--files-only", action="store_true", help="leave the database alone")

    def handle(self, *, demo: bool = False, files_only: bool = False, **options: object) -> None:
        for folder in ("broker/taken", "clock", "media", "outbox", "tmp"):
            (settings.VAR / folder).mkdir(parents=True, exist_ok=True)
        broker.prepare(settings.BROKER_FOLDER)
        if catalogues.compile_all(settings.VAR / "locale"):
            # This process may have looked for the texts before they were there; the demo's mails are written by it.
            translation_file_changed(None, Path("django.mo"))
        if fonts.build(settings.STATIC_SOURCES / "newsroom" / "fonts"):
            self.stdout.write("Fonts are cut.")
        if files_only:
            return
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        call_command("createcachetable", verbosity=0)
        self._call_if_there("sync_roles")
        if self._collect_static():
            self.stdout.write("Static files are collected.")
        if demo:
            self._call_if_there("seed_demo", if_empty=True)
        self._call_if_there("search_rebuild", quiet=True)

    def _call_if_there(self, name: str, **options: object) -> None:
        """Commands of the apps above this one are known by name only."""
        if name in get_commands():
            call_command(name, **options, stdout=self.stdout, stderr=self.stderr)

    def _collect_static(self) -> bool:
        stamp = settings.VAR / "static-made-from"
        wanted = _fingerprint_of_static_files()
        if stamp.exists() and stamp.read_text() == wanted and settings.STATIC_ROOT.exists():
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
        return True


def _fingerprint_of_static_files() -> str:
    """Changes when any static file is added, taken away or written again."""
    digest = hashlib.sha256(Path(settings.BASE_DIR, "newsroom", "static_storage.py").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            digest.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    return digest.hexdigest()
