"""Who gets the mailing list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES


class Status(models.TextChoices):
    """Where an address stands; nothing but the confirmation is mailed to a pending one."""

    PENDING = "pending", _("Waiting for confirmation")
    ACTIVE = "active", _("Active")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")


class Subscriber(models.Model):
    """An address that asked for the mailing list. `email_norm` is what makes it one: lower case, NFC, IDNA domain."""

    email = models.CharField(_("e-mail"), max_length=254)
    email_norm = models.CharField(max_length=254, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    source = models.CharField(_("signed up on"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("signed up"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(name="subscriber_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="subscriber_status_known", condition=models.Q(status__in=Status.values)),
        )

    def __str__(self) -> str:
        return self.email
