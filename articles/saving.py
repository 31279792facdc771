"""How the desk saves a working copy: part by part (Arabic, English, shared), each behind its own version.

An editor of the Arabic text and one of the English text never meet; two editors of one part never overwrite each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import F

from articles.models import Article, ArticleLanguage, Origin, State
from articles.models.article import TEXT_FIELDS
from newsroom import clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

SHARED: Final = "shared"
PARTS: Final = (*LANGUAGES, SHARED)

SHARED_FIELDS: Final = ("section", "hero", "from_desk", "embargo_until")


class Stale(Exception):
    """The part was saved by somebody else since it was opened; nothing was written."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def part_of(field: str) -> str:
    """The part that a form field belongs to: `headline_ar` to `ar`, `section` and the inlines to `shared`."""
    name, _joint, language = field.rpartition("_")
    return language if name in TEXT_FIELDS and language in LANGUAGES else SHARED


@transaction.atomic
def create(article: Article, *, by: User | None, origin: Origin = Origin.DESK) -> Article:
    """Write a new story and the rows that say where its languages stand."""
    article.origin = origin
    article.created_by = by
    article.save()
    ArticleLanguage.objects.bulk_create(
        ArticleLanguage(article=article, language=language, saved_at=article.saved_at, saved_by=by)
        for language in LANGUAGES
    )
    return article


@transaction.atomic
def save_part(article: Article, part: str, fields: Mapping[str, object], *, version: int, by: User | None) -> int:
    """Write `fields` (columns of that part) if `version` is still the part's; returns the new version.

    A text that was in review or ready goes back to draft: what was approved is not what stands there now.
    Raises `Stale`.
    """
    now = clock.now()
    if part == SHARED:
        rows = Article.objects.filter(pk=article.pk, version=version)
        written = rows.update(**fields, version=F("version") + 1, saved_at=now)
    else:
        row = ArticleLanguage.objects.filter(article=article, language=part, version=version)
        written = row.update(version=F("version") + 1, state=State.DRAFT, saved_at=now, saved_by=by)
        if written:
            Article.objects.filter(pk=article.pk).update(**fields, saved_at=now)
    if not written:
        raise Stale(part)
    return version + 1


def versions(article: Article) -> dict[str, int]:
    """The version of every part, for the form to carry along."""
    by_language = dict(article.languages.values_list("language", "version"))
    return {**{language: by_language.get(language, 1) for language in LANGUAGES}, SHARED: article.version}
