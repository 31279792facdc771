"""Whether somebody is there to send: the clock's last tick, and how many mails wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache

from newsletter.models import Delivery, DeliveryState
from newsroom import clock

_SEEN: Final = "newsletter.clock"
STILL: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Pulse:
    """`beats` says whether clock and worker have ticked just now."""

    beats: bool
    waiting: int


def beat() -> None:
    """The clock has ticked and a worker has heard it; the tick says so twice a minute."""
    cache.set(_SEEN, clock.now().isoformat(), timeout=None)


def look() -> Pulse:
    """As of now, in two queries."""
    seen = cache.get(_SEEN)
    open_states = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING)
    return Pulse(
        beats=seen is not None and clock.now() - datetime.fromisoformat(seen) < STILL,
        waiting=Delivery.objects.filter(state__in=open_states).count(),
    )
