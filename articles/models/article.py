"""What the desk is working on: the story's working copy, and where each of its languages stands.

Nothing in this module is ever shown to a reader; readers see publications.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_ckeditor_5.fields import CKEditor5Field

from articles.models.gallery import Gallery
from articles.models.kind import Kind
from articles.models.media import Image
from articles.models.publication import Publication
from articles.models.sources import Author, Credit, Wire
from articles.models.taxonomy import Region, Section, Tag
from newsroom import clock, house
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES

# The text of a story: what exists once per language, on the working copy and on the publication.
TEXT_FIELDS: Final = (
    "kicker",
    "headline",
    "standfirst",
    "dateline",
    "body",
    "slug",
    "hero_caption",
    "hero_alt",
    "hero_credit",
    "credit_line",
    "search_title",
    "search_description",
)


class Origin(models.TextChoices):
    """How a story came to the desk."""

    DESK = "desk", _("Written here")
    WIRE = "wire", _("From an agency")
    IMPORT = "import", _("Imported")


class Article(models.Model):
    """A story's working copy: its text in both languages, and what both share. Saving it changes no public page.

    `version` guards the shared part; each language has its own in `ArticleLanguage`.
    """

    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    headline = models.CharField(_("headline"), max_length=200, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=600, blank=True)
    dateline = models.CharField(_("dateline"), max_length=80, blank=True)
    body = CKEditor5Field(_("body"), blank=True)
    slug = models.CharField(
        _("slug"), max_length=80, blank=True, help_text=_("Left empty, it is made from the headline.")
    )
    hero_caption = models.CharField(_("caption"), max_length=300, blank=True)
    hero_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What is seen, for those who cannot see it."),
    )
    hero_credit = models.CharField(_("picture credit"), max_length=120, blank=True)
    credit_line = models.CharField(
        _("credit line"),
        max_length=160,
        blank=True,
        help_text=_("Left empty, it is made from desk and agencies."),
    )

    search_title = models.CharField(
        _("title for search engines"), max_length=120, blank=True, help_text=_("Left empty, the headline.")
    )
    search_description = models.CharField(
        _("description for search engines and shared links"),
        max_length=300,
        blank=True,
        help_text=_("Left empty, the standfirst."),
    )

    kind = models.CharField(_("type"), max_length=10, choices=Kind, default=Kind.NEWS)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    regions = models.ManyToManyField(Region, verbose_name=_("regions"), blank=True, related_name="+")
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="+")
    hero = models.ForeignKey(
        Image, verbose_name=_("picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    authors = models.ManyToManyField(Author, verbose_name=_("byline"), through="ArticleCredit", related_name="+")
    from_desk = models.BooleanField(
        _("own desk"), default=True, help_text=_("The newspaper itself stands in the credit line.")
    )
    wires = models.ManyToManyField(Wire, verbose_name=_("wire agencies"), blank=True, related_name="+")
    related: models.ManyToManyField[Article, RelatedRead] = models.ManyToManyField(
        "self", verbose_name=_("related reads"), through="RelatedRead", symmetrical=False, related_name="+"
    )
    text_pictures = models.ManyToManyField(
        Image, editable=False, related_name="texts"
    )  # all that ever stood in its text
    text_galleries = models.ManyToManyField(Gallery, editable=False, related_name="texts")  # the same
    embargo_until = models.DateTimeField(
        _("embargoed until"), null=True, blank=True, help_text=_("Nobody outside the desk sees it before.")
    )

    # The headlines in one spelling (`newsroom.arabic.normalise`), by which the desk finds a story; `articles.saving`.
    searched_ar = models.TextField(editable=False, default="")
    searched_en = models.TextField(editable=False, default="")
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.DESK, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), default=clock.now, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=clock.now, editable=False)
    binned_at = models.DateTimeField(null=True, editable=False)  # None unless it lies in the bin (`articles.binning`)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[models.Manager[Article]] = models.Manager()

    if TYPE_CHECKING:
        headline_ar: str | None
        headline_en: str | None
        body_ar: str | None
        body_en: str | None

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ("-saved_at", "-pk")
        indexes = (models.Index(name="story_newest", fields=["-saved_at", "-id"], condition=models.Q(binned_at=None)),)
        permissions = (
            ("publish_article", _("Can publish and withdraw stories")),
            ("review_article", _("Can approve stories and send them back")),
            ("view_any_article", _("Can see the unpublished stories of others")),
            ("change_any_article", _("Can change the stories of others")),
            ("view_embargoed_article", _("Can see the embargoed stories of others")),
            ("override_embargo_article", _("Can publish before an embargo ends")),
            ("take_down_article", _("Can take stories down by order of the law, and see what was taken down")),
        )

    def __str__(self) -> str:
        return self.any_headline() or str(
            _("Story %(number)s, no headline yet") % {"number": house.own_digits(self.pk)}
        )

    def text_in(self, language: str, field: str) -> str:
        """The working text of `field` in `language`; the untranslated column beside it is never read."""
        return getattr(self, f"{field}_{language}") or ""

    def any_headline(self) -> str:
        """The Arabic headline, or the English one: how the desk calls the story."""
        return next((self.text_in(code, "headline") for code in LANGUAGES if self.text_in(code, "headline")), "")


class ArticleCredit(Credit):
    """A credited person of a working copy."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="credits")

    class Meta(Credit.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = (models.UniqueConstraint(name="article_credit_once", fields=["article", "person", "role"]),)


class RelatedRead(models.Model):
    """A story that the editor recommends under this one, in order."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_reads")
    target = models.ForeignKey(Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("related read")
        verbose_name_plural = _("related reads")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(name="related_read_once", fields=["article", "target"]),
            models.CheckConstraint(name="related_read_not_itself", condition=~models.Q(article=models.F("target"))),
        )

    def __str__(self) -> str:
        return str(self.target)


class State(models.TextChoices):
    """Where the desk's work on one language stands. Scheduled, live and withdrawn are read from the publications."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    READY = "ready", _("Ready")


class ArticleLanguageQuerySet(models.QuerySet["ArticleLanguage"]):
    """Questions about where languages of stories stand."""

    def with_public_state(self) -> Self:
        """Add `live_since`, the live versions (all None unless live), `scheduled_for`, `ends_at` and `was_live`."""
        now = clock.now()
        rows = Publication.objects.filter(article=models.OuterRef("article"), language=models.OuterRef("language"))
        live = rows.live_at(now)
        return self.annotate(
            live_since=models.Subquery(live.values("live_from")[:1]),
            live_text_version=models.Subquery(live.values("text_version")[:1]),
            live_shared_version=models.Subquery(live.values("shared_version")[:1]),
            scheduled_for=models.Subquery(rows.filter(live_from__gt=now).order_by("live_from").values("live_from")[:1]),
            ends_at=models.Subquery(live.values("live_until")[:1]),
            was_live=models.Exists(rows.filter(live_until__lte=now)),
        )


ArticleLanguageManager = models.Manager.from_queryset(ArticleLanguageQuerySet)


class ArticleLanguage(models.Model):
    """What the desk does with one language of one story; `version` guards the text of that language."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(_("saved"), default=clock.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.ForeignKey(  # who was asked; None: whoever may review it
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_back_at = models.DateTimeField(null=True, blank=True)  # None once it is sent to review again

    objects: ClassVar[ArticleLanguageManager[ArticleLanguage]] = ArticleLanguageManager()

    class Meta:
        ordering = ("article", "language")
        constraints = (
            models.UniqueConstraint(name="article_language_once", fields=["article", "language"]),
            models.CheckConstraint(name="article_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="article_language_state_known", condition=models.Q(state__in=State.values)),
        )
        # What the desk's page asks for, among all that was ever written.
        indexes = (
            models.Index(name="text_by_state", fields=["state", "saved_at"]),
            models.Index(name="text_due", fields=["deadline"], condition=models.Q(deadline__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.article_id}/{self.language}"
