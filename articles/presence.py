"""Who has a story open, and who writes which part of it: a soft lock that a heartbeat renews.

The lock keeps two people from working against each other; what keeps a text from being overwritten are the versions of
`articles.saving`, whatever stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from articles.models import Article, Presence
from newsroom import clock
from newsroom.models import User

LAPSES: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is at a story: `part` is what they write in it, empty where they read; `here` is the tab that asks."""

    user: User
    part: str
    since: datetime
    here: bool


@transaction.atomic
def beat(article: Article, user: User, tab: str, writing: Iterable[str]) -> list[Seen]:
    """Say that `user` has the story open in `tab` and writes these parts; returns who is there, the longest first.

    A part that somebody else writes is not taken: the answer says who has it.
    """
    now = clock.now()
    forget_lapsed(article)
    own = Presence.objects.filter(article=article, user=user, tab=tab)
    own.update(seen_at=now)
    held = set(own.values_list("part", flat=True))
    for part in {"", *writing} - held:
        _claim(article, user, tab, part, now)
    rows = Presence.objects.filter(article=article).select_related("user").order_by("since", "pk")
    return [Seen(row.user, row.part, row.since, row.tab == tab and row.user_id == user.pk) for row in rows]


def forget_lapsed(article: Article | None = None) -> None:
    """Those who have been silent for too long are there no more: at one story, or at any."""
    rows = Presence.objects.filter(seen_at__lt=clock.now() - LAPSES)
    (rows.filter(article=article) if article else rows).delete()


def _claim(article: Article, user: User, tab: str, part: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            Presence.objects.create(article=article, user=user, tab=tab, part=part, since=now, seen_at=now)
    except IntegrityError:
        return  # somebody else writes it


@transaction.atomic
def take_over(article: Article, user: User, tab: str, part: str) -> User | None:
    """Make `user` the one who writes a part; returns who wrote it until now. Their unsaved text is their draft."""
    now = clock.now()
    holder = Presence.objects.select_for_update(of=("self",)).select_related("user").filter(article=article, part=part)
    held = holder.first()
    Presence.objects.filter(article=article, part=part).delete()
    _claim(article, user, tab, part, now)
    return held.user if held and (held.user_id, held.tab) != (user.pk, tab) else None


def leave(article: Article, user: User, tab: str) -> None:
    """The tab was closed."""
    Presence.objects.filter(article=article, user=user, tab=tab).delete()
