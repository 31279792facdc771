"""Finding stories at the desk: by number, by a pasted address, by words of either headline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, Publication
from newsroom import arabic
from newsroom.languages import LANGUAGES

# /ar/articles/12345/…, /a/12345 and the desk's own /articles/article/12345/, with whatever stands before it.
_ADDRESS: Final = re.compile(r"/(?:articles/(?:article/)?|[ae]/)([1-9][0-9]{0,17})(?![0-9])")
_NUMBER: Final = re.compile(r"#?([1-9][0-9]{0,17})")


def number_in(term: str) -> int | None:
    """The story's number that `term` is or leads to: `12345`, `١٢٣٤٥`, a public or a desk address."""
    plain = arabic.to_latin_digits(term.strip())
    found = _NUMBER.fullmatch(plain) or _ADDRESS.search(plain)
    return int(found[1]) if found else None


def matching(rows: QuerySet[Article], term: str) -> QuerySet[Article]:
    """Those of `rows` that `term` names: a number or an address, or words that all stand in one headline."""
    number = number_in(term)
    by_words = Q()
    for language in LANGUAGES:
        in_headline = Q()
        for word in term.split():
            in_headline &= Q(**{f"headline_{language}__icontains": word})
        by_words |= in_headline
    return rows.filter(by_words if number is None else by_words | Q(pk=number))


@dataclass(frozen=True, slots=True)
class Readable:
    """A story that can be recommended: its number, its headline, and whether readers see it now."""

    article_id: int
    headline: str
    live: bool


def readable(language: str, term: str, *, but: int | None = None, limit: int = 8) -> list[Readable]:
    """Stories with a headline in `language` for a read-also block, those on the site first; never `but` itself."""
    live = Publication.objects.live(language).filter(article=OuterRef("pk"))
    rows = Article.objects.exclude(**{f"headline_{language}": ""}).exclude(**{f"headline_{language}": None})
    if but is not None:
        rows = rows.exclude(pk=but)
    if term.strip():
        rows = matching(rows, term)
    found = rows.annotate(is_live=Exists(live)).order_by("-is_live", "-saved_at", "-pk")
    shown = found.values_list("pk", f"headline_{language}", "is_live")[:limit]
    return [Readable(pk, headline, is_live) for pk, headline, is_live in shown]
