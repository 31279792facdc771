"""How often a story is read: a count per story, language and day, with nothing about who read it.

Whoever counts something else that readers open asks `reader_of` and `counts` as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from articles.models import Publication, ReadCount
from newsroom import clock
from newsroom.visitors import address_of

_AGAIN: Final = 30 * 60  # seconds until the same reader of the same story counts again
_AN_HOUR: Final = 60  # stories of one address in an hour: a class of pupils, no machine
_DAYS: Final = 2  # of the newsroom: today and yesterday
_LOOKED_AT: Final = 12  # some may have been withdrawn
_MACHINES: Final = re.compile(
    r"bot|crawl|spider|slurp|preview|headless|lighthouse|curl|wget|python|scan", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a browser, who is forgotten once it is known whether they count."""

    address: str
    browser: str


def reader_of(request: HttpRequest) -> Reader | None:
    """Who reads, as far as counting goes; nobody for machines and for those who work here."""
    browser = request.headers.get("User-Agent", "")
    if settings.SESSION_COOKIE_NAME in request.COOKIES or not browser or _MACHINES.search(browser):
        return None
    return Reader(address_of(request), browser)


def note(article_id: int, language: str, reader: Reader | None = None) -> bool:
    """Count one reader more today; whether the story is one that readers have."""
    if not Publication.objects.live(language).filter(article=article_id).exists():
        return False
    if reader and not counts(reader, f"{article_id} {language}"):
        return True
    day = clock.local(clock.now()).date()
    row = ReadCount.objects.filter(article=article_id, language=language, day=day)
    if not row.update(reads=F("reads") + 1):
        first = ReadCount(article_id=article_id, language=language, day=day)
        ReadCount.objects.bulk_create([first], ignore_conflicts=True)  # of two who come first, one makes the row
        row.update(reads=F("reads") + 1)
    return True


def counts(reader: Reader, what: str) -> bool:
    """Whether they count as one more: the same reader of `what` once in half an hour, and an address sixty times in an
    hour. Both are known by a keyed hash of the day only, which nobody can turn back.
    """
    now = clock.now()
    day = clock.local(now).date()
    own = f"{day} {what} {reader.address} {reader.browser}", f"{day} {now.hour} {reader.address}"
    once, hourly = (f"reads-{salted_hmac('articles.reading', text).hexdigest()}" for text in own)
    if not cache.add(once, 1, _AGAIN):
        return False
    cache.add(hourly, 0, 3600)
    try:
        return cache.incr(hourly) <= _AN_HOUR
    except ValueError:  # it lapsed between the two
        return True


def most_read(language: str) -> list[int]:
    """The stories that were read most today and yesterday, or where nobody read, in the last week; most first."""
    today_ = clock.local(clock.now()).date()
    for days in (_DAYS, 7):
        rows = ReadCount.objects.filter(language=language, day__gt=today_ - timedelta(days=days))
        most = rows.values("article").annotate(read=Sum("reads")).order_by("-read", "-article")[:_LOOKED_AT]
        found = [row["article"] for row in most]
        if len(found) > 2:
            return found
    return found


def today(article_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """How often these stories were read today: `{(42, "ar"): 310}`; none where nobody did."""
    rows = ReadCount.objects.filter(article__in=list(article_ids), day=clock.local(clock.now()).date())
    return {(row.article_id, row.language): row.reads for row in rows}
