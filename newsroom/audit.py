"""The audit log's one door: what was done, to what, by whom and when; entries are added and never changed."""

from __future__ import annotations

from django.db.models import Model

from newsroom import clock
from newsroom.models import AuditEntry, User


def record(action: str, subject: Model, *, by: User | None, language: str = "", **detail: object) -> AuditEntry:
    """Write one entry, inside the caller's transaction; `by` is None for what the machine did itself."""
    return AuditEntry.objects.create(
        at=clock.now(),
        by=by,
        action=action,
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        language=language,
        detail=detail,
    )
