"""Putting an address on the list of those that get no mail, by a keyed hash that outlives its row.

The newsroom's own no is stronger than any other reason, a wish to be erased than what a mail server said.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import F

from newsletter import subscriptions
from newsletter.models import ConsentKind, Status, Subscriber, Suppression, SuppressionReason
from newsletter.subscriptions import GETS_MAIL, Act
from newsroom import clock

_STRENGTH: Final = {SuppressionReason.MANUAL: 2, SuppressionReason.ERASED: 1}


@transaction.atomic
def suppress_gone(subscriber: Subscriber) -> None:
    """The address does not exist: no mail until its owner signs up and confirms anew."""
    _take_off(subscriber, Status.BOUNCED)
    suppress(subscriber.email_hash, SuppressionReason.HARD_BOUNCE)


@transaction.atomic
def suppress_complained(subscriber: Subscriber) -> None:
    """Its owner reported our mail as unwanted: that withdraws the consent as well."""
    if _take_off(subscriber, Status.COMPLAINED):
        act = Act(language=subscriber.language, page="complaint")
        subscriptions.record(subscriber, ConsentKind.UNSUBSCRIBED, act)
    suppress(subscriber.email_hash, SuppressionReason.COMPLAINT)


def _take_off(subscriber: Subscriber, status: Status) -> bool:
    """Whether the address was on the list, or about to be, until now."""
    away = {"status": status, "token_version": F("token_version") + 1, "paused_until": None}
    here = Subscriber.objects.filter(pk=subscriber.pk)
    left = here.filter(status__in=GETS_MAIL).update(left_at=clock.now(), **away)
    return bool(left or here.filter(status=Status.PENDING).update(**away))


def suppress(email_hash: str, reason: SuppressionReason, *, note: str = "") -> None:
    """No mail to this address from now on. A weaker reason does not take the place of one that is in force."""
    row, made = Suppression.objects.get_or_create(
        email_hash=email_hash, defaults={"reason": reason, "note": note[:200]}
    )
    stands = row.lifted_at is None and _strength(row.reason) > _strength(reason)
    if not made and not stands:
        row.reason, row.note, row.at = reason, note[:200], clock.now()
        row.lifted_at, row.lifted_by, row.lift_note = None, None, ""
        row.save()


def _strength(reason: str) -> int:
    return _STRENGTH.get(SuppressionReason(reason), 0)
