"""The audit log's one door: what was done, to what, by whom and when; entries are added and never changed.

Each entry carries a keyed hash over itself and the one before it (HMAC-SHA256 with the site's secret), so that a
change, a gap, or another order is found by `verify`; a head row with a seal of its own tells where the log ended.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

from newsroom import clock
from newsroom.models import AuditEntry, AuditHead, User

_SALT: Final = "newsroom.audit"
_AT_ONCE: Final = 2000


@transaction.atomic
def record(
    action: str, subject: Model | type[Model], *, by: User | None, language: str = "", **detail: object
) -> AuditEntry:
    """Write one entry, inside the caller's transaction; `by` is None for what the machine did itself, `subject` a model
    where it was done to no row of it.
    """
    head = _head()
    pk = subject.pk if isinstance(subject, Model) else 0
    entry = AuditEntry(
        number=head.number + 1,
        at=clock.now(),
        by=by,
        action=action,
        subject=f"{subject._meta.label_lower}:{pk}",
        language=language,
        detail=json.loads(json.dumps(detail, default=str)),
    )
    entry.mac = mac_of(entry, head.mac, settings.SECRET_KEY)
    entry.save(force_insert=True)
    seal = seal_of(entry.number, entry.mac, settings.SECRET_KEY)
    AuditHead.objects.filter(pk=head.pk).update(number=entry.number, mac=entry.mac, seal=seal)
    return entry


def who(request: HttpRequest) -> User | None:
    """Whose hand it is, for `by`; None where nobody is logged in."""
    return request.user if isinstance(request.user, User) else None


def _head() -> AuditHead:
    """Where the log ends, locked: entries of parallel transactions stand one behind the other."""
    return AuditHead.objects.select_for_update().get_or_create(pk=1)[0]


def mac_of(entry: AuditEntry, before: str, secret: str) -> str:
    """The entry's keyed hash, `before` being that of the one before it."""
    said = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.action,
        entry.subject,
        entry.language,
        entry.detail,
    ]
    return _keyed(before + json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")), secret)


def seal_of(number: int, mac: str, secret: str) -> str:
    """What shows that the head is the one that was written last."""
    return _keyed(f"head {number} {mac}", secret)


def _keyed(text: str, secret: str) -> str:
    key = hashlib.sha256(f"{_SALT}{secret}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def verify() -> Iterator[str]:
    """What is wrong with the log, in words for the terminal; nothing where it is whole."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    before, number = "", 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=_AT_ONCE):
        if entry.number != number + 1:
            yield f"entries {number + 1} to {entry.number - 1} are missing"
        if not any(hmac.compare_digest(entry.mac, mac_of(entry, before, secret)) for secret in secrets):
            yield f"entry {entry.number} ({entry}) is not what was written"
        before, number = entry.mac, entry.number
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        if number:
            yield "the head is missing"
        return
    if not any(hmac.compare_digest(head.seal, seal_of(head.number, head.mac, secret)) for secret in secrets):
        yield "the head is not what was written"
    if (head.number, head.mac) != (number, before):
        yield f"the log ends at {number}, and should end at {head.number}"


def head_in_words() -> str:
    """Number and hash of the last entry, to be noted down elsewhere."""
    head = AuditHead.objects.filter(pk=1).first()
    return f"{head.number} {head.mac}" if head else "0"


def chain(entries: Any, head: Any, secret: str) -> None:
    """Number and hash rows that were written before there was a chain, oldest first; for the migration."""
    before, number = "", 0
    for entry in entries:
        number += 1
        entry.number = number
        entry.mac = before = mac_of(entry, before, secret)
        entry.save(update_fields=["number", "mac"])
    if number:
        head.objects.create(pk=1, number=number, mac=before, seal=seal_of(number, before, secret))
