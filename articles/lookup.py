"""Finding stories at the desk: by number, by a pasted address, by words of either headline."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from articles import rights
from articles.models import Article, Publication
from newsroom import arabic, house
from newsroom.languages import LANGUAGES

# /ar/articles/12345/…, /a/12345 and the desk's own /articles/article/12345/, with whatever stands before it.
_ADDRESS: Final = re.compile(r"/(?:articles/(?:article/)?|[ae]/)([1-9][0-9]{0,17})(?![0-9])")
NEAR: Final = 60
_NUMBER: Final = re.compile(r"#?([1-9][0-9]{0,17})")


def number_in(term: str) -> int | None:
    """The story's number that `term` is or leads to: `12345`, `١٢٣٤٥`, a public or a desk address."""
    plain = arabic.to_latin_digits(term.strip())
    found = _NUMBER.fullmatch(plain) or _ADDRESS.search(plain)
    return int(found[1]) if found else None


def matching(rows: QuerySet[Article], term: str) -> QuerySet[Article]:
    """Those of `rows` that `term` names: a number or an address, or words that all stand in one headline, however
    either was spelled.
    """
    number = number_in(term)
    by_words = Q()
    for language in LANGUAGES:
        by_words |= _all_in(f"searched_{language}", term)
    return rows.filter(by_words if number is None else by_words | Q(pk=number))


@dataclass(frozen=True, slots=True)
class Readable:
    """A story that can be recommended: its number, its headline, and whether readers see it now."""

    article_id: int
    headline: str
    live: bool


def readable(user: Any, language: str, term: str, *, but: int | None = None, limit: int = 8) -> list[Readable]:
    """Stories with a headline in `language` for a read-also block, those on the site first; never `but` itself.

    A story that `user` may not see is found by the headline that readers see, and called by it.
    """
    rows = recommendable(user, language, among=_near(user, term, language)).exclude(called="").exclude(pk=but)
    if term.strip():
        rows = _called(rows, term)
    found = rows.order_by("-is_live", "-saved_at", "-pk").values_list("pk", "called", "is_live")
    return [Readable(pk, headline, is_live) for pk, headline, is_live in found[:limit]]


def _all_in(column: str, term: str) -> Q:
    """That every word of `term` stands in a column of one spelling; words of signs alone stand nowhere."""
    words = arabic.normalise_begun(term).split()
    if term.strip() and not words:
        return Q(pk__in=())
    found = Q()
    for word in words:
        found &= Q(**{f"{column}__contains": word})
    return found


def _near(user: Any, term: str, *languages: str) -> set[int]:
    """The numbers of the newest stories that may be meant, on the site and at the desk: so many that whoever asks for
    more writes another word, so few that the rest of the question costs nothing.
    """
    number = number_in(term)
    found = set() if number is None else {number}
    for language in languages:
        public = Publication.objects.live(language).filter(_all_in("searched", term))
        working = rights.visible(user).filter(_all_in(f"searched_{language}", term)).order_by("-saved_at", "-pk")
        newest = public.order_by("-published_at", "-article")
        found |= set(newest.values_list("article", flat=True)[:NEAR])
        found |= set(working.exclude(**{f"headline_{language}": ""}).values_list("pk", flat=True)[:NEAR])
    return found


def recommendable(
    user: Any, *languages: str, also: Collection[int] = (), among: Collection[int] | None = None
) -> QuerySet[Any]:
    """Stories that `user` may recommend, with `called`, the first headline of theirs in `languages` that the user may
    know, `found_by`, the same in one spelling, and `is_live` in one of them; `also` are those that stand in a list
    already, whatever they are. `among`: of these numbers alone.
    """
    live = [Publication.objects.live(language).filter(article=OuterRef("pk")) for language in languages]
    columns = [NullIf(f"headline_{language}", Value("")) for language in languages]
    spelled = [NullIf(f"searched_{language}", Value("")) for language in languages]
    public = [Subquery(rows.values("headline")[:1]) for rows in live]
    public_spelled = [Subquery(rows.values("searched")[:1]) for rows in live]
    nothing = Value("", output_field=TextField())
    seen = Exists(rights.visible(user).filter(pk=OuterRef("pk")))
    is_live = reduce(or_, (Q(Exists(rows)) for rows in live))
    offered = Exists(rights.nameable(user).filter(pk=OuterRef("pk")))
    chosen = Article.objects.all() if among is None else Article.objects.filter(pk__in=among)
    return chosen.filter(Q(offered) | Q(pk__in=also)).annotate(
        is_live=Case(When(is_live, then=Value(True)), default=Value(False)),
        called=Case(
            When(seen, then=Coalesce(*columns, nothing, output_field=TextField())),
            default=Coalesce(*public, nothing, output_field=TextField()),
        ),
        found_by=Case(
            When(seen, then=Coalesce(*spelled, nothing, output_field=TextField())),
            default=Coalesce(*public_spelled, nothing, output_field=TextField()),
        ),
    )


def recommended(user: Any, term: str) -> QuerySet[Any]:
    """Stories for the list of related reads: by number, pasted address, or words of what they are `called`."""
    rows = recommendable(user, *LANGUAGES, among=_near(user, term, *LANGUAGES)).order_by("-is_live", "-saved_at", "-pk")
    return _called(rows, term) if term.strip() else rows


def _called(rows: QuerySet[Any], term: str) -> QuerySet[Any]:
    number = number_in(term)
    by_words = _all_in("found_by", term)
    return rows.filter(by_words if number is None else by_words | Q(pk=number))


def called(row: Article) -> str:
    """What a row of `recommendable` is called: by its number where its headline is nobody else's business."""
    return getattr(row, "called", "") or _("Story %(number)s") % {"number": house.own_digits(row.pk)}
