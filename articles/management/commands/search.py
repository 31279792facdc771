"""`manage.py search "حصاد" --language ar --limit 50 --json`: the numbers of the stories that readers would find."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles import queries, search
from articles.models import Publication
from newsroom.languages import ARABIC, LANGUAGES


class Command(BaseCommand):
    """Ask the index as the public page does."""

    help = "Print the numbers of the stories that a question finds, in order."

    def add_arguments(self, parser: CommandParser) -> None:
        """The question, and how its answer is printed."""
        parser.add_argument("text")
        parser.add_argument("--language", choices=LANGUAGES, default=ARABIC)
        parser.add_argument("--limit", type=int, default=50)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Numbers alone with --json, else with headlines."""
        language = options["language"]
        rows = Publication.objects.live(language)
        pks = search.hits(queries.parse(options["text"], language), rows)[: max(0, options["limit"])]
        found = {row.pk: row for row in rows.filter(pk__in=pks).defer("body")}
        if options["as_json"]:
            self.stdout.write(json.dumps([found[pk].article_id for pk in pks]))
            return
        for pk in pks:
            self.stdout.write(f"{found[pk].article_id}\t{found[pk].headline}")
