"""What readers see, and when: the only rows that a public page may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.kind import Kind
from articles.models.media import Image
from articles.models.sources import Credit, Wire
from articles.models.taxonomy import Region, Section, Tag
from newsroom import clock
from newsroom.constraints import NoOverlap
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES

if TYPE_CHECKING:
    from articles.models.article import Article


class Change(models.TextChoices):
    """What a publication is to the one before it; only a typo leaves the printed time of the last change alone."""

    FIRST = "first", _("First publication")
    TYPO = "typo", _("Typo")
    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Questions about what is public."""

    def live_at(self, moment: Any) -> Self:
        """What was, is or will be on the site at `moment`, in any language: the interval decides, no worker does."""
        begun = self.filter(live_from__lte=moment)
        return begun.filter(models.Q(live_until__isnull=True) | models.Q(live_until__gt=moment))

    def live(self, language: str) -> Self:
        """What readers of `language` may see now."""
        return self.live_at(clock.now()).filter(language=language)

    def newest_first(self) -> Self:
        """By the printed time; stories of the same minute keep one order."""
        return self.order_by("-published_at", "-article_id")

    def with_other_slug(self, moment: Any) -> Self:
        """With `other_slug`: the slug of the same story in the other language, where that is live at `moment`."""
        there = Publication.objects.live_at(moment).filter(article=models.OuterRef("article"))
        translated = there.exclude(language=models.OuterRef("language")).values("slug")[:1]
        return self.annotate(other_slug=models.Subquery(translated))


PublicationManager = models.Manager.from_queryset(PublicationQuerySet)


class Publication(models.Model):
    """One text of one story in one language, public while `live_from <= now < live_until` (NULL: open).

    Written by `articles.publishing` only. `published_at` is printed and sorts lists, and may be back-dated;
    `first_live_at` is the start of the first interval, copied to successors and never typed.
    """

    article: models.ForeignKey[Article, Article] = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="publications"
    )
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    live_from = models.DateTimeField(_("on the site from"))
    live_until = models.DateTimeField(_("until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"))
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True)
    first_live_at = models.DateTimeField()
    embargo_until = models.DateTimeField(null=True, blank=True)
    change = models.CharField(_("change"), max_length=10, choices=Change, default=Change.FIRST)
    # The versions of the working copy that it was made of: 0 where nobody knows.
    text_version = models.PositiveIntegerField(default=0)
    shared_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    kicker = models.CharField(max_length=60, blank=True)
    headline = models.CharField(max_length=200)
    standfirst = models.TextField(max_length=600, blank=True)
    dateline = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    slug = models.CharField(max_length=80)
    searched = models.TextField(editable=False, default="")  # the headline in one spelling
    hero_caption = models.CharField(max_length=300, blank=True)
    hero_alt = models.CharField(max_length=300, blank=True)
    hero_credit = models.CharField(max_length=120, blank=True)
    credit_line = models.CharField(max_length=160, blank=True)
    search_title = models.CharField(max_length=120, blank=True)
    search_description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEWS)
    from_desk = models.BooleanField(default=True)
    word_count = models.PositiveIntegerField(default=0)
    reading_minutes = models.PositiveSmallIntegerField(default=0)

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="publications")
    hero = models.ForeignKey(Image, null=True, on_delete=models.PROTECT, related_name="publications")
    regions = models.ManyToManyField(Region, related_name="publications")
    tags = models.ManyToManyField(Tag, related_name="publications")
    wires = models.ManyToManyField(Wire, related_name="publications")

    if TYPE_CHECKING:
        article_id: int

    objects: ClassVar[PublicationManager[Publication]] = PublicationManager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = (
            models.CheckConstraint(name="publication_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="publication_interval_forwards",
                condition=models.Q(live_until__isnull=True) | models.Q(live_until__gt=models.F("live_from")),
            ),
            models.CheckConstraint(
                name="publication_after_embargo",
                condition=models.Q(embargo_until__isnull=True) | models.Q(live_from__gte=models.F("embargo_until")),
            ),
            models.UniqueConstraint(
                name="publication_one_open",
                fields=["article", "language"],
                condition=models.Q(live_until__isnull=True),
            ),
            models.UniqueConstraint(name="publication_one_start", fields=["article", "language", "live_from"]),
            NoOverlap(
                name="publication_no_overlap",
                same=("article", "language"),
                start="live_from",
                end="live_until",
            ),
        )
        indexes = (
            models.Index(name="publication_newest", fields=["language", "-published_at", "-article"]),
            models.Index(name="publication_begins", fields=["live_from"]),
            models.Index(name="publication_ends", fields=["live_until"], condition=models.Q(live_until__isnull=False)),
            models.Index(name="publication_by_section", fields=["language", "section", "-published_at", "-article"]),
        )

    def __str__(self) -> str:
        return self.headline


class PublicationCredit(Credit):
    """A credited person of a publication."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="credits")

    class Meta(Credit.Meta):
        pass


class PublishedRelatedRead(models.Model):
    """A related read as it was published, in order; shown while its target is live in the language."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="related_reads")
    target = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        target_id: int

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.publication_id} → {self.target_id}"


class Withdrawal(models.Model):
    """That a story was taken off the site in one language: when, why, and what its address says now."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="withdrawals")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    notice = models.CharField(_("public notice"), max_length=300, blank=True)
    redirect_to = models.CharField(_("redirect to"), max_length=300, blank=True)
    # By order of the law: what the text was is shown to nobody without the right to take down.
    legal = models.BooleanField(default=False)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.article_id}/{self.language} {self.at:%Y-%m-%d %H:%M}"
