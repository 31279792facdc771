"""What the search keeps: that a publication is indexed, and spellings that mean the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.publication import Publication


class SearchRow(models.Model):
    """A publication that can be found. Its words stand beside it, as each database finds them (`articles.search`)."""

    publication = models.OneToOneField(
        Publication, primary_key=True, on_delete=models.CASCADE, related_name="search_row"
    )
    headline = models.TextField()  # in one spelling: what is asked for word by word comes first
    analyser_version = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[SearchRow]] = models.Manager()

    def __str__(self) -> str:
        return self.headline


class SpellingVariants(models.Model):
    """Spellings of one name or word, a line each: whoever asks for one of them finds all."""

    spellings = models.TextField(_("spellings"), help_text=_("One to a line: قره باغ, كاراباخ, قره باخ. Two at least."))

    objects: ClassVar[models.Manager[SpellingVariants]] = models.Manager()

    class Meta:
        verbose_name = _("spelling variants")
        verbose_name_plural = _("spelling variants")
        ordering = ("spellings", "pk")

    def __str__(self) -> str:
        return " · ".join(self.phrases())

    def phrases(self) -> list[str]:
        """The spellings as they were written, each once."""
        return list(dict.fromkeys(line.strip() for line in self.spellings.splitlines() if line.strip()))
