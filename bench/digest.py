"""How fast an issue goes out, beside postfix's own smtp-source in the same run; its CPU time and its memory.

    python -m bench.digest [--postgres] [--senders N] [RECIPIENTS ...]

Needs `smtp-source` and `smtp-sink` (Debian: postfix). Two senders, or as many as are named, on SQLite or on PostgreSQL
(with `synchronous_commit=off`), in a database that is thrown away; the senders are those of the drill: freeze, ledger,
SMTP and all, but no broker. Machines differ and are shared, so what counts are the ratios; the CPU time for 1,000 is
the growth from the first number of recipients to the last, which leaves out the start. The figures are in digest.txt.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import servers

BASE: Final = Path(__file__).resolve().parent.parent
# What PostgreSQL does by itself within a minute; without it, it looks for each reader from the beginning of the list.
ANALYZE: Final = "from django.db import connection; connection.cursor().execute('ANALYZE')"
LOOK: Final = """
import json
from django.db.models import Count, Max, Min
from newsletter import letters, tokens
from newsletter.models import Delivery, Digest
row = Delivery.objects.filter(state="sent").aggregate(n=Count("pk"), first=Min("sent_at"), last=Max("sent_at"))
digest = Digest.objects.select_related("plan").get()
one = letters.compiled_issue(digest).fill(to="reader1@drill.example", mail_id=tokens.mail_id(1, 1),
    token=tokens.unsubscribe_token(1, 1), settings_token=tokens.settings_token(1, 1))
print(json.dumps({"sent": row["n"], "seconds": (row["last"] - row["first"]).total_seconds(), "bytes": len(one)}))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One issue, sent."""

    recipients: int
    seconds: float
    cpu: float
    megabytes: float  # of the larger sender
    size: int  # bytes of a mail
    source: float  # seconds that smtp-source took for as many mails of that size, with eight sessions
    source_cpu: float
    abreast: float  # and with as many sessions as there were senders


def main() -> int:
    """Print a line for each number of recipients; 1 where mails are missing or the tools are."""
    parser = ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--senders", type=int, default=2)
    parser.add_argument("sizes", type=int, nargs="*", default=[2_000, 20_000])
    asked = parser.parse_args()
    sink, source = _tool("smtp-sink"), _tool("smtp-source")
    if not sink or not source:
        print("smtp-sink and smtp-source are not installed (Debian: postfix)")
        return 1
    runs = []
    for recipients in asked.sizes:
        with _listening(sink) as port, _database(postgres=asked.postgres) as database:
            run = _run(recipients, port, source, database, asked.senders)
        runs.append(run)
        of_eight, of_as_many = run.source / run.seconds, run.abreast / run.seconds
        print(
            f"{recipients} recipients, mails of {run.size / 1000:.0f} KB: {run.recipients / run.seconds:.0f}/s, "
            f"{of_eight:.2f} of smtp-source -s 8, {of_as_many:.2f} of -s {asked.senders}; "
            f"CPU {run.cpu:.1f} s; {run.megabytes:.0f} MB",
            flush=True,
        )
    first, last = runs[0], runs[-1]
    if last.recipients > first.recipients:
        growth = (last.cpu - first.cpu) / (last.recipients - first.recipients) * 1000
        theirs = last.source_cpu / last.recipients * 1000
        print(
            f"CPU for 1,000 more: {growth:.2f} s, {growth / theirs:.1f} times smtp-source's; "
            f"memory grew by {last.megabytes - first.megabytes:.1f} MB"
        )
    return 0


def _tool(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def _listening(sink: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    as_nobody = [] if os.getuid() else ["-u", "nobody"]  # it does not work as root
    server = subprocess.Popen([sink, *as_nobody, f"127.0.0.1:{port}", "1000"])
    try:
        time.sleep(1)
        yield port
    finally:
        server.kill()
        server.wait()


@contextmanager
def _database(*, postgres: bool) -> Iterator[str]:
    if postgres:
        with servers.postgres() as url:
            yield url.replace("@/newsroom", "@/postgres")  # the one that is there
    else:
        with tempfile.TemporaryDirectory(prefix="digest-") as folder:
            yield f"sqlite:///{folder}/newsroom.sqlite3"


def _run(recipients: int, port: int, source: str, database: str, senders: int) -> Run:
    with tempfile.TemporaryDirectory(prefix="digest-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "NEWSROOM_DRILL": "1",
            "DATABASE_URL": database,
            "CACHE_URL": "database:",
            "MEDIA_STORAGE": f"{folder}/media",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",  # nobody there: the ledger needs no bell
            "SITE_URL": "http://drill.example",
            "DEFAULT_FROM_EMAIL": "newsroom@drill.example",
            "DEBUG": "no",
        }

        def manage(*arguments: str) -> list[str]:
            return [sys.executable, str(BASE / "manage.py"), *arguments]

        def call(*arguments: str) -> str:
            return subprocess.run(
                manage(*arguments), env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        call("migrate", "--verbosity", "0")
        call("digest_drill", "--step", "prepare", "--recipients", str(recipients))
        call("shell", "--verbosity", "0", "-c", ANALYZE)
        work = manage("digest_drill", "--step", "work")
        running = [subprocess.Popen(work, env=environment, stderr=subprocess.DEVNULL) for _sender in range(senders)]
        try:
            used = [os.wait4(one.pid, 0)[2] for one in running]
        except BaseException:
            for one in running:
                one.kill()
            raise
        found = json.loads(call("shell", "--verbosity", "0", "-c", LOOK).splitlines()[-1])
    if found["sent"] != recipients:
        raise SystemExit(f"{found['sent']} of {recipients} were sent.")
    eight, abreast = (_by_smtp_source(source, port, recipients, found["bytes"], number) for number in (8, senders))
    return Run(
        recipients=recipients,
        seconds=found["seconds"],
        cpu=sum(one.ru_utime + one.ru_stime for one in used),
        megabytes=max(one.ru_maxrss for one in used) / 1024,
        size=found["bytes"],
        source=eight[0],
        source_cpu=eight[1],
        abreast=abreast[0],
    )


def _by_smtp_source(source: str, port: int, mails: int, size: int, sessions: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU, of postfix's own sender."""
    many = ["-s", str(sessions), "-m", str(mails), "-l", str(size)]
    ends = ["-f", "a@drill.example", "-t", "b@drill.example", f"127.0.0.1:{port}"]
    began = time.monotonic()
    _pid, failed, used = os.wait4(subprocess.Popen([source, *many, *ends]).pid, 0)
    if failed:
        raise SystemExit("smtp-source could not send.")
    return time.monotonic() - began, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
