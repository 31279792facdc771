"""`manage.py erase_subscriber`: take away everything that names a reader, when they ask for it by letter."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import transaction

from newsletter import looking_up, personal
from newsletter.addresses import BadAddress
from newsletter.models import Subscriber
from newsletter.subscriptions import Act
from newsroom import audit


class Command(BaseCommand):
    """The address stands on the command line only: neither what is said nor the audit log repeats it."""

    help = "Erase what names a reader: address, choices, internet address, the addresses of their mails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the whole address")

    @transaction.atomic
    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            known = looking_up.look_up(address)
        except BadAddress as error:
            raise CommandError(f"That is no address: {error.code}.") from error
        reader = known.subscriber
        if reader is None or not personal.erase(reader, Act(language=reader.language, page="erase_subscriber")):
            raise CommandError("Nobody with this address is known; nothing was done.")
        audit.record("erase_subscriber", Subscriber.objects.get(pk=reader.pk), by=None)
        self.stdout.write("Erased. Proof of consent stays by a keyed hash, and no list brings the address back.")
