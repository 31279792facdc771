"""The people of the newsroom and the record of what they did."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.languages import ARABIC, LANGUAGE_CHOICES


class User(AbstractUser):
    """Somebody who works at the desk; `interface_language` is the language of the desk for them."""

    first_name = None  # type: ignore[assignment]  # one name as its bearer writes it, in `full_name`
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    job_title = models.CharField(_("job"), max_length=80, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)  # made by the demo; may log in by one button there
    interface_language = models.CharField(
        _("language of the desk"), max_length=2, choices=LANGUAGE_CHOICES, default=ARABIC
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.CheckConstraint(
                name="user_interface_language_known",
                condition=models.Q(interface_language__in=[code for code, _name in LANGUAGE_CHOICES]),
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name that Django's own pages print."""
        return str(self)

    def get_short_name(self) -> str:
        """The same name: an Arabic name is not cut at its first word."""
        return str(self)


class AuditEntry(models.Model):
    """One thing that somebody did and that must be traceable; written by `newsroom.audit.record` only."""

    at = models.DateTimeField(_("time"), db_index=True)
    by = models.ForeignKey(User, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT)
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80)  # "articles.article:42"
    language = models.CharField(_("language"), max_length=2, blank=True)
    detail: models.JSONField[Any, Any] = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
