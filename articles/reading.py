"""How often a story is read: a count per story, language and day, with nothing about who read it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from articles.models import Publication, ReadCount
from newsroom import clock


def note(article_id: int, language: str) -> bool:
    """Count one reader more today; whether the story is one that readers have."""
    if not Publication.objects.live(language).filter(article=article_id).exists():
        return False
    day = clock.local(clock.now()).date()
    row = ReadCount.objects.filter(article=article_id, language=language, day=day)
    if not row.update(reads=F("reads") + 1):
        first = ReadCount(article_id=article_id, language=language, day=day)
        ReadCount.objects.bulk_create([first], ignore_conflicts=True)  # of two who come first, one makes the row
        row.update(reads=F("reads") + 1)
    return True


def today(article_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """How often these stories were read today: `{(42, "ar"): 310}`; none where nobody did."""
    rows = ReadCount.objects.filter(article__in=list(article_ids), day=clock.local(clock.now()).date())
    return {(row.article_id, row.language): row.reads for row in rows}
