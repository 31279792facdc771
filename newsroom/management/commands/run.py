"""`manage.py run`: prepares the newsroom, starts its processes, says where it is; behind `make run`."""

import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from newsroom import desk, env, runner

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to knock when it listens everywhere


class Command(BaseCommand):
    """Web server, worker and clock under one small runner, until Ctrl-C."""

    help = "Prepare the newsroom and run it: web server, worker and clock. HOST and PORT say where."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dev", action="store_true", help="DEBUG, and reload when a source changes")
        parser.add_argument("--without-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *, dev: bool = False, without_demo: bool = False, **options: object) -> None:
        host = env.text("HOST", "127.0.0.1")
        port = env.number("PORT", 8000, lowest=1, highest=65_535)
        self._check_port(host, port, "dev" if dev else "run")
        # The demo's mails carry whole addresses; the port of this run is known here only.
        settings.SITE_URL = _environment(host, port, debug=dev, demo=False)["SITE_URL"]
        call_command("prepare", demo=not without_demo, stdout=self.stdout, stderr=self.stderr)
        people = list(get_user_model().objects.filter(is_demo=True, is_active=True).order_by("pk"))
        empty = not get_user_model().objects.exists()
        more = desk.addresses()
        connections.close_all()

        environment = _environment(host, port, debug=dev, demo=bool(people))
        services = runner.read_procfile(settings.BASE_DIR / ("Procfile.dev" if dev else "Procfile"))
        door = ANYWHERE.get(host, host)
        block = _block(environment["SITE_URL"], [(str(person), person.job_title) for person in people], empty, more)
        running = runner.Runner(services, environment)
        running.run(ready=lambda: runner.answers(door, port), announce=lambda: running.say(block))

    def _check_port(self, host: str, port: int, target: str) -> None:
        try:
            runner.check_port(host, port)
        except runner.PortTakenError as taken:
            where = f"HOST={host} " if host != "127.0.0.1" else ""
            hint = f" The next free one: make {target} {where}PORT={taken.free}" if taken.free else ""
            raise CommandError(f"Port {taken.port} is taken.{hint}") from None
        except OSError as error:
            raise CommandError(f"Cannot listen at HOST={host} PORT={port}: {error.strerror}.") from None


def _environment(host: str, port: int, *, debug: bool, demo: bool) -> dict[str, str]:
    """What the processes are told; what the person at the keyboard said already wins."""
    names = [host] if host not in ANYWHERE else [socket.gethostname(), *_own_addresses()]
    shown = names[-1] if names else ANYWHERE[host]
    own = {
        "HOST": f"[{host}]" if ":" in host else host,
        "PORT": str(port),
        "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]),  # noqa: PTH120
        "TMPDIR": str(settings.VAR / "tmp"),
        "PYTHONUNBUFFERED": "1",
        # Celery says so on four lines each time; in a container everybody is that user.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    said = {
        "SITE_URL": f"http://{f'[{shown}]' if ':' in shown else shown}:{port}",
        "ALLOWED_HOSTS": " ".join(names),
        "DEMO": "yes" if demo else "no",
        "DEBUG": "yes" if debug else "no",
    }
    return said | os.environ | own


def _own_addresses() -> list[str]:
    """This machine's address in its network. A datagram socket that is connected sends nothing yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address that nobody has
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def _block(site_url: str, people: list[tuple[str, str]], empty: bool, more: Sequence[tuple[str, str]] = ()) -> str:
    """What a person needs to go on, in one piece."""
    doors = [("site, Arabic", "/ar/"), ("site, English", "/en/"), ("desk", f"/{settings.DESK_PATH}"), *more]
    width = max(len(label) for label, _path in doors)
    if people:
        entrance = [
            "Log in at the desk with one button, as",
            *(f"  {name} ({job})" if job else f"  {name}" for name, job in people),
        ]
    elif empty:
        entrance = ["Nobody can log in yet: .venv/bin/python manage.py createsuperuser"]
    else:
        entrance = ["Log in at the desk with your name and password."]
    lines = [
        f"The newsroom is running at {urlsplit(site_url).netloc}",
        "",
        *(f"  {label:<{width}}  {site_url}{path}" for label, path in doors),
        "",
        *entrance,
        "",
        "Ctrl-C ends it.",
    ]
    rule = "─" * 60
    return "\n".join(["", rule, *(f" {line}".rstrip() for line in lines), rule, ""])
