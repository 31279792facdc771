"""What the newspaper says beside its stories: the breaking line on top of every page, and the pages about itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom import clock


class BreakingQuerySet(models.QuerySet["Breaking"]):
    """Questions about breaking lines."""

    def live_at(self, moment: datetime) -> Self:
        """Those that stand on the pages at `moment`, newest first."""
        return self.filter(live_from__lte=moment, live_until__gt=moment).order_by("-live_from", "-pk")


BreakingManager = models.Manager.from_queryset(BreakingQuerySet)


class Breaking(models.Model):
    """«عاجل»: one line on top of every page of a language, until its hour has passed."""

    text = models.CharField(_("text"), max_length=160)
    path = models.CharField(
        _("link"), max_length=300, blank=True, help_text=_("On this site, as /ar/articles/12/…; may stay empty.")
    )
    live_from = models.DateTimeField(_("from"), default=clock.now)
    live_until = models.DateTimeField(_("until"), db_index=True)

    objects: ClassVar[BreakingManager[Breaking]] = BreakingManager()

    if TYPE_CHECKING:
        text_ar: str | None
        text_en: str | None
        path_ar: str | None
        path_en: str | None

    class Meta:
        verbose_name = _("breaking line")
        verbose_name_plural = _("breaking lines")
        ordering = ("-live_from", "-pk")
        constraints = (
            models.CheckConstraint(
                name="breaking_interval_forwards", condition=models.Q(live_until__gt=models.F("live_from"))
            ),
        )

    def __str__(self) -> str:
        return self.text or ""


class HousePage(models.Model):
    """A page about the newspaper: who we are, principles, contact, privacy. Without a text in a language it does not
    exist there.
    """

    slug = models.CharField(
        _("slug"),
        max_length=40,
        unique=True,
        validators=[RegexValidator("^[a-z0-9-]+$", _("Latin small letters, digits and hyphens."))],
        help_text=_("The last part of its address in both languages: about, principles, contact."),
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(
        _("text"),
        blank=True,
        help_text=_("Paragraphs with an empty line between them. # begins a heading, - the points of a list."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=clock.now, editable=False)

    objects: ClassVar[models.Manager[HousePage]] = models.Manager()

    if TYPE_CHECKING:
        title_ar: str | None
        title_en: str | None
        text_ar: str | None
        text_en: str | None

    class Meta:
        verbose_name = _("page about the newspaper")
        verbose_name_plural = _("pages about the newspaper")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or self.slug
