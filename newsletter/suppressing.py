"""Taking an address off the list for good, until its owner signs up and confirms anew."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F

from newsletter import subscriptions
from newsletter.models import Status, Subscriber, Suppression
from newsletter.models.subscribers import SuppressionReason
from newsroom import clock

_MAILED: Final = (Status.ACTIVE, Status.PAUSED, Status.PENDING)
_STRONGER: Final = (SuppressionReason.MANUAL, SuppressionReason.ERASED)  # not lifted, or not to be told apart


@transaction.atomic
def suppress_gone(subscriber: Subscriber) -> None:
    """The address does not exist."""
    _suppress(subscriber, Status.BOUNCED, SuppressionReason.HARD_BOUNCE)


@transaction.atomic
def suppress_complained(subscriber: Subscriber) -> None:
    """Its owner reported our mail as unwanted: that withdraws the consent as well."""
    if _suppress(subscriber, Status.COMPLAINED, SuppressionReason.COMPLAINT):
        subscriptions.record_complaint(subscriber)


def _suppress(subscriber: Subscriber, status: Status, reason: SuppressionReason) -> bool:
    """Whether the address was on the list until now; the suppression stands in any case."""
    listed = Subscriber.objects.filter(pk=subscriber.pk, status__in=_MAILED)
    moved = listed.update(status=status, token_version=F("token_version") + 1)
    row, made = Suppression.objects.get_or_create(email_hash=subscriber.email_hash, defaults={"reason": reason})
    if not made:
        known = Suppression.objects.filter(pk=row.pk)
        known = known.exclude(lifted_at__isnull=True, reason__in=_STRONGER)
        known.update(reason=reason, at=clock.now(), lifted_at=None)
    return bool(moved)
