"""Fill an empty database with the demo newsroom."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from newsletter import seeding


class Command(BaseCommand):
    """`manage.py seed_demo [--if-empty]`; never into a database that has content."""

    help = "Fill an empty database with the demo newsroom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, where there is content")

    def handle(self, *args: Any, **options: Any) -> None:
        if not seeding.is_empty():
            if options["if_empty"]:
                return
            raise CommandError("This database has content; the demo is written into an empty one only.")
        seeding.seed()
        self.stdout.write("The demo newsroom is written.")
