"""The archive: which months and days have stories, in the newsroom's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from articles import frame
from articles.models import Author, Cartoon, Publication
from articles.pages import Link
from newsroom import clock, house
from newsroom.pagecache import remembered

_FIGURES: Final = re.compile("(?:19|20|21)[0-9]{2}/[0-9]{1,2}/[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a day: its moments (the end is no part of it) and its first date."""

    begin: datetime
    end: datetime
    first: date
    is_day: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with stories."""

    link: Link
    count: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year with stories, its months newest first."""

    number: int
    months: tuple[Month, ...]


def span(year: str, month: str, day: str = "") -> Span | None:
    """The month or day that these figures name; None where the calendar has no such."""
    if not _FIGURES.fullmatch(f"{year}/{month}/{day or 1}"):
        return None
    try:
        first = date(int(year), int(month), int(day or 1))
        next_ = first + timedelta(days=1) if day else _after(first)
    except (ValueError, OverflowError):
        return None
    zone = timezone.get_default_timezone()
    begin, end = (clock.instant_on(each, time(), zone) for each in (first, next_))
    return Span(begin, end, first, is_day=bool(day))


def _after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def years(language: str) -> tuple[Year, ...]:
    """The months that have stories, newest first."""

    def made() -> tuple[Year, ...]:
        months = (
            Publication.objects.live(language)
            .order_by()
            .annotate(month=TruncMonth("published_at"))
            .values("month")
            .annotate(stories=Count("pk"))
            .order_by("-month")
        )
        found: dict[int, list[Month]] = {}
        for row in months:
            first = clock.local(row["month"]).date()
            link = _month("archive_month", language, first, style="month")
            found.setdefault(first.year, []).append(Month(link, row["stories"]))
        return tuple(Year(number, tuple(rows)) for number, rows in found.items())

    return remembered(("years", language), made)


def words(span: Span, language: str) -> str:
    """`25 كانون الأول/ ديسمبر 2024`, `كانون الأول/ ديسمبر 2024`."""
    return house.words(span.first, "body_date" if span.is_day else "body_month", _manner(), language)


def _manner() -> house.Manner:
    return frame.identity().house[house.CARD]


def around(language: str, span: Span) -> tuple[Link, ...]:
    """The nearest days or months with stories before and after, and the month of a day."""
    live = Publication.objects.live(language)
    before = live.filter(published_at__lt=span.begin).aggregate(at=Max("published_at"))["at"]
    after = live.filter(published_at__gte=span.end).aggregate(at=Min("published_at"))["at"]
    days = [clock.local(at).date() for at in (before, after) if at]
    links = [_link(language, day, is_day=span.is_day) for day in days]
    if span.is_day:
        links.insert(1 if before else 0, _link(language, span.first, is_day=False))
    return tuple(links)


def _link(language: str, day: date, *, is_day: bool) -> Link:
    if not is_day:
        return _month("archive_month", language, day)
    url = reverse("articles:archive_day", args=[language, *f"{day:%Y/%m/%d}".split("/")])
    return Link(house.words(day, "body_date", _manner(), language), url)


def _month(name: str, language: str, first: date, *, style: str = "body_month") -> Link:
    url = reverse(f"articles:{name}", args=[language, *f"{first:%Y/%m}".split("/")])
    return Link(house.words(first, style, _manner(), language), url)


def cartoon_months(language: str) -> tuple[Link, ...]:
    """The months in which cartoons on the site were drawn, newest first."""

    def made() -> tuple[Link, ...]:
        days = Cartoon.objects.live().order_by("-drawn_on").values_list("drawn_on", flat=True)
        months = dict.fromkeys(day.replace(day=1) for day in days)
        return tuple(_month("cartoons_month", language, first) for first in months)

    return remembered(("cartoon months", language), made)


def cartoon_artists(language: str) -> tuple[Link, ...]:
    """Whose cartoons are on the site, where they have a name in `language`."""

    def made() -> tuple[Link, ...]:
        drew = Author.objects.filter(pk__in=Cartoon.objects.live().order_by().values("artist"))
        return tuple(
            Link(person.name_in(language), reverse("articles:cartoons_by", args=[language, person.slug_in(language)]))
            for person in drew
            if person.name_in(language) and person.slug_in(language)
        )

    return remembered(("cartoon artists", language), made)
