"""How the list is doing: who came and went week by week, how many confirm, and how mailbox providers take our mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Case, CharField, Count, Q, Value, When
from django.utils.timezone import get_current_timezone

from newsletter.models import ConsentEvent, ConsentKind, Delivery, DeliveryState, Kind, Status, Subscriber
from newsletter.subscriptions import GETS_MAIL
from newsroom import clock

WEEKS: Final = 26
MAILS_OF: Final = timedelta(days=30)
OTHERS: Final = ""

# The large mailbox providers, by how their addresses end.
PROVIDERS: Final = {
    "Gmail": ("@gmail.com", "@googlemail.com"),
    "Outlook": ("@outlook.com", "@hotmail.com", "@live.com", "@msn.com"),
    "Yahoo": ("@yahoo.com", "@ymail.com", "@aol.com"),
    "iCloud": ("@icloud.com", "@me.com", "@mac.com"),
}


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days that end at `until`; `total` is how many got the newsletter then.

    `asked` are addresses that signed up, `confirmed` those of them that have confirmed since.
    """

    until: datetime
    joined: int
    left: int
    total: int
    asked: int
    confirmed: int

    @property
    def share(self) -> int | None:
        """How many of a hundred confirmed; None where nobody signed up."""
        return round(100 * self.confirmed / self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Provider:
    """What became of the issues' mails to one provider; `name` is empty for all others together."""

    name: str
    sent: int
    refused: int
    left: int

    @property
    def refused_share(self) -> float:
        """How many of a hundred mails were refused."""
        return 100 * self.refused / (self.sent + self.refused) if self.sent + self.refused else 0.0


def weeks() -> list[Week]:
    """The last half year, oldest week first, the one that is going on last; in five queries."""
    end = _next_midnight()
    ends = [end - timedelta(weeks=back) for back in range(WEEKS)][::-1]
    since = ends[0] - timedelta(weeks=1)
    came = Subscriber.objects.filter(confirmed_at__gte=since).values_list("confirmed_at", flat=True)
    went = Subscriber.objects.filter(left_at__gte=since).values_list("left_at", flat=True)
    joined, left = _per_week(came, ends), _per_week(went, ends)
    asked, confirmed = _sign_ups(since, ends)
    total = Subscriber.objects.filter(status__in=GETS_MAIL).count()
    found: list[Week] = []
    for place in range(WEEKS - 1, -1, -1):
        found.append(Week(ends[place], joined[place], left[place], total, asked[place], confirmed[place]))
        total = max(total - joined[place] + left[place], 0)
    return found[::-1]


def _next_midnight() -> datetime:
    tomorrow = clock.local(clock.now()).date() + timedelta(days=1)
    return clock.instant_on(tomorrow, time(0), get_current_timezone())


def _per_week(moments: Iterable[datetime | None], ends: list[datetime]) -> list[int]:
    counts = [0] * len(ends)
    for moment in moments:
        if moment is not None and moment < ends[-1]:
            counts[len(ends) - 1 - (ends[-1] - moment) // timedelta(weeks=1)] += 1
    return counts


def _sign_ups(since: datetime, ends: list[datetime]) -> tuple[list[int], list[int]]:
    """By the keyed hash of the address, since a sign-up that was never confirmed has no row any more."""
    events = ConsentEvent.objects.filter(at__gte=since).order_by("at")
    first: dict[str, datetime] = {}
    for email_hash, at in events.filter(kind=ConsentKind.REQUESTED).values_list("email_hash", "at"):
        first.setdefault(email_hash, at)
    done = set(events.filter(kind=ConsentKind.CONFIRMED).values_list("email_hash", flat=True))
    return _per_week(first.values(), ends), _per_week((at for key, at in first.items() if key in done), ends)


def standing() -> list[tuple[str, int]]:
    """How many addresses stand where, in the order of a reader's way."""
    counted = dict(Subscriber.objects.values_list("status").annotate(Count("pk")))
    return [(str(status.label), counted[status.value]) for status in Status if counted.get(status.value)]


def providers() -> list[Provider]:
    """The mails of the last thirty days by who keeps the mailbox, the most first; in one query."""
    ends = [When(_ends_with(endings), then=Value(name)) for name, endings in PROVIDERS.items()]
    mails = Delivery.objects.filter(kind=Kind.DIGEST, created_at__gt=clock.now() - MAILS_OF).exclude(address="")
    rows = (
        mails.annotate(provider=Case(*ends, default=Value(OTHERS), output_field=CharField()))
        .values_list("provider")
        .annotate(
            sent=Count("pk", filter=Q(state=DeliveryState.SENT)),
            refused=Count("pk", filter=Q(state=DeliveryState.FAILED)),
            left=Count("pk", filter=Q(unsubscribed=True)),
        )
        .order_by()
    )
    return sorted((Provider(*row) for row in rows), key=lambda one: (one.name == OTHERS, -one.sent, one.name))


def _ends_with(endings: tuple[str, ...]) -> Q:
    found = Q()
    for ending in endings:
        found |= Q(address__endswith=ending)
    return found
