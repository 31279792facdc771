"""Galleries: pictures of the library in an order, with words of their own, that a story shows in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.media import Image
from articles.models.publication import Publication
from newsroom import arabic, clock
from newsroom.languages import LANGUAGES


class Gallery(models.Model):
    """What the desk works on, like the working copy of a story: readers see it as it was when a story was published
    (`PublishedPicture`).
    """

    title = models.CharField(_("title"), max_length=120)
    searched = models.TextField(editable=False, default="")  # `to_be_searched()`
    made_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[models.Manager[Gallery]] = models.Manager()

    if TYPE_CHECKING:
        title_ar: str | None
        title_en: str | None

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.title or str(_("Gallery %(number)s") % {"number": self.pk})

    def title_in(self, language: str) -> str:
        """The title in `language`, empty where it has none."""
        return getattr(self, f"title_{language}") or ""

    def to_be_searched(self) -> str:
        """Both titles in one spelling: what `searched` holds; whoever writes titles writes it, too."""
        return arabic.normalise(" ".join(self.title_in(language) for language in LANGUAGES))


class GalleryPicture(models.Model):
    """A picture in its place; caption and credit, where written, stand instead of the picture's own."""

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)  # from 0, without gaps
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    objects: ClassVar[models.Manager[GalleryPicture]] = models.Manager()

    if TYPE_CHECKING:
        gallery_id: int

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.gallery_id}: {self.position}"

    def words_in(self, language: str, kind: str) -> str:
        """Its `caption` or `credit` in `language`, else the picture's own; its `alt_text` is the picture's."""
        own = getattr(self, f"{kind}_{language}", None)
        return own or self.image.words_in(language, kind)


class PublishedPicture(models.Model):
    """A picture of a gallery as it was published with a story, in the story's language."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="gallery_pictures")
    gallery = models.ForeignKey(Gallery, on_delete=models.PROTECT, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=120, blank=True)
    alt_text = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        gallery_id: int
        image_id: int

    class Meta:
        ordering = ("gallery", "position")
        constraints = (
            models.UniqueConstraint(
                name="published_picture_in_its_place", fields=["publication", "gallery", "position"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.publication_id}/{self.gallery_id}: {self.position}"
