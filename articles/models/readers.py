"""What readers leave behind: how many read a story on a day, nothing about who; and what they may read after it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from articles.models.article import Article
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES


class ReadCount(models.Model):
    """How often a story was read in a language on one day of the newsroom."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="read_counts")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    day = models.DateField()
    reads = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[ReadCount]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="reads_once", fields=["article", "language", "day"]),)

    def __str__(self) -> str:
        return f"{self.article_id} {self.language} {self.day}: {self.reads}"


class Suggestion(models.Model):
    """Stories to read after one that is live in a language, best first (`articles.suggesting`)."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    article_ids = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[Suggestion]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="suggestion_once", fields=["article", "language"]),)

    def __str__(self) -> str:
        return f"{self.article_id} {self.language}: {self.article_ids}"
