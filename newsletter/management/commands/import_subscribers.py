"""`manage.py import_subscribers`: take over a list of addresses from a file, with the proof that they agreed."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import override

from newsletter import importing
from newsletter.importing import WHY, Told, UnknownColumns, Verdict
from newsletter.list_files import BadFile
from newsletter.models import Import, ImportState
from newsroom.languages import ARABIC, LANGUAGES


class Command(BaseCommand):
    """Columns: email, language, frequency, regions, consent_at, consent_source, consent_text.

    Broken off, it goes on where it stopped when it is called again; a worker goes on with it, too.
    """

    help = "Take over a list of addresses (CSV). Without proof of consent, in the file or here, nobody is taken over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would become of each line")
        parser.add_argument("--leave-out", action="store_true", help="leave out the columns that mean nothing here")
        parser.add_argument("--language", choices=LANGUAGES, default=ARABIC, help="where a row has none (ar)")
        parser.add_argument("--consent-by", default="", help="who collected the addresses, where a row has none")
        parser.add_argument("--consent-at", default="", help="when they agreed, as 2024-12-25")
        parser.add_argument("--consent-text", default="", help="the words that they agreed to")

    def handle(self, *args: Any, file: Path, dry_run: bool = False, leave_out: bool = False, **options: Any) -> None:
        told = Told(options["language"], options["consent_by"], _moment(options["consent_at"]), options["consent_text"])
        try:
            batch = importing.bring(file.name, file.read_bytes(), told, by=None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error}.") from error
        except BadFile as error:
            raise CommandError(f"{file} cannot be read: {_why(error.code)}") from error
        self._say(batch)
        if dry_run:
            self._forget(batch)
            self.stdout.write("Nothing was taken over.")
            return
        try:
            importing.begin(batch, by=None, leave_out=leave_out)
        except UnknownColumns as error:
            self._forget(batch)
            raise CommandError(
                f"Nothing was taken over: these columns mean nothing: {error}. Rename them, or say --leave-out."
            ) from error
        for _added in importing.take_over(Import.objects.get(pk=batch.pk)):
            batch.refresh_from_db()
            self.stdout.write(f"{batch.next_row} of {batch.rows_total} rows, {batch.added} taken over")
        self.stdout.write("Done.")

    def _forget(self, batch: Import) -> None:
        """Drop what was only looked through; a list that is being taken over already goes on."""
        if batch.state == ImportState.CHECKED:
            importing.drop(batch)

    def _say(self, batch: Import) -> None:
        unknown = importing.unknown_columns_of(batch)
        if unknown:
            self.stdout.write(f"columns that mean nothing here: {', '.join(unknown)}")
        for one in importing.problems_of(batch):
            where = f"{one.column} {one.cell!r}" if one.cell else one.column
            said = ", ".join(part for part in (one.address, one.verdict, where, _why(one.reason)) if part)
            self.stdout.write(f"line {one.line}: {said}")
        told = sum(batch.counts.values()) - batch.counts.get(Verdict.NEW, 0)
        if told > len(batch.problems):
            self.stdout.write(f"… and {told - len(batch.problems)} more")
        counts = ", ".join(f"{batch.counts[one]} {one.value}" for one in Verdict if batch.counts.get(one))
        self.stdout.write(f"{batch.rows_total} rows: {counts or 'none'}")


def _why(code: str) -> str:
    with override("en"):  # as all that commands say
        return str(WHY.get(code, ""))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--consent-at is {text!r}, but it must be a date. Example: 2024-12-25") from error
    return make_aware(moment) if is_naive(moment) else moment
