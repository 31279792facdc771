"""Where a story comes from: the people who wrote it and the agencies whose copy it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.taxonomy import Named, Spelled


class Author(Named):
    """Somebody who is credited: reporter, photographer, cartoonist; an account at the desk is optional."""

    bio = models.TextField(_("about"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
    )

    objects: ClassVar[models.Manager[Author]] = models.Manager()

    if TYPE_CHECKING:
        bio_ar: str | None
        bio_en: str | None

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name_ar", "pk")


class Wire(Spelled):
    """A news agency whose copy is used."""

    name = models.CharField(_("name"), max_length=80)

    objects: ClassVar[models.Manager[Wire]] = models.Manager()

    if TYPE_CHECKING:
        name_ar: str | None
        name_en: str | None

    class Meta:
        verbose_name = _("wire agency")
        verbose_name_plural = _("wire agencies")
        ordering = ("name_ar", "pk")

    def __str__(self) -> str:
        return self.name or ""

    def name_in(self, language: str) -> str:
        """The agency's name in `language`, or its other name: an agency that was used is always credited."""
        return getattr(self, f"name_{language}") or self.name_ar or self.name_en or ""


class CreditRole(models.TextChoices):
    """What a credited person did."""

    TEXT = "text", _("Text")
    PHOTO = "photo", _("Pictures")
    TRANSLATION = "translation", _("Translation")
    EDITING = "editing", _("Editing")
    DRAWING = "drawing", _("Drawing")


class Credit(models.Model):
    """One credited person of one story, in printing order; the concrete classes say of which story."""

    person = models.ForeignKey(Author, verbose_name=_("person"), on_delete=models.PROTECT)
    role = models.CharField(_("role"), max_length=12, choices=CreditRole, default=CreditRole.TEXT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.person)
