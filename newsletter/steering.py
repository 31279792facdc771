"""An issue on its way: paused, gone on with, cancelled; and what was refused or is uncertain, sent once more.

Each is one conditional UPDATE. The sender asks for the issue's state in the statement that lets a mail go, so that
after a pause no further one begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, QuerySet

from newsletter import sending
from newsletter.models import Delivery, DeliveryState, Digest, DigestState, SkipReason
from newsroom import audit, bell, clock
from newsroom.models import User

SHOWN_REPLIES: Final = 6
LATELY: Final = timedelta(minutes=2)  # over which the rate of an issue that is going out is counted
_OPEN: Final = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING)


class CannotSteer(Exception):
    """The issue is not where this can be done; nothing happened."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an issue's mails are. `adds_up`: its readers are the sum of all states, as it has to be."""

    counts: dict[DeliveryState, int]
    total: int
    a_minute: int
    left: timedelta | None
    replies: tuple[tuple[str, str], ...]

    @property
    def adds_up(self) -> bool:
        """Whether no mail is lost and none has come twice into the ledger."""
        return sum(self.counts.values()) == self.total

    @property
    def ended(self) -> int:
        """How many have an end, whichever."""
        return sum(number for state, number in self.counts.items() if state not in _OPEN)


def progress(digest: Digest) -> Progress:
    """How far an issue is, counted anew from the ledger at every look."""
    rows = Delivery.objects.filter(digest=digest).order_by()
    counted = dict(rows.values_list("state").annotate(Count("pk")))
    counts = {state: counted[state.value] for state in DeliveryState if counted.get(state.value)}
    a_minute = _rate(digest, rows)
    waiting = sum(counts.get(state, 0) for state in _OPEN)
    left = timedelta(minutes=waiting / a_minute) if a_minute else None
    return Progress(counts, digest.recipients_total, a_minute, left, _last_replies(rows))


def _rate(digest: Digest, rows: QuerySet[Delivery]) -> int:
    """Mails a minute, lately: a pause before does not count. None goes out of an issue that is not being sent."""
    if digest.state != DigestState.SENDING or digest.started_at is None:
        return 0
    now = clock.now()
    since = max(now - LATELY, digest.started_at)
    number = rows.filter(state=DeliveryState.SENT, sent_at__gt=since).count()
    return round(60 * number / max((now - since).total_seconds(), 1))


def _last_replies(rows: QuerySet[Delivery]) -> tuple[tuple[str, str], ...]:
    """What the mail server said: of the mails that were not taken, and of the last one that was."""
    rows = rows.exclude(smtp_reply="").order_by("-pk")
    troubled = list(rows.exclude(state=DeliveryState.SENT)[:SHOWN_REPLIES])
    taken = list(rows.filter(state=DeliveryState.SENT)[:1])
    return tuple(
        (str(row.get_state_display()), f"{row.smtp_code or ''} {row.smtp_reply}".strip()) for row in [*taken, *troubled]
    )


def pause(digest: Digest, *, by: User | None) -> None:
    """No further mail begins."""
    _move(digest, DigestState.SENDING, DigestState.PAUSED, "pause_digest", by)


def go_on(digest: Digest, *, by: User | None) -> None:
    """What was not sent yet goes on."""
    _move(digest, DigestState.PAUSED, DigestState.SENDING, "resume_digest", by)
    bell.ring_after_commit("newsletter.tasks.drain")


@transaction.atomic
def cancel(digest: Digest, *, by: User | None) -> int:
    """Whoever has not got it does not get it any more; returns how many. What is being handed over ends by itself.

    An issue that nobody has is cancelled, and its stories stay new; one that some have is sent.
    """
    moved = Digest.objects.filter(pk=digest.pk, state__in=(DigestState.SENDING, DigestState.PAUSED)).update(
        state=DigestState.SENDING
    )
    if not moved:
        raise CannotSteer
    left_out = _rows(digest, DeliveryState.QUEUED, DeliveryState.CLAIMED).update(
        state=DeliveryState.SKIPPED, skip_reason=SkipReason.CANCELLED, owner=None, lease_until=None
    )
    audit.record("cancel_digest", digest, by=by, language=digest.language, addresses=left_out)
    nobody_has_it = not Delivery.objects.filter(digest=digest).exclude(state=DeliveryState.SKIPPED).exists()
    if nobody_has_it:
        Digest.objects.filter(pk=digest.pk).update(state=DigestState.CANCELLED, finished_at=clock.now())
    else:
        sending.finish(digest.pk)
    return left_out


@transaction.atomic
def again(digest: Digest, state: DeliveryState, *, by: User | None) -> int:
    """Queue the mails that were refused for now, or that are uncertain, once more; returns how many.

    The same mail under the same id. Raises `CannotSteer` for any other state, or where the issue has not ended.
    """
    rows = _rows(digest, state)
    if state == DeliveryState.FAILED:
        rows = rows.filter(smtp_code__lt=500) | rows.filter(smtp_code__isnull=True)
    elif state != DeliveryState.UNCERTAIN:
        raise CannotSteer
    if not Digest.objects.filter(pk=digest.pk, state=DigestState.SENT).update(
        state=DigestState.SENDING, finished_at=None
    ):
        raise CannotSteer
    now = clock.now()
    queued = rows.update(state=DeliveryState.QUEUED, not_before=now, created_at=now, owner=None, lease_until=None)
    audit.record(f"send_again_{state.value}", digest, by=by, language=digest.language, addresses=queued)
    if not queued:
        sending.finish(digest.pk)
    bell.ring_after_commit("newsletter.tasks.drain")
    return queued


def to_send_again(digest: Digest) -> dict[DeliveryState, int]:
    """How many mails of an issue that has ended could be queued once more."""
    failed = _rows(digest, DeliveryState.FAILED)
    return {
        DeliveryState.FAILED: (failed.filter(smtp_code__lt=500) | failed.filter(smtp_code__isnull=True)).count(),
        DeliveryState.UNCERTAIN: _rows(digest, DeliveryState.UNCERTAIN).count(),
    }


def _rows(digest: Digest, *states: DeliveryState) -> QuerySet[Delivery]:
    return Delivery.objects.filter(digest=digest, state__in=states)


@transaction.atomic
def _move(digest: Digest, before: DigestState, after: DigestState, action: str, by: User | None) -> None:
    if not Digest.objects.filter(pk=digest.pk, state=before).update(state=after):
        raise CannotSteer
    audit.record(action, digest, by=by, language=digest.language)
