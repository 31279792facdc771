"""The index of what is public: an analyser of ours writes the words, the database only stores and intersects them.

So SQLite (FTS5) and PostgreSQL (GIN) find the same stories in the same order. Rows are written in the transaction
that publishes; what is found is joined with what is live, so that a withdrawn story is gone at once (decisions 30).
No other module speaks the search's SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles import body
from articles.models import Publication, SearchRow
from articles.models.publication import PublicationQuerySet
from articles.queries import Clause, Phrase, Query
from newsroom import arabic, clock

VERSION: Final = arabic.ANALYSER_VERSION
MOST: Final = 1_000  # hits that are counted and can be paged through
_FARTHEST: Final = 16_383  # the last position that PostgreSQL knows
_LONGEST: Final = 64  # letters of a stem
_MOST_BYTES: Final = 300_000  # of all stems of a part; a text of 3,600 words has 40,000
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Words:
    """The stems of a publication: of its headline, of what stands around its text, of the text."""

    headline: Sequence[str]
    lead: Sequence[str]
    body: Sequence[str]


def words_of(row: Publication) -> Words:
    """What a publication is found by."""
    language = row.language
    names = [thing.name_in(language) for rows in (row.tags.all(), row.regions.all()) for thing in rows]
    people = [credit.person.name_in(language) for credit in row.credits.all()]
    lead = "\n".join((row.standfirst, row.kicker, row.hero_caption, *names, *people))
    return Words(*(_bounded(arabic.tokens(text, language)) for text in (row.headline, lead, body.own_words(row.body))))


def _bounded(stems: Iterable[str]) -> list[str]:
    """As many of them, and as long, as PostgreSQL takes (a lexeme has 2 KB, a tsvector 1 MB); on SQLite the same."""
    kept: list[str] = []
    room = _MOST_BYTES
    for stem in stems:
        short = stem[:_LONGEST]
        room -= len(short.encode())
        if room < 0:
            break
        kept.append(short)
    return kept


def index(rows: Iterable[Publication]) -> None:
    """Write the rows by which publications are found; what was written before is replaced."""
    read = {row.pk: (arabic.normalise(row.headline), words_of(row)) for row in rows}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO articles_searchrow"
                " (publication_id, headline, analyser_version, headline_vector, head_vector, all_vector)"
                " VALUES (%s, %s, %s, %s::tsvector, %s::tsvector, %s::tsvector)"
                " ON CONFLICT (publication_id) DO UPDATE SET (headline, analyser_version, headline_vector,"
                " head_vector, all_vector) = (EXCLUDED.headline, EXCLUDED.analyser_version,"
                " EXCLUDED.headline_vector, EXCLUDED.head_vector, EXCLUDED.all_vector)",
                [
                    (pk, headline, VERSION, *(_vector(_parts(words)[:several]) for several in (1, 2, 3)))
                    for pk, (headline, words) in read.items()
                ],
            )
        else:
            cursor.executemany(
                "INSERT OR REPLACE INTO articles_searchrow (publication_id, headline, analyser_version)"
                " VALUES (%s, %s, %s)",
                [(pk, headline, VERSION) for pk, (headline, _words) in read.items()],
            )
            cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", [(pk,) for pk in read])
            cursor.executemany(
                "INSERT INTO articles_search (rowid, headline, lead, body) VALUES (%s, %s, %s, %s)",
                [(pk, *(" ".join(part) for part in _parts(words))) for pk, (_headline, words) in read.items()],
            )


def _parts(words: Words) -> list[Sequence[str]]:
    return [words.headline, words.lead, words.body]


def _vector(parts: Sequence[Sequence[str]]) -> str:
    """Stems with their positions, as PostgreSQL writes a tsvector; between two parts no phrase can stand."""
    places: dict[str, list[str]] = {}
    position = 0
    for part in parts:
        for stem in part:
            position += 1
            places.setdefault(stem, []).append(str(min(position, _FARTHEST)))
        position += 1
    return " ".join(f"'{stem}':{','.join(found[:255])}" for stem, found in places.items())


def sweep() -> int:
    """Take away the rows of publications that have ended; returns how many."""
    ended = list(
        SearchRow.objects.filter(publication__live_until__lt=clock.now()).values_list("pk", flat=True)[:_AT_ONCE]
    )
    if ended:
        SearchRow.objects.filter(pk__in=ended).delete()
        if connection.vendor != "postgresql":
            with connection.cursor() as cursor:
                cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", [(pk,) for pk in ended])
    return len(ended)


def missing() -> PublicationQuerySet:
    """Publications, live or to be, that cannot be found yet, or by the words of an older analyser only."""
    current = Q(live_until=None) | Q(live_until__gt=clock.now())
    return Publication.objects.filter(current).exclude(search_row__analyser_version=VERSION)


def index_again(keys: Sequence[int]) -> None:
    """A name by which these publications are found has changed. The first of them are indexed at once, the others by
    the clock (`articles.tasks.index_due`); until then they are found by the words of before.
    """
    for begin in range(0, len(keys), _AT_ONCE):
        SearchRow.objects.filter(pk__in=keys[begin : begin + _AT_ONCE]).update(analyser_version=0)
    rows = missing().filter(pk__in=keys[:_AT_ONCE])
    index(rows.prefetch_related("tags", "regions", "credits__person"))


def rebuild_some(limit: int = _AT_ONCE) -> int:
    """Index some of what is missing; returns how many. Called until it returns 0; stopping it loses nothing."""
    rows = missing().prefetch_related("tags", "regions", "credits__person").order_by("pk")[:limit]
    index(rows)
    return len(rows)


def hits(query: Query, rows: PublicationQuerySet, *, newest: bool = False) -> list[int]:
    """The keys of those of `rows` in which every clause holds, at most `MOST` + 1: first the very headline, then by
    where it stands (headline, around the text, text), the newest first; with `newest` by time alone.
    """
    if not query.clauses:
        return []
    matching = _keys(query.clauses, "all")
    if len(matching) <= MOST:
        return _sorted(query, rows.filter(pk__in=matching), newest=newest) if matching else []
    found: dict[int, None] = {}
    for tier in _tiers(query, rows, newest=newest):
        if len(found) > MOST:
            break  # the tiers below need not be asked
        newest_first = tier.order_by("-published_at", "-article_id").values_list("pk", flat=True)
        found |= dict.fromkeys(newest_first[: MOST + 1])
    return list(found)[: MOST + 1]


def holding(query: Query) -> Q:
    """That every clause holds in a publication; where nothing was asked, it holds in none."""
    return Q(pk__in=_matching(query.clauses, "all") if query.clauses else ())


def _sorted(query: Query, rows: PublicationQuerySet, *, newest: bool) -> list[int]:
    """The keys of a few rows, all of which match. They are named, so that no database walks through all stories."""
    newest_first = rows.order_by("-published_at", "-article_id").values_list("pk", "search_row__headline")
    if newest:
        return [pk for pk, _headline in newest_first]
    by_headline, by_head = (set(_keys(query.clauses, where)) for where in ("headline", "head"))

    def tier(found: tuple[int, str]) -> int:
        pk, headline = found
        return 0 if headline == query.spelled else 1 if pk in by_headline else 2 if pk in by_head else 3

    return [pk for pk, _headline in sorted(newest_first, key=tier)]


def _tiers(query: Query, rows: PublicationQuerySet, *, newest: bool) -> Iterator[PublicationQuerySet]:
    """What is shown first, and what behind it; each holds those before it."""
    if not newest:
        yield rows.filter(search_row__headline=query.spelled, pk__in=_matching(query.clauses, "headline"))
        yield rows.filter(pk__in=_matching(query.clauses, "headline"))
        yield rows.filter(pk__in=_matching(query.clauses, "head"))
    yield rows.filter(pk__in=_matching(query.clauses, "all"))


def _keys(clauses: Iterable[Clause], where: str) -> list[int]:
    """As `_matching`, asked at once; at most `MOST` + 1 of them."""
    matching = _matching(clauses, where)
    with connection.cursor() as cursor:
        cursor.execute(f"{matching.sql} LIMIT %s", [*matching.params, MOST + 1])
        return [pk for (pk,) in cursor.fetchall()]


def _matching(clauses: Iterable[Clause], where: str) -> RawSQL:
    """The keys of the rows in which every clause holds, in a part of them: `headline`, `head` or `all`."""
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT articles_found_{where}(%s::tsquery)", [_tsquery(clauses)])  # noqa: S611  # `where` is ours
    columns = {"headline": "{headline} : ", "head": "{headline lead} : ", "all": ""}[where]
    sql = "SELECT rowid FROM articles_search WHERE articles_search MATCH %s"
    return RawSQL(sql, [f"{columns}({_match(clauses)})"])  # noqa: S611


def _match(clauses: Iterable[Clause]) -> str:
    """As FTS5 reads it: stems are letters and digits alone, so nothing in them is a sign of its language."""
    return " AND ".join(f"({' OR '.join(_fts_phrase(phrase) for phrase in clause.phrases)})" for clause in clauses)


def _fts_phrase(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'


def _tsquery(clauses: Iterable[Clause]) -> str:
    return " & ".join(f"({' | '.join(_ts_phrase(phrase) for phrase in clause.phrases)})" for clause in clauses)


def _ts_phrase(phrase: Phrase) -> str:
    return "(" + " <-> ".join(f"'{stem}'" for stem in phrase) + ")"
