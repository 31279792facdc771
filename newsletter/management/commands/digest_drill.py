"""`manage.py digest_drill`: send to many while senders are killed, and count at the other side."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from psycopg import connect

from newsletter import drilling

STEPS = ("prepare", "work", "count")


class Command(BaseCommand):
    """Prints `sent= duplicates= missing= uncertain= seconds=`; fails where something came twice or went missing.

    It works in a database of its own: a file that is thrown away, or with --database one that it makes on that
    PostgreSQL server and drops at the end.
    """

    help = "Send a newsletter on this machine while its senders are killed, and count what arrives."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipients", type=int, default=1000)
        parser.add_argument("--workers", type=int, default=3)
        parser.add_argument("--kills", type=int, default=10)
        parser.add_argument("--seed", type=int, default=1, help="of the chance that decides when who is killed")
        parser.add_argument("--database", default="", help="postgres://… of a server to drill on; else SQLite")
        parser.add_argument("--step", choices=STEPS, help="what the drill's own processes are called with")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["step"]:
            self._step(options["step"], options["recipients"])
            return
        if min(options["recipients"], options["workers"]) < 1 or options["kills"] < 0:
            raise CommandError("--recipients and --workers must be at least 1, --kills at least 0.")
        with _database(options["database"]) as url, drilling.listening() as sink, _folder() as folder:
            environment = _environment(url, folder, sink.port)
            _call(environment, "migrate", "--verbosity", "0")
            _call(environment, "digest_drill", "--step", "prepare", "--recipients", str(options["recipients"]))
            began = time.monotonic()
            killer = drilling.Killer(
                start=lambda: _start(environment),
                sink=sink,
                workers=options["workers"],
                kills=options["kills"],
                recipients=options["recipients"],
                seed=options["seed"],
            )
            killer.run()
            seconds = time.monotonic() - began
            ledger = json.loads(_call(environment, "digest_drill", "--step", "count"))
            found = drilling.result(sink, ledger, options["recipients"], seconds)
        self.stdout.write(str(found))
        if found.duplicates or found.missing:
            raise CommandError("Somebody got it twice, or a mail has vanished.")

    def _step(self, step: str, recipients: int) -> None:
        if os.environ.get("NEWSROOM_DRILL") != "1":
            raise CommandError("--step is for the drill's own processes: they work in a database that is thrown away.")
        logging.getLogger("newsroom.bell").setLevel(logging.ERROR)  # nobody hears the drill's bells, on purpose
        if step == "prepare":
            drilling.prepare(recipients)
        elif step == "work":
            drilling.work()
        else:
            self.stdout.write(json.dumps(drilling.states()))


def _environment(url: str, folder: Path, port: int) -> dict[str, str]:
    own = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_DRILL": "1",
        "DATABASE_URL": url,
        "CACHE_URL": "database:",
        "MEDIA_STORAGE": str(folder / "media"),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",  # nobody there: no bell is needed for a mail to go out
        "SITE_URL": "http://drill.example",
        "DEFAULT_FROM_EMAIL": "newsroom@drill.example",
        "DEBUG": "no",
    }
    return os.environ | own


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]


def _call(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603  our own manage.py
        _command(*arguments), env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"{' '.join(arguments)} failed.")
    return done.stdout


def _start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own manage.py
        _command("digest_drill", "--step", "work"),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.VAR / "tmp") as folder:
        yield Path(folder)


@contextmanager
def _database(server: str) -> Iterator[str]:
    """The address of an empty database that is gone afterwards."""
    if not server:
        with _folder() as folder:
            yield f"sqlite:///{folder / 'drill.sqlite3'}"
        return
    name = f"newsroom_drill_{os.getpid()}"
    with connect(_named(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield _named(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _named(server: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
