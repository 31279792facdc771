"""What was put right since in stories that an issue has brought: whoever read the fault reads the correction, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from articles import presenting
from articles.models import Correction, Publication
from articles.models.history import CorrectionKind
from newsletter.models import Digest, DigestItem
from newsroom.links import absolute

MOST: Final = 5  # in one issue
# An update is news, and no fault of what was sent.
_KINDS: Final = (CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION)


@dataclass(frozen=True, slots=True)
class Note:
    """A correction of a story that readers have had by mail; its address is absolute."""

    kind: str
    text: str
    headline: str
    url: str


def of(digest: Digest) -> tuple[Note, ...]:
    """The corrections within the window of an issue, oldest first, of stories that its plan has carried before.

    The window stands since the issue was composed: nothing comes in that nobody has seen, and nothing comes twice.
    """
    found = list(_rows(digest).order_by("at", "pk")[:MOST])
    live = Publication.objects.live(digest.language).filter(article__in=[note.article_id for note in found])
    headlines = dict(live.values_list("article_id", "headline"))
    return tuple(
        Note(
            kind=note.get_kind_display(),
            text=note.text,
            headline=headlines[note.article_id],
            url=absolute(presenting.short_url(digest.language, note.article_id)),
        )
        for note in found
        if note.article_id in headlines
    )


def _rows(digest: Digest) -> QuerySet[Correction]:
    earlier = Digest.objects.gone_out().filter(plan=digest.plan_id, window_end__lt=digest.window_end)
    carried = DigestItem.objects.filter(digest__in=earlier, article__isnull=False)
    within = Q(at__gt=digest.window_start, at__lte=digest.window_end)
    public = Correction.objects.public(digest.language).filter(within, kind__in=_KINDS)
    return public.filter(article__in=carried.values("article"))
