"""When public pages change by the clock alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from articles.models import Breaking, Cartoon, Publication
from newsroom import pagecache


def next_change(now: datetime) -> datetime | None:
    """The next moment at which something goes on the site or leaves it; None where nothing is planned."""
    begins = Publication.objects.filter(live_from__gt=now).aggregate(at=Min("live_from"))["at"]
    ends = Publication.objects.filter(live_until__gt=now).aggregate(at=Min("live_until"))["at"]
    drawn = Cartoon.objects.filter(live_from__gt=now).aggregate(at=Min("live_from"))["at"]
    taken_off = Cartoon.objects.filter(live_until__gt=now).aggregate(at=Min("live_until"))["at"]
    breaks = Breaking.objects.filter(live_from__gt=now).aggregate(at=Min("live_from"))["at"]
    lapses = Breaking.objects.filter(live_until__gt=now).aggregate(at=Min("live_until"))["at"]
    return min((at for at in (begins, ends, drawn, taken_off, breaks, lapses) if at), default=None)


pagecache.boundaries.append(next_change)
