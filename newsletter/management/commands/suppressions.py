"""`manage.py suppressions`: take what is never to be mailed again out of the way of a restored backup, and put it back.

A backup that is restored does not know who was erased, complained or was refused since it was made. So before it is
restored the suppressions are written to a file, and after it they are put in force again. The file holds keyed hashes.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import transaction

from newsletter import personal, suppressing
from newsletter.models import Status, Subscriber, Suppression, SuppressionReason
from newsletter.subscriptions import Act


class Command(BaseCommand):
    """Running --apply again changes nothing."""

    help = "Write the suppressions to a file before a backup is restored, or put those of a file in force after it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--save", metavar="FILE", help="write all that are in force")
        way.add_argument("--apply", metavar="FILE", help="put those of the file in force; whoever was erased is again")

    def handle(self, *args: Any, save: str | None = None, apply: str | None = None, **options: Any) -> None:
        if save:
            rows = list(Suppression.objects.in_force().order_by("pk").values("email_hash", "reason", "note"))
            Path(save).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            self.stdout.write(f"{len(rows)} suppressions written.")
        else:
            self.stdout.write(f"{self._apply(Path(str(apply)))} suppressions put in force.")

    @transaction.atomic
    def _apply(self, file: Path) -> int:
        try:
            found = json.loads(file.read_text("utf-8"))
            rows = [(row["email_hash"], SuppressionReason(row["reason"]), row["note"]) for row in found]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CommandError(f"{file} holds no suppressions that were saved by this command.") from error
        standing = set(Suppression.objects.in_force().values_list("email_hash", "reason"))
        missing = [row for row in rows if (row[0], row[1].value) not in standing]
        for email_hash, reason, note in missing:
            suppressing.suppress(email_hash, reason, note=note)
        erased = [email_hash for email_hash, reason, _note in rows if reason == SuppressionReason.ERASED]
        for reader in Subscriber.objects.filter(email_hash__in=erased).exclude(status=Status.ERASED):
            personal.erase(reader, Act(language=reader.language, page="suppressions"))
        return len(missing)
