"""What the clock asks of stories and pictures: running it twice is harmless, and a lost bell costs seconds."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from django.db.models import Exists, OuterRef, Q

from articles import binning, drafts, galleries, images, merging, noticing, presence, search, suggesting
from articles.models import Cartoon, Image, Publication, Rendition
from articles.models.media import AVIF_TYPE, SHARE_SIZE, WEB_TYPE
from newsroom import clock, pagecache

AT_ONCE: Final = 20  # pictures of one run; a 12-megapixel one takes about three seconds
SUGGESTED_AT_ONCE: Final = 100


@shared_task
def make_renditions_due() -> int:
    """Make the sizes of pictures that have none of a type yet; returns how many pictures that were."""
    lacking = Q()
    for media_type in (WEB_TYPE, AVIF_TYPE):
        lacking |= ~Q(Exists(Rendition.objects.filter(image=OuterRef("pk"), media_type=media_type)))
    due = list(Image.objects.filter(lacking).order_by("pk")[:AT_ONCE])
    for image in due:
        images.make_renditions(image, WEB_TYPE, AVIF_TYPE)
    return len(due) + _share_due()


def _share_due() -> int:
    """The same for what is shown where pages are shared: pictures of live stories, and drawings whole."""
    shared = Rendition.objects.filter(image=OuterRef("pk"), width=SHARE_SIZE[0], height=SHARE_SIZE[1])
    lacking = Image.objects.filter(~Exists(shared))
    live, least = Publication.objects.live_at(clock.now()), images.SHARE_LEAST
    stories = lacking.filter(Exists(live.filter(hero=OuterRef("pk"))), width__gte=least[0], height__gte=least[1])
    drawings = lacking.filter(Exists(Cartoon.objects.live().filter(image=OuterRef("pk"))))
    made = 0
    for rows, whole in ((stories, False), (drawings, True)):
        for image in rows.order_by("-pk")[:AT_ONCE]:
            made += images.make_for_share(image, whole=whole) is not None
    return made


@shared_task
def suggest_due() -> int:
    """Find what to read after stories of which that is not known yet, or not any more; returns how many."""
    due = suggesting.due(SUGGESTED_AT_ONCE)
    for row in due:
        suggesting.suggest(row)
    return len(due)


@shared_task
def index_due() -> int:
    """Write what the search lacks of publications whose words were written anew; returns how many."""
    return search.rebuild_some()


@shared_task
def mail_notices() -> int:
    """Mail what people at the desk were told; returns how many mails went."""
    return noticing.mail_due()


@shared_task
def look_for_files(publication_id: int) -> int:
    """Look for the files that the galleries of a story show which was just published; returns how many are gone."""
    return galleries.look_for_files(publication_id)


@shared_task
def tidy() -> int:
    """Take away drafts that nobody came back for, who was at a story, and what lay in the bin for its time, and the
    search's rows of what has ended, old notes of changes, and what merges keep to be undone; look for the files that
    galleries show. Returns how many drafts that were.
    """
    presence.forget_lapsed()
    binning.empty()
    search.sweep()
    galleries.look_for_files()
    pagecache.forget_old_changes()
    merging.forget_old()
    return drafts.tidy_up()
