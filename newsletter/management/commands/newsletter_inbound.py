"""`manage.py newsletter_inbound`: take in what came to the sender's address."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from newsletter import inbound, mailboxes
from newsletter.inbound import Received
from newsletter.mailboxes import Incoming, NoMailbox

TRY_AGAIN: Final = 75  # EX_TEMPFAIL: a mail server that pipes to us keeps the message and comes again


class Command(BaseCommand):
    """Reads a Maildir, an mbox, a folder of .eml files, one message, or a message from a pipe.

    Reading something twice does nothing the second time.
    """

    help = "Take in bounces, complaints and automatic replies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="Maildir, mbox, folder of .eml files or one message; - for standard input")
        parser.add_argument("--json", action="store_true", help="a line of JSON for each message")

    def handle(self, *args: Any, path: str, json: bool = False, **options: Any) -> None:
        counted: Counter[str] = Counter()
        try:
            for incoming in _incoming(path):
                received = inbound.receive(incoming.raw)
                incoming.taken()
                counted[_named(received)] += 1
                if json:
                    self.stdout.write(received.as_json())
        except NoMailbox as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Nothing was lost; the database says: {error}", returncode=TRY_AGAIN) from error
        if not json:
            said = ", ".join(f"{number} {kind}" for kind, number in counted.most_common())
            self.stdout.write(said or "There was nothing to read.")


def _named(received: Received) -> str:
    if received.again:
        return "read before"
    return "in quarantine" if received.quarantine else received.kind


def _incoming(path: str) -> Iterator[Incoming]:
    if path == "-":
        return iter([mailboxes.from_pipe(sys.stdin.buffer)])
    return mailboxes.from_path(Path(path))
