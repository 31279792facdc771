"""The people of the newsroom and the record of what they did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from newsroom import clock
from newsroom.languages import ARABIC, LANGUAGE_CHOICES


class User(AbstractUser):
    """Somebody who works at the desk; `interface_language` is the language of the desk for them."""

    first_name = None  # type: ignore[assignment]  # one name as its bearer writes it, in `full_name`
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    job_title = models.CharField(_("job"), max_length=80, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)  # made by the demo; may log in by one button there
    rights_version = models.PositiveIntegerField(default=1, editable=False)  # raised when their rights change
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

    def get_session_auth_hash(self) -> str:
        """What a session is good for: this password and these rights. Another of either ends it."""
        return self._of_these_rights(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by the secrets that were in use before."""
        return map(self._of_these_rights, super().get_session_auth_fallback_hash())

    def _of_these_rights(self, of_password: str) -> str:
        return salted_hmac("newsroom.rights", f"{of_password} {self.rights_version}").hexdigest()

    def get_full_name(self) -> str:
        """The name that Django's own pages print."""
        return str(self)

    def get_short_name(self) -> str:
        """The same name: an Arabic name is not cut at its first word."""
        return str(self)


class AuditEntry(models.Model):
    """One thing that somebody did and that must be traceable; written by `newsroom.audit.record` only."""

    number = models.BigIntegerField(unique=True)  # its place in the chain, from 1
    mac = models.CharField(max_length=64)  # keyed hash over this entry and the one before it
    at = models.DateTimeField(_("time"), db_index=True)
    by = models.ForeignKey(User, verbose_name=_("by"), null=True, blank=True, on_delete=models.PROTECT)
    action = models.CharField(_("action"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80)  # "articles.article:42"
    language = models.CharField(_("language"), max_length=2, blank=True)
    detail: models.JSONField[Any, Any] = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ("-number",)
        indexes = (models.Index(name="audit_of_subject", fields=["subject", "-at"]),)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditHead(models.Model):
    """Where the audit log ends: one row, moved by each entry; without it a log that was cut off would look whole."""

    number = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.number)


class LoginFailure(models.Model):
    """A log-in that was refused; counted by `newsroom.doors`, gone after a day."""

    name = models.CharField(max_length=150)
    address = models.CharField(max_length=45)
    device = models.CharField(max_length=64, blank=True)  # of the device cookie that came along
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(name="login_failure_by_name", fields=["name", "at"]),
            models.Index(name="login_failure_by_address", fields=["address", "at"]),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


class PublicChange(models.Model):
    """That public pages may look different: one row for each change, written by `newsroom.pagecache.note_change`."""

    at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[PublicChange]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
