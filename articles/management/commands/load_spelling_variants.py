"""`manage.py load_spelling_variants FILE`: a group to a line, its spellings separated by tabs; `#` begins a comment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from articles.models import SpellingVariants


class Command(BaseCommand):
    """Add the groups that are not there yet."""

    help = "Load groups of spellings that mean the same: a group to a line, separated by tabs."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, in UTF-8."""
        parser.add_argument("file", type=Path)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """All of the file or nothing; a line that is no group is told and left out."""
        try:
            lines = options["file"].read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        known = {frozenset(row.phrases()) for row in SpellingVariants.objects.all()}
        added = 0
        for number, line in enumerate(lines, 1):
            spellings = [part.strip()[:200] for part in line.partition("#")[0].split("\t") if part.strip()]
            if not spellings:
                continue
            if len(set(spellings)) < 2:
                self.stderr.write(f"line {number}: a group has two spellings at least, separated by a tab")
            elif frozenset(spellings) not in known:
                SpellingVariants.objects.create(spellings="\n".join(spellings))
                known.add(frozenset(spellings))
                added += 1
        self.stdout.write(f"{added} groups added")
