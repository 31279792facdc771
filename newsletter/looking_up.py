"""What is known of one address, for somebody at the desk who has it in full; putting the newsroom's no on it or off."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from newsletter import suppressing, tokens
from newsletter.addresses import Address, parse
from newsletter.models import ConsentEvent, Subscriber, Suppression, SuppressionReason
from newsroom import audit, clock
from newsroom.models import User


@dataclass(frozen=True, slots=True)
class Known:
    """An address as its owner writes it, its row if there is one, what stands against it, what its owner did."""

    address: Address
    email_hash: str
    subscriber: Subscriber | None
    suppression: Suppression | None
    events: tuple[ConsentEvent, ...]

    @property
    def is_suppressed(self) -> bool:
        """Whether something stands against it now."""
        return self.suppression is not None and self.suppression.lifted_at is None

    @property
    def can_be_lifted(self) -> bool:
        """Only the newsroom's own no is the newsroom's to take back; the reader's is lifted by signing up anew."""
        return (
            self.suppression is not None and self.is_suppressed and self.suppression.reason == SuppressionReason.MANUAL
        )


class NotOurs(Exception):
    """Nothing of ours stands against the address."""


def look_up(typed: str) -> Known:
    """All that is known of an address, in three queries. Raises `addresses.BadAddress`."""
    address = parse(typed)
    email_hash = tokens.email_hash(address.norm)
    return Known(
        address=address,
        email_hash=email_hash,
        subscriber=Subscriber.objects.filter(email_norm=address.norm).first(),
        suppression=Suppression.objects.select_related("lifted_by").filter(email_hash=email_hash).first(),
        events=tuple(ConsentEvent.objects.filter(email_hash=email_hash).select_related("batch")),
    )


@transaction.atomic
def suppress_by_hand(typed: str, *, note: str, by: User | None) -> None:
    """No mail to this address, not even a confirmation. Raises `addresses.BadAddress`."""
    email_hash = tokens.email_hash(parse(typed).norm)
    suppressing.suppress(email_hash, SuppressionReason.MANUAL, note=note)
    row = Suppression.objects.get(email_hash=email_hash)
    audit.record("suppress_address", row, by=by, note=note)


@transaction.atomic
def lift(typed: str, *, note: str, by: User | None) -> None:
    """Take the newsroom's own no back. Raises `NotOurs`, `addresses.BadAddress`."""
    email_hash = tokens.email_hash(parse(typed).norm)
    ours = Suppression.objects.in_force().filter(email_hash=email_hash, reason=SuppressionReason.MANUAL)
    row = ours.select_for_update().first()
    if row is None:
        raise NotOurs
    row.lifted_at, row.lifted_by, row.lift_note = clock.now(), by, note[:200]
    row.save(update_fields=["lifted_at", "lifted_by", "lift_note"])
    audit.record("lift_suppression", row, by=by, note=note)
