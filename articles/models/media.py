"""Pictures and cartoons: files that came through the image door, and the words that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.sources import Author
from articles.models.taxonomy import Tag
from newsroom import arabic, clock
from newsroom.languages import LANGUAGES

WEB_TYPE: Final = "image/webp"  # of the sizes that pages list; every picture has them
AVIF_TYPE: Final = "image/avif"  # of those that pages list first, for browsers that know it
MAIL_TYPE: Final = "image/jpeg"  # of the sizes that mails show: most mail programs know nothing newer
SHARE_SIZE: Final = (1200, 630)  # as Open Graph wants it, of the same type

_PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class Image(models.Model):
    """A picture of the library; `file` was written by `articles.images` under a name that cannot be guessed.

    `width` and `height` are pixels, the focal point is in per cent of them from the top left corner.
    Caption, credit and alternative text are what a story starts from; each use may have its own.
    """

    file = models.FileField(_("file"), upload_to="pictures/")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    digest = models.CharField(max_length=64, editable=False, db_index=True, default="")  # SHA-256 of what was uploaded
    focal_x = models.PositiveSmallIntegerField(_("focal point, across"), default=50, validators=_PERCENT)
    focal_y = models.PositiveSmallIntegerField(_("focal point, down"), default=50, validators=_PERCENT)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    alt_text = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What is seen, for those who cannot see it."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    is_archive = models.BooleanField(
        _("archive picture"), default=False, help_text=_("Older than the story: readers are told so under the picture.")
    )
    is_missing = models.BooleanField(default=False, editable=False)  # its file is gone: `articles.galleries`
    fingerprint = models.CharField(max_length=16, editable=False, default="")  # how it looks: articles.images
    searched = models.TextField(editable=False, default="")  # `to_be_searched()`
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=clock.now, editable=False)

    objects: ClassVar[models.Manager[Image]] = models.Manager()

    if TYPE_CHECKING:
        caption_ar: str | None
        caption_en: str | None
        alt_text_ar: str | None
        alt_text_en: str | None
        credit_ar: str | None
        credit_en: str | None

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.caption or self.alt_text or str(_("Picture %(number)s") % {"number": self.pk})

    def to_be_searched(self) -> str:
        """Its words in both languages, in one spelling: what `searched` holds; whoever writes words writes it, too."""
        kinds = ("caption", "alt_text", "credit")
        written = (self.words_in(language, kind) for language in LANGUAGES for kind in kinds)
        return arabic.normalise(" ".join(written))

    def words_in(self, language: str, kind: str) -> str:
        """Its `caption`, `alt_text` or `credit` in `language`, empty where nobody wrote one."""
        return getattr(self, f"{kind}_{language}") or ""


class Rendition(models.Model):
    """One size and format of a picture; a page lists only those that exist."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    media_type = models.CharField(max_length=20)  # WEB_TYPE, AVIF_TYPE or MAIL_TYPE
    file = models.FileField(upload_to="renditions/")

    class Meta:
        ordering = ("media_type", "width")
        constraints = (models.UniqueConstraint(name="rendition_once", fields=["image", "media_type", "width"]),)

    def __str__(self) -> str:
        return f"{self.media_type} {self.width}×{self.height}"


class CartoonQuerySet(models.QuerySet["Cartoon"]):
    """Questions about cartoons."""

    def live(self) -> Self:
        """Those that readers see now, newest first."""
        now = clock.now()
        begun = self.filter(live_from__lte=now)
        return begun.filter(models.Q(live_until=None) | models.Q(live_until__gt=now)).order_by("-live_from", "-pk")

    def once_public(self) -> Self:
        """Those that readers saw at some time: their addresses are known, and they are never deleted."""
        return self.filter(first_live_at__lte=clock.now())

    def older_than(self, cartoon: Cartoon) -> Self:
        """Those that follow `cartoon` in the archive, nearest first."""
        before = models.Q(live_from__lt=cartoon.live_from) | models.Q(live_from=cartoon.live_from, pk__lt=cartoon.pk)
        return self.filter(before).order_by("-live_from", "-pk")

    def newer_than(self, cartoon: Cartoon) -> Self:
        """Those that precede `cartoon` in the archive, nearest first."""
        after = models.Q(live_from__gt=cartoon.live_from) | models.Q(live_from=cartoon.live_from, pk__gt=cartoon.pk)
        return self.filter(after).order_by("live_from", "pk")

    def for_cards(self) -> Self:
        """With drawing, sizes and artist, in two queries."""
        return self.select_related("image", "artist").prefetch_related("image__renditions")


CartoonManager = models.Manager.from_queryset(CartoonQuerySet)


class Cartoon(models.Model):
    """Drawn opinion: artist, title, the day it was drawn, and a description for those who cannot see it.

    Readers see it while `live_from <= now < live_until` (NULL: open), in both languages: a drawing needs no
    translation, a missing title is shown in the language it has. The interval is written by `articles.cartoons` only,
    and so is `first_live_at`, when readers could first see it. What they no longer see answers with its `notice`.
    """

    image = models.ForeignKey(Image, verbose_name=_("drawing"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(
        _("description"), max_length=600, help_text=_("What is drawn, for those who cannot see it.")
    )
    artist = models.ForeignKey(Author, verbose_name=_("artist"), on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField(_("date"))
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="cartoons")
    live_from = models.DateTimeField(_("on the site from"), null=True, blank=True, db_index=True, editable=False)
    live_until = models.DateTimeField(_("until"), null=True, blank=True, editable=False)
    first_live_at = models.DateTimeField(null=True, editable=False)
    notice = models.CharField(_("public notice"), max_length=300, blank=True)

    objects: ClassVar[CartoonManager[Cartoon]] = CartoonManager()

    if TYPE_CHECKING:
        title_ar: str | None
        title_en: str | None
        description_ar: str | None
        description_en: str | None
        notice_ar: str | None
        notice_en: str | None

    class Meta:
        verbose_name = _("cartoon")
        verbose_name_plural = _("cartoons")
        ordering = ("-drawn_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="cartoon_interval_forwards",
                condition=models.Q(live_until=None)
                | models.Q(live_from__isnull=False, live_until__gt=models.F("live_from")),
            ),
        )

    def __str__(self) -> str:
        return self.title or ""

    @property
    def is_live(self) -> bool:
        """Whether readers see it now, as `CartoonQuerySet.live` asks."""
        now = clock.now()
        begun = self.live_from is not None and self.live_from <= now
        return begun and (self.live_until is None or self.live_until > now)

    @property
    def is_scheduled(self) -> bool:
        """Whether it goes on the site by itself."""
        return self.live_from is not None and self.live_from > clock.now()

    @property
    def was_public(self) -> bool:
        """Whether readers saw it at some time, as `CartoonQuerySet.once_public` asks."""
        return self.first_live_at is not None and self.first_live_at <= clock.now()
