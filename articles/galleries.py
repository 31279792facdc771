"""Galleries in the text of a story: what the desk arranges, and what a publication keeps of it.

A story shows a gallery at the place that its text names (`body.GalleryPlace`). Publishing copies order and words into
`PublishedPicture`, so that a gallery that is changed afterwards changes nothing that readers see: publishing the story
anew does. A picture whose file is gone is left out and told to the desk.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from articles import body, library, presenting
from articles.models import Gallery, GalleryPicture, Image, Publication, PublishedPicture, Rendition
from articles.models.media import WEB_TYPE
from articles.pages import Picture
from articles.presenting import Size
from newsroom import arabic, bell, clock

logger = logging.getLogger(__name__)

WIDEST: Final = 1280  # pixels of the sizes that a page of many pictures lists
MOST: Final = 500  # pictures of a gallery

Pictures = Mapping[int, Sequence[Picture]]  # by the gallery's id
Words = Mapping[int, Mapping[str, str]]  # by the picture's key


# --- at the desk --------------------------------------------------------------------------------------------------


def matching(term: str) -> QuerySet[Gallery]:
    """Galleries whose titles hold every word of `term`, however either was spelled; newest first."""
    rows = Gallery.objects.all()
    for word in arabic.normalise_begun(term).split():
        rows = rows.filter(searched__contains=word)
    return rows


def first_pictures(galleries: Iterable[Gallery]) -> dict[int, Image]:
    """What each is known by, with its sizes: its first picture."""
    rows = GalleryPicture.objects.filter(gallery__in=[gallery.pk for gallery in galleries], position=0)
    return {row.gallery_id: row.image for row in rows.select_related("image").prefetch_related("image__renditions")}


@transaction.atomic
def add(gallery: Gallery, images: Iterable[Image]) -> None:
    """Put pictures at the end, in this order; those beyond `MOST` stay out."""
    Gallery.objects.select_for_update().get(pk=gallery.pk)
    last = _rows(gallery).aggregate(last=Max("position"))["last"]
    begin = 0 if last is None else last + 1
    GalleryPicture.objects.bulk_create(
        GalleryPicture(gallery=gallery, image=image, position=position)
        for position, image in enumerate(images, start=begin)
        if position < MOST
    )


@transaction.atomic
def arrange(gallery: Gallery, *, order: Sequence[int], out: Collection[int], words: Words) -> None:
    """Write what was changed: the keys of its pictures in their `order`, those that go `out`, and by key the columns of
    `words` (`{7: {"caption_ar": …}}`). What somebody else added meanwhile stays, at the end.
    """
    Gallery.objects.select_for_update().get(pk=gallery.pk)
    _rows(gallery).filter(pk__in=out).delete()
    wanted = {pk: place for place, pk in enumerate(order)}
    rows = sorted(_rows(gallery), key=lambda row: (wanted.get(row.pk, len(wanted)), row.position))
    for position, row in enumerate(rows):
        changed = dict(words.get(row.pk, {}))
        if changed or row.position != position:
            row.position = position
            for column, text in changed.items():
                setattr(row, column, text)
            row.save(update_fields=["position", *changed])


def _rows(gallery: Gallery) -> QuerySet[GalleryPicture]:
    return GalleryPicture.objects.filter(gallery=gallery)


def without_alt(html: str, language: str) -> list[str]:
    """The titles of the galleries in a text that show a picture of which nobody said in `language` what is seen."""
    rows = _working(body.galleries_in(html))
    lacking = {row.gallery_id: row for row in rows if library.says_nothing(row.words_in(language, "alt_text"))}
    return [row.gallery.title_in(language) or str(row.gallery) for row in lacking.values()]


def _working(keys: Collection[int]) -> list[GalleryPicture]:
    if not keys:
        return []
    rows = GalleryPicture.objects.filter(gallery__in=keys).select_related("image", "gallery")
    return list(rows.order_by("gallery", "position", "pk"))


def _kept(html: str, language: str) -> list[PublishedPicture]:
    """What a text's galleries would be published as, not saved; places are counted anew."""
    counts: dict[int, int] = defaultdict(int)
    kept = []
    for row in _working(body.galleries_in(html)):
        words = {kind: row.words_in(language, kind) for kind in ("caption", "credit", "alt_text")}
        place = counts[row.gallery_id]
        kept.append(PublishedPicture(gallery_id=row.gallery_id, image=row.image, position=place, **words))
        counts[row.gallery_id] += 1
    return kept


