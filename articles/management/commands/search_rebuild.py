"""`manage.py search_rebuild`: index what is missing or stands there by an older analyser; `--all`: all of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import search
from articles.models import SearchRow


class Command(BaseCommand):
    """In portions; stopped and begun again, it goes on where it was."""

    help = "Index what the search does not know, or knows by an older analyser."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether everything is made again."""
        parser.add_argument("--all", action="store_true", dest="everything")
        parser.add_argument("--quiet", action="store_true", help="say nothing where nothing was missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Until nothing is missing."""
        if options["everything"]:
            SearchRow.objects.update(analyser_version=0)
        total = 0
        while made := search.rebuild_some():
            total += made
            self.stdout.write(f"{total} indexed")
        if total or not options["quiet"]:
            self.stdout.write("Nothing is missing.")
