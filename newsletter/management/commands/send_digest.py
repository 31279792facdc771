"""`manage.py send_digest`: send an issue of the newsletter from a terminal, and say what came of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from newsletter import digests, sending
from newsletter.digests import ItemsGone, NotADraft, NothingNew, NotReady, UnderWay
from newsletter.models import Delivery, DeliveryState, Digest, DigestPlan, Rhythm
from newsroom import arabic, clock
from newsroom.languages import ENGLISH, LANGUAGES


class Command(BaseCommand):
    """With --now an issue of what is new goes out at once; without it, whatever the plans' hours ask for.

    The mails are handed over by this process itself; workers that run meanwhile help.
    """

    help = "Send the newsletter: what is due, or with --now an issue of what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=LANGUAGES, help="of the newsletter; needed with --now")
        parser.add_argument("--now", action="store_true", help="do not wait for the hour of the plan")

    def handle(self, *args: Any, language: str | None = None, now: bool = False, **options: Any) -> None:
        if now and language is None:
            raise CommandError(f"--now needs --language: {' or '.join(LANGUAGES)}.")
        if language is not None:
            plan = DigestPlan.objects.filter(language=language, rhythm=Rhythm.DAILY).first()
            if plan is None:
                raise CommandError(f"There is no plan for {language!r}: make one at the desk, under Newsletter plans.")
            if now:
                self._send_now(plan)
                return
        begun = clock.now()
        digests.prepare_due()
        sent = Digest.objects.filter(started_at__gte=begun).select_related("plan")
        for digest in sent:
            self._deliver(digest)
        if not sent:
            self.stdout.write("Nothing is due: " + (_hours() or "no plan is active."))

    def _send_now(self, plan: DigestPlan) -> None:
        try:
            digest = digests.send(digests.draft(plan), by=None)
        except NothingNew as reason:
            found = arabic.count(reason.found, "story", ENGLISH)
            self.stdout.write(f"Nothing was sent: {found} new since the last issue, {reason.wanted} wanted.")
        except NotReady as reason:
            points = ", ".join(point.key for point in reason.points)
            self.stdout.write(f"Nothing was sent: the draft at the desk has to be put right first ({points}).")
        except (NotADraft, ItemsGone, UnderWay) as reason:
            self.stdout.write(f"Nothing was sent: somebody else was at this issue just now ({type(reason).__name__}).")
        else:
            self._deliver(digest)

    def _deliver(self, digest: Digest) -> None:
        stories = arabic.count(digest.items.filter(article__isnull=False).count(), "story", ENGLISH)
        addresses = arabic.count(digest.recipients_total, "address", ENGLISH)
        self.stdout.write(f"{stories} to {addresses}")
        tally = sending.drain()
        if tally.unreachable:
            self.stdout.write(f"The mail server does not answer ({tally.unreachable}); the mails go out later.")
        for state in (DeliveryState.UNCERTAIN, DeliveryState.FAILED):
            number = Delivery.objects.filter(digest=digest, state=state).count()
            if number:
                self.stdout.write(f"{number} {state.value}")


def _hours() -> str:
    plans = DigestPlan.objects.filter(active=True)
    return ", ".join(
        f"{plan.language} {plan.rhythm} at {clock.local(plan.next_run_at):%Y-%m-%d %H:%M}" for plan in plans
    )
