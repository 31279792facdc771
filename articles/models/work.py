"""What passes between people at the desk: who works where, who is writing just now, unsaved texts, notes, notices.

Nothing in this module is ever shown to a reader.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.taxonomy import Section
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES

SHARED: Final = "shared"
PARTS: Final = (*LANGUAGES, SHARED)  # what is written, saved and versioned apart from the rest of a story


def part_known(name: str) -> models.CheckConstraint:
    """That `part` is one of `PARTS`."""
    return models.CheckConstraint(name=name, condition=models.Q(part__in=PARTS))


class Remit(models.Model):
    """Where somebody works: in which sections and in which language. Who has none works everywhere."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="remit")
    language = models.CharField(
        _("language"), max_length=2, choices=LANGUAGE_CHOICES, blank=True, help_text=_("Left empty: both.")
    )
    sections = models.ManyToManyField(
        Section, verbose_name=_("sections"), blank=True, related_name="+", help_text=_("Left empty: all of them.")
    )

    class Meta:
        verbose_name = _("remit")
        verbose_name_plural = _("remits")
        constraints = (
            models.CheckConstraint(name="remit_language", condition=models.Q(language__in=("", *LANGUAGES))),
        )

    def __str__(self) -> str:
        return str(self.user)


class SavedView(models.Model):
    """A question to the list of stories under a name: its query string, without the page. Others see shared ones."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    shared = models.BooleanField(_("for everybody"), default=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(name="saved_view_once", fields=["user", "name"]),)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody has typed and not saved: one part of one story, or of a new one that `form_key` names.

    Unchecked, as the form holds it (field: value); deleted when its part is saved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="drafts")
    form_key = models.CharField(max_length=32)  # of one form of a new story; empty where there is a story
    part = models.CharField(max_length=6)
    data: models.JSONField[Any, Any] = models.JSONField()
    base_version = models.PositiveIntegerField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            part_known("draft_part_known"),
            models.UniqueConstraint(
                name="draft_once", fields=["user", "article", "part"], condition=models.Q(article__isnull=False)
            ),
            models.UniqueConstraint(
                name="draft_of_new_once", fields=["user", "form_key", "part"], condition=models.Q(article__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id}/{self.part}"


class Presence(models.Model):
    """That somebody has a story open in a tab, and since when; `part` is what they write in it, empty for reading.

    Only one of those who are there writes a part: the row is its soft lock.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=32)
    part = models.CharField(max_length=6, blank=True)
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="presence_part_known", condition=models.Q(part__in=("", *PARTS))),
            models.UniqueConstraint(name="presence_once", fields=["article", "tab", "part"]),
            models.UniqueConstraint(
                name="presence_one_writer", fields=["article", "part"], condition=~models.Q(part="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id}/{self.part} {self.user_id}"


class Note(models.Model):
    """A word about a story from one at the desk to the others; `language` where it is about one of them."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notes")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("note"), max_length=2000)
    sends_back = models.BooleanField(default=False)  # written when the story was sent back

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.text[:60]


class NoticeKind(models.TextChoices):
    """What somebody at the desk is told of."""

    FOR_REVIEW = "for_review", _("Sent to you for review")
    SENT_BACK = "sent_back", _("Sent back to you")
    APPROVED = "approved", _("Your text was approved")
    ASSIGNED = "assigned", _("Assigned to you")
    MENTIONED = "mentioned", _("You were named in a note")
    HELD = "held", _("What was scheduled is held")


class Notice(models.Model):
    """One thing that one person is told; mailed once, unless they switched mails of its kind off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    mail_due = models.BooleanField(default=True)  # taken away by whoever mails it: of two workers, one does

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(name="notice_mail_due", fields=["at"], condition=models.Q(mail_due=True)),)

    def __str__(self) -> str:
        return f"{self.kind} {self.article_id}"


class MailsOff(models.Model):
    """That somebody wants no mail about one kind of notice; the desk itself still shows it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails_off")
    kind = models.CharField(max_length=12, choices=NoticeKind)

    objects: ClassVar[models.Manager[MailsOff]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(name="mails_off_once", fields=["user", "kind"]),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
