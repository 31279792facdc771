"""A topic: what the newspaper keeps an eye on over weeks, as a question over what is public, with words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.media import Image
from articles.models.taxonomy import Named, Region, Section, Tag


class Topic(Named):
    """A question over public stories (`articles.lists` answers it), an introduction, a picture, stories that stand on
    top. What is archived keeps its addresses and takes up nothing that is published later.
    """

    intro = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Paragraphs with an empty line between them. # begins a heading, - the points of a list."),
    )
    picture = models.ForeignKey(
        Image, verbose_name=_("picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="+")
    regions = models.ManyToManyField(
        Region,
        verbose_name=_("regions"),
        blank=True,
        related_name="+",
        help_text=_("With everything that lies within them."),
    )
    sections = models.ManyToManyField(Section, verbose_name=_("sections"), blank=True, related_name="+")
    words = models.CharField(
        _("words"),
        max_length=200,
        blank=True,
        help_text=_("All of them must stand in a story, in any form; “between quotation marks” one after the other."),
    )
    live_story = models.ForeignKey(
        Article,
        verbose_name=_("running live"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The story that is being written while things happen: its link stands above all others."),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Topic]] = models.Manager()

    if TYPE_CHECKING:
        intro_ar: str | None
        intro_en: str | None
        words_ar: str | None
        words_en: str | None
        picture_id: int | None
        live_story_id: int | None

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("-pk",)


class PinnedStory(models.Model):
    """A story that stands on top of a topic's page, in order, while it is live in the page's language."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="pins")
    target = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        topic_id: int
        target_id: int

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(name="pinned_once", fields=["topic", "target"]),)

    def __str__(self) -> str:
        return f"{self.topic_id} → {self.target_id}"
