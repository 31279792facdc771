"""Stories to read after another one, behind those that the desk chose: by what they have in common, the fresh first.

Never asked while a reader waits: a task writes the answers down, the page looks them up.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from articles.models import Publication, Suggestion
from newsroom import clock, pagecache

SHOWN: Final = 4
TASK: Final = "articles.tasks.suggest_due"
_KEPT: Final = 12  # some may be withdrawn, or be read-also blocks of the story itself
_LOOKED_AT: Final = 400  # the newest that share something
_TAG, _REGION, _SECTION = 3, 2, 1
_ENOUGH: Final = 2  # a section alone is a reason only behind what the desk chose
_HALF_LIFE: Final = timedelta(days=21)
_GOOD_FOR: Final = timedelta(hours=12)
_RECENT: Final = timedelta(days=30)  # older stories keep what was found for them


@transaction.atomic
def suggest(row: Publication) -> Suggestion:
    """Write down what to read after a publication; what was written before is replaced.

    Pages that were kept before anything was known of it are made anew; a fresher answer waits for the next change.
    """
    found = {"article_ids": _best(row), "made_at": clock.now()}
    made, is_first = Suggestion.objects.update_or_create(
        article_id=row.article_id, language=row.language, defaults=found
    )
    if is_first:
        pagecache.note_change()
    return made


def due(limit: int) -> list[Publication]:
    """Live publications whose suggestions are missing, or old while the story is young; the newest first."""
    now = clock.now()
    written = Suggestion.objects.filter(article=OuterRef("article"), language=OuterRef("language"))
    fresh = written.filter(made_at__gt=now - _GOOD_FOR)
    stale = Q(live_from__gt=now - _RECENT) & ~Exists(fresh)
    wanting = Publication.objects.live_at(now).filter(~Exists(written) | stale)
    return list(wanting.order_by("-live_from", "-pk")[:limit])


def _best(row: Publication) -> list[int]:
    live = Publication.objects.live(row.language).exclude(article=row.article_id)
    points: Counter[int] = Counter()
    fresh: dict[int, Any] = {}
    for weight, shared in (
        (_TAG, live.filter(tags__in=row.tags.all())),
        (_REGION, live.filter(regions__in=row.regions.all())),
        (_SECTION, live.filter(section=row.section_id)),
    ):
        # A row per tag or region in common: each counts.
        for article_id, live_from in shared.order_by("-live_from").values_list("article_id", "live_from")[:_LOOKED_AT]:
            points[article_id] += weight
            fresh[article_id] = live_from
    now = clock.now()

    def worth(article_id: int) -> tuple[float, int]:
        age = (now - fresh[article_id]) / _HALF_LIFE
        return points[article_id] * 0.5 ** max(age, 0.0), article_id

    found = sorted(points, key=worth, reverse=True)
    enough = [article_id for article_id in found if points[article_id] >= _ENOUGH]
    if len(enough) < _KEPT and row.related_reads.exists():  # the row stands anyway: it is not left half empty
        enough += [article_id for article_id in found if points[article_id] < _ENOUGH]
    return enough[:_KEPT]
