"""The list as a table for a spreadsheet or another program, with the proof beside each address.

What is handed out can be taken in again (`newsletter.importing`): nothing changes by that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from django.db.models import OuterRef, Prefetch, Subquery

from articles.models import Region
from newsletter.models import ConsentEvent, ConsentKind, Status, Subscriber
from newsroom import cells

COLUMNS: Final = (
    "email",
    "language",
    "frequency",
    "regions",
    "consent_at",
    "consent_source",
    "consent_text",
    "status",
)
AT_ONCE: Final = 2_000


def lines(status: str = Status.ACTIVE) -> Iterator[str]:
    """The table, line by line, in the order in which they signed up; its first mark says that it is UTF-8."""
    agreed = ConsentEvent.objects.filter(
        subscriber=OuterRef("pk"), kind__in=(ConsentKind.CONFIRMED, ConsentKind.IMPORTED)
    ).order_by("-at", "-pk")
    readers = (
        Subscriber.objects.filter(status=status)
        .exclude(status=Status.ERASED)
        .annotate(agreed_on=Subquery(agreed.values("page")[:1]), agreed_to=Subquery(agreed.values("text_shown")[:1]))
        .prefetch_related(Prefetch("regions", Region.objects.order_by("path")))
        .order_by("pk")
    )
    yield "\ufeff" + _line(COLUMNS)
    for reader in readers.iterator(chunk_size=AT_ONCE):
        places = ";".join(region.name_in(reader.language) or str(region) for region in reader.regions.all())
        yield _line(
            (
                reader.email,
                reader.language,
                reader.rhythm,
                places,
                reader.confirmed_at.isoformat(timespec="seconds") if reader.confirmed_at else "",
                reader.agreed_on or "",  # type: ignore[attr-defined]
                reader.agreed_to or "",  # type: ignore[attr-defined]
                reader.status,
            )
        )


def _line(values: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([cells.safe(value) for value in values])
    return out.getvalue()
