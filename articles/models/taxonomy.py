"""How stories are filed: the section they run in, the regions they are about, the tags they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom import arabic
from newsroom.languages import LANGUAGES


class Spelled(models.Model):
    """Something that the desk finds by its name in either language, however it is spelled."""

    searched = models.TextField(editable=False, default="")  # `to_be_searched()`

    class Meta:
        abstract = True

    def to_be_searched(self) -> str:
        """Both names in one spelling, a line each: what `searched` holds; whoever writes names writes it, too."""
        names = (getattr(self, f"name_{language}") or "" for language in LANGUAGES)
        return "\n".join(arabic.normalise(name) for name in names)


class Named(Spelled):
    """Something with a name and a URL of its own in each language; without a name in one it does not exist there."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.CharField(_("slug"), max_length=120, blank=True)

    if TYPE_CHECKING:
        name_ar: str | None
        name_en: str | None
        slug_ar: str | None
        slug_en: str | None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or ""

    def name_in(self, language: str) -> str:
        """The name in `language`, empty where it has none: no language stands in for the other."""
        return getattr(self, f"name_{language}") or ""

    def slug_in(self, language: str) -> str:
        """The last part of its URL in `language`, empty where it has none."""
        return getattr(self, f"slug_{language}") or ""


class Section(Named):
    """The desk a story belongs to; sections in the menu come in the order of `position`."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    opinion = models.BooleanField(_("opinion pages"), default=False, help_text=_("Set light, with the writer first."))

    objects: ClassVar[models.Manager[Section]] = models.Manager()

    if TYPE_CHECKING:
        intro_ar: str | None
        intro_en: str | None

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("position", "pk")


class Region(Named):
    """A place in the tree of places: world, Syria, Damascus. `path` is written by `taxonomy.place` only."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    path = models.CharField(
        max_length=255, editable=False, db_index=True, default=""
    )  # "/1/4/12/": ancestors and itself

    objects: ClassVar[models.Manager[Region]] = models.Manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("path", "pk")

    def clean(self) -> None:
        """A region cannot lie within itself."""
        if self.pk and self.parent and f"/{self.pk}/" in self.parent.path:
            raise ValidationError({"parent": _("A region cannot lie within itself.")})


class Tag(Named):
    """What a story is about."""

    objects: ClassVar[models.Manager[Tag]] = models.Manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name_ar", "pk")
