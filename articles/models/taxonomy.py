"""How stories are filed: the section they run in, the regions they are about, the tags they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom import arabic, clock
from newsroom.languages import LANGUAGES

MOST_TAGS: Final = 12  # of a story


class Spelled(models.Model):
    """Something that the desk finds by its name in either language, however it is spelled."""

    searched = models.TextField(editable=False, default="")  # `to_be_searched()`

    class Meta:
        abstract = True

    def to_be_searched(self) -> str:
        """All that it is called in one spelling, a line each, the names in front: what `searched` holds; whoever writes
        names writes it, too.
        """
        names = [getattr(self, f"name_{language}") or "" for language in LANGUAGES]
        return "\n".join(arabic.normalise(name) for name in (*names, *self.other_spellings()))

    def other_spellings(self) -> list[str]:
        """What it is called beside its names."""
        return []


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

    LONGEST_PATH: ClassVar[int] = 255

    parent = models.ForeignKey(
        "self",
        verbose_name=_("within"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    path = models.CharField(
        max_length=LONGEST_PATH, editable=False, db_index=True, default=""
    )  # "/1/4/12/": ancestors and itself

    objects: ClassVar[models.Manager[Region]] = models.Manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("path", "pk")


class Tag(Named):
    """What a story is about."""

    aliases = models.TextField(
        _("other spellings"), blank=True, help_text=_("One to a line. Whoever types one of them finds this tag.")
    )
    # Ids of tags that look alike and, as somebody said, are others: they are not proposed for a merge again.
    apart_from: models.JSONField[Any, Any] = models.JSONField(default=list, editable=False)

    objects: ClassVar[models.Manager[Tag]] = models.Manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name_ar", "pk")

    def other_spellings(self) -> list[str]:
        """The lines of `aliases`, each once."""
        return list(dict.fromkeys(line.strip() for line in self.aliases.splitlines() if line.strip()))


class Merge(models.Model):
    """That sections, regions or tags went: what was filed under them is filed under `kept`, or, where that is None,
    under nothing in their place. `before` is how it was (`articles.merging`), None once it cannot be undone any more.
    """

    family = models.CharField(max_length=10)  # the model's name: section, region, tag
    kept = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Merge]] = models.Manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(name="merge_newest", fields=["family", "-at"]),)

    def __str__(self) -> str:
        return f"{self.family} → {self.kept}"


class Gone(models.Model):
    """The id of something that was merged away: who still asks for it is led to what was kept (`articles.filing`)."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="gone")
    family = models.CharField(max_length=10)
    key = models.BigIntegerField()

    objects: ClassVar[models.Manager[Gone]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="gone_once", fields=["family", "key"]),)

    def __str__(self) -> str:
        return f"{self.family} {self.key}"
