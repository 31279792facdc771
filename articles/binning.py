"""The bin: a story that never was on the site can be put away, taken out again for thirty days, and is then gone.

`rights.visible` does not know what lies in it, and so no list, picker or address of the desk does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from articles import rights
from articles.models import Article
from newsroom import audit, clock
from newsroom.models import User

KEPT: Final = timedelta(days=30)


class WasPublic(Exception):
    """What readers saw, or are about to see, is withdrawn and never put into the bin."""


@transaction.atomic
def put(article: Article, *, by: User | None) -> None:
    """Put a story into the bin. Raises `WasPublic`."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if locked.publications.exists():
        raise WasPublic
    Article.objects.filter(pk=article.pk).update(binned_at=clock.now(), binned_by=by)
    audit.record("bin", article, by=by, called=str(article))


def take_out(article: Article, *, by: User | None) -> bool:
    """Lay a story where it lay before; False where it lay in no bin."""
    if not Article.objects.filter(pk=article.pk, binned_at__isnull=False).update(binned_at=None, binned_by=None):
        return False
    audit.record("take_out_of_bin", article, by=by)
    return True


def lying_in(user: User) -> QuerySet[Article]:
    """What somebody sees in the bin, the last first."""
    rows = rights.within_reach(user).filter(binned_at__isnull=False)
    return rows.select_related("section", "binned_by").order_by("-binned_at", "-pk")


def gone_at(article: Article) -> datetime | None:
    """When a story in the bin goes for good."""
    return article.binned_at + KEPT if article.binned_at else None


def empty() -> int:
    """Delete what has lain in the bin for its time; the audit log keeps what it was called. Returns how many."""
    old = list(Article.objects.filter(binned_at__lte=clock.now() - KEPT))
    for article in old:
        with transaction.atomic():
            audit.record("delete", article, by=None, called=str(article))
            article.delete()
    return len(old)
