"""`manage.py search_explain "للأرمن"`: what the analyser makes of a question."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import queries
from newsroom import arabic
from newsroom.languages import ARABIC, LANGUAGES


class Command(BaseCommand):
    """Show words, stems and clauses."""

    help = "Print the words, stems and clauses of a question."

    def add_arguments(self, parser: CommandParser) -> None:
        """The question and its language."""
        parser.add_argument("text")
        parser.add_argument("--language", choices=LANGUAGES, default=ARABIC)

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each step."""
        query = queries.parse(options["text"], options["language"])
        self.stdout.write(f"analyser {arabic.ANALYSER_VERSION}")
        self.stdout.write(f"spelled  {query.spelled}")
        for clause in query.clauses:
            forms = " | ".join(" ".join(phrase) for phrase in clause.phrases)
            self.stdout.write(f"must     {clause.word}: {forms}")
