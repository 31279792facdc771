"""What a story or an address used to be, and what was said about it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.publication import Publication
from articles.models.work import part_known
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES


class Revision(models.Model):
    """One part of a story's working copy as somebody saved it; there is one for every version that a part had.

    `data` is field: text for a language; for the shared part its columns and the ids of its rows
    (`articles.saving.snapshot`).
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    part = models.CharField(max_length=6)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    restored = models.PositiveIntegerField(null=True)  # the version that was put back
    data: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            part_known("revision_part_known"),
            models.UniqueConstraint(name="revision_once", fields=["article", "part", "version"]),
        )
        indexes = (models.Index(name="revision_newest", fields=["article", "-at", "-id"]),)

    def __str__(self) -> str:
        return f"{self.article_id}/{self.part} {self.version}"


class CorrectionKind(models.TextChoices):
    """What a public note about a story is."""

    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    UPDATE = "update", _("Update")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Questions about public notes."""

    def public(self, language: str) -> Self:
        """Those that readers of `language` see: dated by now, and of a story that is live."""
        live = Publication.objects.live(language).filter(article=models.OuterRef("article"))
        return self.filter(models.Exists(live), language=language, at__lte=clock.now())


CorrectionManager = models.Manager.from_queryset(CorrectionQuerySet)


class Correction(models.Model):
    """A public note of what was changed in a story after readers saw it; written by `articles.publishing` only."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="corrections")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    kind = models.CharField(_("kind"), max_length=14, choices=CorrectionKind)
    text = models.TextField(_("note"), max_length=1000)
    at = models.DateTimeField(_("dated"))
    on_top = models.BooleanField(_("above the text"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[CorrectionManager[Correction]] = CorrectionManager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(name="correction_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="correction_has_text", condition=~models.Q(text="")),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Redirect(models.Model):
    """An address that was public once, and where it leads now; asked for only when nothing else answers."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True, help_text="/ar/old/")
    new_path = models.CharField(_("new address"), max_length=500, help_text="/ar/sections/…/")

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ("old_path",)

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    def clean(self) -> None:
        """Both are paths on this site, and it does not lead to itself."""
        problems = {
            name: _("An address on this site begins with one slash: /ar/…")
            for name in ("old_path", "new_path")
            if not getattr(self, name).startswith("/") or getattr(self, name).startswith(("//", "/\\"))
        }
        if self.old_path == self.new_path:
            problems["new_path"] = _("The new address is the old one.")
        if problems:
            raise ValidationError(problems)
