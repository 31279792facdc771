"""The page of the search as plain data: what was asked, what was found, its words marked, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from articles import body, cards, lists, queries, search
from articles.models import Author, Kind, Publication, Region, Section
from articles.models.publication import PublicationQuerySet
from articles.pages import Card, Link
from newsroom import arabic, clock
from newsroom.converters import row_id

PAGE_SIZE: Final = 20
_AROUND: Final = 90  # letters on either side of the first found word
_WORD: Final = re.compile("[\\w\u0640\u064b-\u065f\u0670]+")
_KNOWN_FROM: Final = 2_000  # the newest headlines know the words that may have been meant
_FILTERS: Final = ("section", "region", "author", "kind", "from", "to")
_NEWEST: Final = "newest"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters, and whether they are a word that was asked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A story that was found."""

    card: Card
    headline: tuple[Piece, ...]
    passage: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked and found; `total` is in words, `faults` names the filters that could not be read."""

    text: str
    hits: tuple[Hit, ...]
    total: str
    help: str
    filters: Mapping[str, tuple[Choice, ...]]
    dates: Mapping[str, str]
    faults: Mapping[str, str]
    narrowed: bool
    suggestions: tuple[Link, ...]
    newest: tuple[Card, ...]
    newest_url: str
    older_url: str


def page(language: str, given: Mapping[str, str]) -> SearchPage:
    """The page for a query string."""
    text = given.get("q", "")[: queries.LONGEST]
    query = queries.parse(text, language)
    rows, dates, faults = _narrowed(Publication.objects.live(language), given)
    pks = search.hits(query, rows, newest=given.get("sort") == _NEWEST)
    number = _page_number(given.get("page", ""), len(pks))
    shown = pks[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return SearchPage(
        text=query.text,
        hits=_hits(shown, query),
        total=_total(len(pks), language) if query.clauses else "",
        help="" if query.clauses or not text.strip() else _("Write a word or a name: signs alone find nothing."),
        filters=_choices(language, given),
        dates=dates,
        faults=faults,
        narrowed=any(given.get(name) for name in ("sort", *_FILTERS)),
        suggestions=_suggestions(query, given) if query.clauses and not pks else (),
        newest=() if pks else cards.in_order(lists.newest(language, 4)),
        newest_url=_address(language, given, 1) if number > 1 else "",
        older_url=_address(language, given, number + 1) if len(pks) > number * PAGE_SIZE else "",
    )


def _page_number(given: str, found: int) -> int:
    plain = arabic.to_latin_digits(given.strip())
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else 1
    return max(1, min(number, (min(found, search.MOST) + PAGE_SIZE - 1) // PAGE_SIZE or 1))


def _address(language: str, given: Mapping[str, str], number: int) -> str:
    asked = {name: given[name] for name in ("q", "sort", *_FILTERS) if given.get(name)}
    if number > 1:
        asked["page"] = str(number)
    return f"{reverse('articles:search', args=[language])}?{urlencode(asked)}"


def _total(found: int, language: str) -> str:
    if found > search.MOST:
        return _("more than %(stories)s") % {"stories": arabic.count(search.MOST, "story", language)}
    return arabic.count(found, "story", language) if found else _("Nothing found.")


# --- filters ---------------------------------------------------------------------------------------------------------


def _narrowed(
    rows: PublicationQuerySet, given: Mapping[str, str]
) -> tuple[PublicationQuerySet, dict[str, str], dict[str, str]]:
    """The rows that the filters leave, the days as they were typed, and what could not be read."""
    if section := row_id(given.get("section")):
        rows = rows.filter(section=section)
    region = Region.objects.filter(pk=row_id(given.get("region")) or 0).first()
    if region:
        inside = Publication.regions.through.objects.filter(region__path__startswith=region.path)
        rows = rows.filter(pk__in=inside.values("publication"))
    if author := row_id(given.get("author")):
        rows = rows.filter(credits__person=author).distinct()
    if given.get("kind") in Kind.values:
        rows = rows.filter(kind=given["kind"])
    days, faults = {}, {}
    for name, column in (("from", "published_at__gte"), ("to", "published_at__lt")):
        typed = given.get(name, "").strip()[:60]
        days[name] = typed
        if not typed:
            continue
        day = arabic.parse_news_date(typed)
        if day is None or not date(1900, 1, 1) <= day < date(9000, 1, 1):
            faults[name] = _("This is no day. Write it as 25/12/2024 or 25 December 2024.")
            continue
        rows = rows.filter(**{column: _midnight(day + timedelta(days=int(name == "to")))})
    return rows, days, faults


def _midnight(day: date) -> datetime:
    return clock.instant_on(day, time.min, get_current_timezone())


def _choices(language: str, given: Mapping[str, str]) -> dict[str, tuple[Choice, ...]]:
    def of(name: str, things: Iterable[Any]) -> tuple[Choice, ...]:
        named = [(str(thing.pk), thing.name_in(language)) for thing in things if thing.name_in(language)]
        return tuple(Choice(value, label, given.get(name) == value) for value, label in named)

    author = Author.objects.filter(pk=row_id(given.get("author")) or 0)
    return {
        "section": of("section", Section.objects.all()),
        "region": of("region", Region.objects.all()[:300]),
        "kind": tuple(Choice(value, str(label), given.get("kind") == value) for value, label in Kind.choices),
        "author": of("author", author),
        "sort": (Choice(_NEWEST, _("the newest first"), given.get("sort") == _NEWEST),),
    }


# --- what was found --------------------------------------------------------------------------------------------------


def _hits(pks: Sequence[int], query: queries.Query) -> tuple[Hit, ...]:
    rows, cards_of = Publication.objects.in_bulk(pks), cards.of(pks)
    found = []
    for pk in pks:
        row = rows[pk]
        text = " ".join(part for part in (row.standfirst, body.own_words(row.body)) if part)
        passage = _passage(" ".join(text.split()), query)
        found.append(Hit(cards_of[pk], marked(row.headline, query), marked(passage, query)))
    return tuple(found)


def marked(text: str, query: queries.Query) -> tuple[Piece, ...]:
    """The text in pieces, those words marked that a question finds, in whatever form they stand there."""
    pieces: list[Piece] = []
    position = 0
    for found in _found_words(text, query):
        if found.start() > position:
            pieces.append(Piece(text[position : found.start()]))
        pieces.append(Piece(found[0], marked=True))
        position = found.end()
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return tuple(pieces)


def _found_words(text: str, query: queries.Query) -> Iterator[re.Match[str]]:
    """The words of a text that a question finds."""
    wanted = query.stems
    return (word for word in _WORD.finditer(text) if not wanted.isdisjoint(arabic.tokens(word[0], query.language)))


def _passage(text: str, query: queries.Query) -> str:
    """Some words of the text around the first that was asked for; its beginning where none stands in it."""
    first = next(_found_words(text, query), None)
    begin = max(0, first.start() - _AROUND) if first else 0
    end = begin + 2 * _AROUND + 20
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    cut = text[begin:end].rsplit(" ", 1)[0] if end < len(text) else text[begin:]
    return f"{'… ' if begin else ''}{cut}{' …' if end < len(text) else ''}"


# --- when nothing was ------------------------------------------------------------------------------------------------


def _suggestions(query: queries.Query, given: Mapping[str, str]) -> tuple[Link, ...]:
    """The question with a word of the newest headlines instead of one that differs by a letter; and without filters."""
    found = []
    if any(given.get(name) for name in _FILTERS):
        found.append(
            Link(_("Without filters: %(text)s") % {"text": query.text}, _address(query.language, {"q": query.text}, 1))
        )
    known = _known_words(query.language)
    for clause in query.clauses:
        stem = arabic.stem(clause.word, query.language)
        for near in _near(stem, known) if stem not in known else ():
            text = _with_word(query.text, clause.word, known[near])
            if text != query.text:
                found.append(Link(text, _address(query.language, {"q": text}, 1)))
    return tuple(found[:5])


def _with_word(text: str, word: str, instead: str) -> str:
    """The question as it was typed, with another word in the place of one (in one spelling)."""
    return _WORD.sub(lambda found: instead if arabic.normalise(found[0]) == word else found[0], text)


def _known_words(language: str) -> dict[str, str]:
    """Stems of the newest headlines, each with a word that has it, as it was printed."""
    key = f"known-words-{language}-{search.VERSION}"
    known: dict[str, str] | None = cache.get(key)
    if known is None:
        known = {}
        rows = Publication.objects.live(language).newest_first().values_list("headline", flat=True)
        for headline in rows[:_KNOWN_FROM]:
            for word in _WORD.findall(headline):
                known.setdefault(arabic.stem(arabic.normalise(word), language), word)
        cache.set(key, known, 300)
    return known


def _near(stem: str, known: Iterable[str]) -> list[str]:
    return [
        other for other in known if other != stem and abs(len(other) - len(stem)) < 2 and arabic.one_apart(stem, other)
    ]
