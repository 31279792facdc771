"""What we hold about a reader, to be handed to them, and to be erased when they ask (GDPR Art. 15, 17 and 20)."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from newsletter import inbound, outbox, subscriptions, suppressing, tokens
from newsletter.models import (
    ConsentEvent,
    ConsentKind,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    SkipReason,
    Status,
    Subscriber,
    SuppressionReason,
)
from newsletter.subscriptions import GETS_MAIL, Act
from newsroom import cells, clock

_WAITING = (DeliveryState.QUEUED, DeliveryState.CLAIMED)
# What proves that somebody had agreed, and that they no longer do (GDPR Art. 7(1)); the rest goes when they are erased.
_PROOF = (
    *(ConsentKind.REQUESTED, ConsentKind.CONFIRMED, ConsentKind.IMPORTED),
    *(ConsentKind.UNSUBSCRIBED, ConsentKind.RESUBSCRIBED, ConsentKind.ERASED),
)


def record_of(subscriber: Subscriber) -> dict[str, Any]:
    """All that is held: profile, choices, every consent with its words, every mail, what was heard of it."""
    return {
        "address": subscriber.email,
        "address_in_ascii": subscriber.email_norm,
        "status": subscriber.status,
        "language": subscriber.language,
        "rhythm": subscriber.rhythm,
        "regions": [region.name_in(subscriber.language) for region in subscriber.regions.all()],
        "text_only": subscriber.text_only,
        "paused_until": _moment(subscriber.paused_until),
        "signed_up_on": subscriber.source,
        "signed_up_at": _moment(subscriber.created_at),
        "confirmed_at": _moment(subscriber.confirmed_at),
        "left_at": _moment(subscriber.left_at),
        "rests_until": _moment(subscriber.rests_until),
        "consent": [_consent(event) for event in subscriber.consent_events.select_related("batch")],
        "mails": [_mail(row) for row in subscriber.deliveries.select_related("digest").order_by("pk")],
        "answers": [_answer(event) for event in _events_of(subscriber).order_by("at", "pk")],
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _consent(event: ConsentEvent) -> dict[str, Any]:
    return {
        "at": _moment(event.at),
        "kind": event.kind,
        "language": event.language,
        "page": event.page,
        "text_shown": event.text_shown,
        "internet_address": event.ip,
        "browser": event.browser,
        "given_at": _moment(event.given_at),
        "collected_by": event.batch.collected_by if event.batch else "",
    }


def _mail(row: Delivery) -> dict[str, Any]:
    return {
        "at": _moment(row.sent_at or row.created_at),
        "kind": row.kind,
        "to": row.address,
        "language": row.language,
        "subject": row.digest.subject if row.digest else "",
        "state": row.state,
        "answer": row.smtp_reply,
    }


def _events_of(subscriber: Subscriber) -> QuerySet[DeliveryEvent]:
    return DeliveryEvent.objects.filter(delivery__subscriber=subscriber)


def _answer(event: DeliveryEvent) -> dict[str, Any]:
    return {
        "at": _moment(event.at),
        "kind": event.kind,
        "verdict": event.verdict,
        "status": event.status,
        "words": event.words,
    }


def as_json(subscriber: Subscriber) -> str:
    """The record for another program."""
    return json.dumps(record_of(subscriber), ensure_ascii=False, indent=1)


def as_csv(subscriber: Subscriber) -> str:
    """The record for a spreadsheet: a line for each fact, consent, mail and answer. Its first mark says UTF-8."""
    record = record_of(subscriber)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("what", "at", "kind", "language", "where", "words", "more"))
    for name, value in record.items():
        if not isinstance(value, list) or name == "regions":
            words = "; ".join(value) if isinstance(value, list) else value
            writer.writerow(_row("profile", "", name, "", "", words, ""))
    for event in record["consent"]:
        more = " ".join(filter(None, (event["internet_address"], event["browser"], event["collected_by"])))
        writer.writerow(
            _row("consent", event["at"], event["kind"], event["language"], event["page"], event["text_shown"], more)
        )
    for mail in record["mails"]:
        more = " ".join(filter(None, (mail["state"], mail["answer"])))
        writer.writerow(_row("mail", mail["at"], mail["kind"], mail["language"], mail["to"], mail["subject"], more))
    for told in record["answers"]:
        more = " ".join(filter(None, (told["verdict"], told["status"])))
        writer.writerow(_row("answer", told["at"], told["kind"], "", "", told["words"], more))
    return "\ufeff" + out.getvalue()


def _row(*values: object) -> list[str]:
    return [cells.safe("" if value is None else str(value)) for value in values]


@transaction.atomic
def erase(subscriber: Subscriber, act: Act) -> bool:
    """Take away everything that names the reader; says whether there was anything.

    What stays: figures; by the keyed hash of the address the proof of when they agreed and when they left, and the
    suppression, so that no list and no backup brings the address back. Only its owner does, by confirming anew.
    """
    here = Subscriber.objects.select_for_update().filter(pk=subscriber.pk).exclude(status=Status.ERASED).first()
    if here is None:
        return False
    mails = Delivery.objects.filter(subscriber=here)
    names = [tokens.mail_id(digest or 0, pk) for pk, digest in mails.values_list("pk", "digest_id")]
    mails.filter(state__in=_WAITING).update(
        state=DeliveryState.SKIPPED, skip_reason=SkipReason.GONE, owner=None, lease_until=None
    )
    mails.update(address="", smtp_reply="")
    _events_of(here).update(words="")
    inbound.forget(here)
    subscriptions.record(here, ConsentKind.ERASED, act)
    ConsentEvent.objects.filter(subscriber=here).exclude(kind__in=_PROOF).delete()
    ConsentEvent.objects.filter(subscriber=here).update(subscriber=None, ip="", browser="")
    suppressing.suppress(here.email_hash, SuppressionReason.ERASED, note=act.page)
    here.regions.clear()
    here.email, here.email_norm, here.new_email, here.source = "", None, "", ""
    if here.status in GETS_MAIL:
        here.left_at = clock.now()
    here.status, here.paused_until = Status.ERASED, None
    here.token_version += 1
    here.save()
    transaction.on_commit(lambda: outbox.forget(names))
    return True
