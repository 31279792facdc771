"""One message that came to the sender's address, from its bytes to what follows from it.

All of it is one commit: whoever brought the message may let go of it once `receive` has returned, and not before. A
message that nobody here understands, or that proves nothing, goes to quarantine with the reason and does nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import Error as DatabaseError
from django.db import IntegrityError, transaction

from newsletter import answers, bounces, subscriptions, tokens
from newsletter.answers import Heard
from newsletter.models import Answer, Delivery, InboundMessage, Quarantine, Subscriber, Verdict
from newsletter.subscriptions import Act, LinkUnknown
from newsroom import clock

logger = logging.getLogger(__name__)

RAW_KEPT: Final = timedelta(days=30)
GUESSED_WITHIN: Final = timedelta(days=30)
_ABOUT_A_MAIL: Final = (Answer.BOUNCE, Answer.COMPLAINT)  # what is worth nothing without a mail that it is about


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message; `again` where it had been read before and nothing was done."""

    kind: str
    verdict: str
    address: str
    delivery_id: int | None
    quarantine: str
    again: bool = False

    def as_json(self) -> str:
        """On one line."""
        return json.dumps(
            {
                "kind": self.kind,
                "class": self.verdict or None,
                "address": self.address or None,
                "delivery": self.delivery_id,
                "quarantine": self.quarantine or None,
                "again": self.again,
            }
        )


def receive(raw: bytes) -> Received:
    """Take a message in. Whatever it holds, it raises nothing but the database's own errors."""
    raw = raw[: answers.READ]
    fingerprint = hashlib.sha256(raw).hexdigest()
    known = InboundMessage.objects.filter(fingerprint=fingerprint).select_related("delivery").first()
    if known is not None:
        return _as_it_was(known)
    message = InboundMessage(fingerprint=fingerprint, raw=raw)
    try:
        return _take(message, raw)
    except IntegrityError:  # another process was reading the same one
        return _as_it_was(InboundMessage.objects.select_related("delivery").get(fingerprint=fingerprint))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A message to the sender's address could not be worked on; it is in quarantine.")
        message = InboundMessage(fingerprint=fingerprint, raw=raw)
        return _set_aside(message, Quarantine.FAILED, traceback.format_exc(limit=-5))


def tidy_up() -> int:
    """Take away the bytes of messages whose time is over; returns of how many."""
    old = InboundMessage.objects.filter(received_at__lt=clock.now() - RAW_KEPT, raw__isnull=False)
    return old.update(raw=None, detail="")


def forget(subscriber: Subscriber) -> int:
    """Take away the words of messages that are about a reader or name their address; returns of how many.

    They are kept for thirty days, so few are to be looked through.
    """
    names = {name.encode().lower() for name in (subscriber.email, subscriber.email_norm) if name}
    kept = InboundMessage.objects.exclude(raw=None, detail="").filter(received_at__gte=clock.now() - RAW_KEPT)
    about = set(kept.filter(delivery__subscriber=subscriber).values_list("pk", flat=True))
    for pk, raw, detail in kept.values_list("pk", "raw", "detail").iterator():
        words = (bytes(raw or b"") + detail.encode()).lower()
        if any(name in words for name in names):
            about.add(pk)
    return InboundMessage.objects.filter(pk__in=about).update(raw=None, detail="")


@transaction.atomic
def _take(message: InboundMessage, raw: bytes) -> Received:
    try:
        heard = answers.read(raw)
    except answers.Unreadable as reason:
        return _set_aside(message, Quarantine.UNREADABLE, str(reason))
    message.kind, message.verdict, message.detail = heard.kind, heard.verdict, heard.words
    if heard.kind not in _ABOUT_A_MAIL and (left := _leave(heard.leave_tokens)):
        message.kind, message.verdict, message.delivery = Answer.LEAVE, Verdict.NONE, left[0]
        return _file(message, left[0].address if left[0] else "")
    delivery, is_forged = _proven(heard.mail_ids)
    if delivery is None:
        return _unproven(message, heard, is_forged=is_forged)
    message.delivery = delivery
    if heard.kind == Answer.OTHER:  # perhaps a reader writes: somebody shall see it
        return _set_aside(message, Quarantine.UNKNOWN, message.detail, delivery.address)
    done = _file(message, delivery.address)
    told = bounces.Told(heard.kind, heard.verdict, heard.status, heard.words, heard.structured)
    bounces.record(delivery, told, key=f"mail:{message.fingerprint}", message=message)
    return done


def _unproven(message: InboundMessage, heard: Heard, *, is_forged: bool) -> Received:
    """A message that names no mail of ours with our signature changes nothing, whatever it says."""
    address = heard.addresses[0] if heard.addresses else ""
    if is_forged:
        return _set_aside(message, Quarantine.FORGED, message.detail, address)
    if heard.kind in _ABOUT_A_MAIL:
        message.delivery = _guessed(heard.addresses)
        return _set_aside(message, Quarantine.NOBODYS, message.detail, address)
    if heard.kind == Answer.OTHER:
        return _set_aside(message, Quarantine.UNKNOWN, message.detail, address)
    return _file(message, address)


def _file(message: InboundMessage, address: str) -> Received:
    message.save()
    return Received(
        str(message.kind), str(message.verdict), address, message.delivery_id, quarantine=str(message.quarantine)
    )


def _set_aside(message: InboundMessage, why: Quarantine, detail: str, address: str = "") -> Received:
    message.quarantine, message.detail = why, detail.replace("\0", "")
    return _file(message, address)


def _as_it_was(message: InboundMessage) -> Received:
    address = message.delivery.address if message.delivery else ""
    return Received(message.kind, message.verdict, address, message.delivery_id, message.quarantine, again=True)


# --- which mail it is about -------------------------------------------------------------------------------


def _proven(places: Iterable[tuple[str, ...]]) -> tuple[Delivery | None, bool]:
    """The one mail whose signed id stands in the first place that holds any; and whether false ones were seen."""
    is_forged = False
    for names in places:
        claims = set()
        for name in names:
            try:
                claims.add(tokens.read_mail_id(name))
            except tokens.BadToken:
                is_forged = True
        if len(claims) > 1:
            return None, is_forged
        for claim in claims:
            digest = {"digest": claim.digest_id} if claim.digest_id else {"digest__isnull": True}
            return Delivery.objects.filter(pk=claim.delivery_id, **digest).first(), is_forged
    return None, is_forged


def _guessed(addresses: tuple[str, ...]) -> Delivery | None:
    """For whoever looks at the quarantine: the newest mail of the last thirty days, where one reader is named."""
    since = clock.now() - GUESSED_WITHIN
    mails = Delivery.objects.filter(address__in=addresses[:20], created_at__gte=since).order_by("-pk")
    readers = mails.order_by().values_list("address", flat=True).distinct()[:2]
    return mails.first() if len(readers) == 1 else None


def _leave(candidates: Iterable[str]) -> tuple[Delivery | None] | None:
    """Let whoever sent a token of theirs leave; the mail that it came by. None where there is no such token."""
    for token in candidates:
        try:
            subscriber = subscriptions.find_leaving(token)
        except LinkUnknown:
            continue
        if subscriber is None:
            return (None,)
        subscriptions.unsubscribe(token, Act(language=subscriber.language, page="mail"))
        digest_id = tokens.read_unsubscribe_token(token).digest_id
        return (Delivery.objects.filter(digest=digest_id, subscriber=subscriber).first(),)
    return None
