"""`manage.py verify_audit`: whether the audit log is what was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from newsroom import audit


class Command(BaseCommand):
    """Names every entry that was changed, removed or put in; prints the head to note down elsewhere."""

    help = "Checks the audit log's chain and prints where it ends."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with 1 where something is wrong."""
        wrong = list(audit.verify())
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"The audit log is not what was written: {len(wrong)} faults.")
        self.stdout.write(f"The audit log is whole. It ends at {audit.head_in_words()}")
