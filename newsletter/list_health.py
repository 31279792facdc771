"""How the list is doing: who came and went week by week, how many confirm, and how mailbox providers take our mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest, StrIndex, Substr
from django.utils.timezone import get_current_timezone

from newsletter.models import (
    Answer,
    ConsentEvent,
    ConsentKind,
    Delivery,
    DeliveryEvent,
    DeliveryState,
    Kind,
    Status,
    Subscriber,
)
from newsletter.providers import label, provider
from newsletter.subscriptions import GETS_MAIL
from newsroom import clock

WEEKS: Final = 26
MAILS_OF: Final = timedelta(days=30)
OTHERS: Final = ""

LARGEST: Final = 6  # providers that are told apart

_FIGURES: Final = ("mails", "returned", "complained", "left")


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
    mails: int
    returned: int
    complained: int
    left: int


def weeks() -> list[Week]:
    """The last half year, oldest week first, the one that is going on last; in five queries."""
    end = _next_midnight()
    ends = [end - timedelta(weeks=back) for back in range(WEEKS)][::-1]
    since = ends[0] - timedelta(weeks=1)
    # Whoever came on by a list had agreed before, and came when the list did.
    came = (
        Subscriber.objects.annotate(came_at=Greatest("confirmed_at", "created_at"))
        .filter(confirmed_at__isnull=False, came_at__gte=since)
        .values_list("came_at", flat=True)
    )
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
    heard = DeliveryEvent.objects.filter(delivery=OuterRef("pk"))
    mails = Delivery.objects.filter(kind=Kind.DIGEST, created_at__gt=clock.now() - MAILS_OF).exclude(address="")
    handed_over = mails.filter(state__in=(DeliveryState.SENT, DeliveryState.FAILED))
    rows = (
        handed_over.annotate(domain=Substr("address", StrIndex("address", Value("@")) + 1))
        .values("domain")
        .annotate(
            mails=Count("pk"),
            returned=Count("pk", filter=Q(state=DeliveryState.FAILED) | Q(Exists(heard.filter(kind=Answer.BOUNCE)))),
            complained=Count("pk", filter=Exists(heard.filter(kind=Answer.COMPLAINT))),
            left=Count("pk", filter=Q(unsubscribed=True)),
        )
        .order_by()
        .values_list("domain", "mails", "returned", "complained", "left")
    )
    found: dict[str, Counter[str]] = {}
    for domain, *figures in rows:
        found.setdefault(label(provider(domain)), Counter()).update(dict(zip(_FIGURES, figures, strict=True)))
    largest = sorted(found, key=lambda name: (-found[name]["mails"], name))
    shown = [_provider(name, found[name]) for name in largest[:LARGEST]]
    rest = sum((found[name] for name in largest[LARGEST:]), Counter[str]())
    return [*shown, _provider(OTHERS, rest)] if rest else shown


def _provider(name: str, figures: Counter[str]) -> Provider:
    return Provider(name, *(figures[figure] for figure in _FIGURES))
