"""What is heard of a mail, and what it leads to. The one place where a bounce costs somebody the newsletter.

A dead address is taken off the list: at once where a server says so in a field made for it, after two mails where it
only sounds like it. A mailbox that has been full for two weeks is left in peace for a month. A complaint ends
everything at once. A refusal of *our* mail, a delay, an automatic reply end nothing.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Prefetch

from newsletter import suppressing, verdicts
from newsletter.models import (
    Answer,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    Digest,
    InboundMessage,
    Subscriber,
    Verdict,
)
from newsroom import clock

logger = logging.getLogger(__name__)

SURE: Final = 3  # points of a dead address, said in a field made for it
LIKELY: Final = 2  # … in words
SOFT: Final = 1  # of a mailbox that is full, or a server that cannot be reached

WELL: Final = 3  # issues in a row that went well wipe out what was before
SOFT_MAILS: Final = 5  # so many failed softly …
SOFT_TIME: Final = timedelta(days=14)  # … over so long
REST: Final = timedelta(days=30)
LOOKED_BACK: Final = 60  # mails

COMPLAINTS_ALARM: Final = 0.001  # of the mails of an issue that were sent; and more than one
REFUSALS_ALARM: Final = 0.02

_SURE_STATUS: Final = frozenset({"5.1.1", "5.1.2", "5.1.10"})


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of a mail; `structured`: in a field made for it, not in prose."""

    kind: Answer
    verdict: Verdict = Verdict.NONE
    status: str = ""
    words: str = ""
    structured: bool = False


@transaction.atomic
def record(delivery: Delivery, told: Told, *, key: str, message: InboundMessage | None = None) -> bool:
    """Write down what was told of a mail, and act on it; once for each `key`. Says whether it was new."""
    _event, is_new = DeliveryEvent.objects.get_or_create(
        key=hashlib.sha256(key.encode()).hexdigest(),
        defaults={
            "delivery": delivery,
            "message": message,
            "kind": told.kind,
            "verdict": told.verdict,
            "status": told.status[:11],
            "words": told.words[:500],
            "points": _points(told),
        },
    )
    if is_new:
        # Whatever is heard of a mail, it was taken.
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNCERTAIN).update(state=DeliveryState.SENT)
        subscriber = Subscriber.objects.select_for_update().filter(deliveries=delivery).first()
        if subscriber is not None:
            _act(subscriber, told)
    return is_new


def refused(delivery: Delivery, *, code: int, words: str) -> None:
    """The other side's answer to the address itself (RCPT), while the mail was being handed over."""
    status = verdicts.status_in(words)
    verdict = verdicts.verdict(status=status, words=words)
    told = Told(Answer.BOUNCE, verdict, status, verdicts.without_addresses(f"{code} {words}"), structured=True)
    record(delivery, told, key=f"rcpt:{delivery.pk}")


def _points(told: Told) -> int:
    if told.kind != Answer.BOUNCE:
        return 0
    if told.verdict == Verdict.GONE:
        return SURE if told.structured and told.status in _SURE_STATUS else LIKELY
    return SOFT if told.verdict in (Verdict.FULL, Verdict.TEMPORARY) else 0


def _act(subscriber: Subscriber, told: Told) -> None:
    if told.kind == Answer.COMPLAINT:
        suppressing.suppress_complained(subscriber)
    elif _points(told) >= LIKELY:
        gone = [max(event.points for event in mail) for mail in _lately(subscriber, (Verdict.GONE,))]
        if SURE in gone or len(gone) > 1:
            suppressing.suppress_gone(subscriber)
    elif _points(told):
        soft = _lately(subscriber, (Verdict.FULL, Verdict.TEMPORARY))
        times = [event.at for mail in soft for event in mail]
        if len(soft) >= SOFT_MAILS and max(times) - min(times) >= SOFT_TIME:
            Subscriber.objects.filter(pk=subscriber.pk).update(rests_until=clock.now() + REST)


def _lately(subscriber: Subscriber, verdicts_: tuple[Verdict, ...]) -> list[list[DeliveryEvent]]:
    """What counts against an address, mail by mail, back to where issues in a row went well or it was confirmed.

    What went out after the newest of them says nothing: its bounce may still be under way.
    """
    counting = DeliveryEvent.objects.filter(points__gt=0)
    mails = Delivery.objects.filter(subscriber=subscriber).order_by("-pk")
    if subscriber.confirmed_at:
        mails = mails.filter(created_at__gte=subscriber.confirmed_at)
    found: list[list[DeliveryEvent]] = []
    well = 0
    for mail in mails.prefetch_related(Prefetch("events", counting, to_attr="against"))[:LOOKED_BACK]:
        against: list[DeliveryEvent] = mail.against
        if against:
            well = 0
            own = [event for event in against if event.verdict in verdicts_]
            found += [own] if own else []
        elif found and mail.state == DeliveryState.SENT and mail.digest_id:
            well += 1
            if well == WELL:
                break
    return found


# --- an issue, looked at afterwards -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aftermath:
    """How many mails of an issue came back, by verdict, were reported, or were refused because of us."""

    sent: int
    by_verdict: dict[str, int]
    complaints: int

    @property
    def too_many_complaints(self) -> bool:
        """Above what mailbox providers bear; a single one never is."""
        return self.complaints > 1 and self.complaints > self.sent * COMPLAINTS_ALARM

    @property
    def too_many_refusals(self) -> bool:
        """Whether something is wrong with our mail itself: its signature, its server's name, its words."""
        refused_here = self.by_verdict.get(Verdict.POLICY, 0)
        return refused_here > 1 and refused_here > self.sent * REFUSALS_ALARM


def aftermath(digest: Digest) -> Aftermath:
    """What was heard of an issue, in two queries."""
    events = DeliveryEvent.objects.filter(delivery__digest=digest, kind__in=(Answer.BOUNCE, Answer.COMPLAINT))
    rows = events.order_by().values_list("kind", "verdict").annotate(Count("delivery", distinct=True))
    counted = {(kind, verdict): number for kind, verdict, number in rows}
    return Aftermath(
        sent=Delivery.objects.filter(digest=digest, state__in=(DeliveryState.SENT, DeliveryState.FAILED)).count(),
        by_verdict={verdict: number for (kind, verdict), number in counted.items() if kind == Answer.BOUNCE},
        complaints=sum(number for (kind, _verdict), number in counted.items() if kind == Answer.COMPLAINT),
    )