# --- on the site --------------------------------------------------------------------------------------------------


def publish(publication: Publication) -> None:
    """Keep the galleries of a publication's text as they are now."""
    rows = _kept(publication.body, publication.language)
    for row in rows:
        row.publication = publication
    PublishedPicture.objects.bulk_create(rows)
    if rows:
        bell.ring_after_commit("articles.tasks.look_for_files", publication.pk)


def is_as_published(publication: Publication) -> bool:
    """Whether readers of a publication see its galleries as they are at the desk now."""
    if not body.galleries_in(publication.body):
        return True
    columns = ("gallery_id", "position", "image_id", "caption", "credit", "alt_text")
    now = [tuple(getattr(row, name) for name in columns) for row in _kept(publication.body, publication.language)]
    return now == list(publication.gallery_pictures.order_by("gallery", "position").values_list(*columns))


def outdated(gallery: Gallery) -> list[Publication]:
    """What readers have of stories that show a gallery as it was before somebody changed it."""
    shown = PublishedPicture.objects.filter(gallery=gallery, publication=OuterRef("pk"))
    live = Publication.objects.live_at(clock.now()).filter(Exists(shown)).select_related("article")
    return [row for row in live if not is_as_published(row)]


def of_publication(publication_id: int) -> Pictures:
    """The pictures of each gallery of a publication, in two queries."""
    rows = PublishedPicture.objects.filter(publication=publication_id, image__is_missing=False)
    return _pictures(rows.select_related("image").order_by("gallery", "position"))


def of_text(html: str, language: str) -> Pictures:
    """The same of a text that is not published, as they are at the desk."""
    return _pictures(row for row in _kept(html, language) if not row.image.is_missing)


def _pictures(rows: Iterable[PublishedPicture]) -> Pictures:
    rows = list(rows)
    sizes = _sizes({row.image_id for row in rows})
    found: dict[int, list[Picture]] = defaultdict(list)
    for row in rows:
        words = {"alt": row.alt_text, "caption": row.caption, "credit": row.credit}
        found[row.gallery_id].append(presenting.picture(row.image, sizes=sizes[row.image_id], **words))
    return found


def _sizes(images: Collection[int]) -> Mapping[int, Sequence[Size]]:
    """The files of each picture that a page of many lists: one type, up to `WIDEST`."""
    found: dict[int, list[Size]] = defaultdict(list)
    rows = Rendition.objects.filter(image__in=images, media_type=WEB_TYPE, width__lte=WIDEST).order_by("width")
    for row in rows:
        found[row.image_id].append(Size(row.media_type, row.width, row.height, row.file.name or ""))
    return found


def look_for_files(publication_id: int | None = None) -> int:
    """Look for the files of the pictures that galleries on the site show, or those of one publication; what is gone is
    no longer shown, and shown again once it is back. Returns how many are gone.
    """
    rows = PublishedPicture.objects.filter(image=OuterRef("pk"))
    if publication_id is None:
        rows = rows.filter(publication__in=Publication.objects.live_at(clock.now()).values("pk"))
    else:
        rows = rows.filter(publication=publication_id)
    gone = 0
    for image in Image.objects.filter(Exists(rows)).iterator(chunk_size=500):
        is_missing = not default_storage.exists(image.file.name or "")
        gone += is_missing
        if is_missing != image.is_missing:
            image.is_missing = is_missing
            image.save(update_fields=["is_missing"])
            if is_missing:
                logger.warning("The file of picture %s is gone: %s", image.pk, image.file.name)
    return gone
