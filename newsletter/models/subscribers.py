"""Who gets the mailing list, what they agreed to, and who is never mailed again."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES


class Status(models.TextChoices):
    """Where an address stands; nothing but the confirmation is mailed to a pending one."""

    PENDING = "pending", _("Waiting for confirmation")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("Bounced")
    COMPLAINED = "complained", _("Complained")
    ERASED = "erased", _("Erased")


class Rhythm(models.TextChoices):
    """How often an issue comes; a plan of the newsletter makes the issues of one rhythm in one language."""

    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Questions about the list."""

    def not_suppressed(self) -> Self:
        """Those whose address may be mailed at all."""
        return self._unless(Suppression.objects.in_force())

    def not_suppressed_by_hand(self) -> Self:
        """Those who may be asked for a new confirmation: only the newsroom's own no stands against it."""
        return self._unless(Suppression.objects.in_force().filter(reason=SuppressionReason.MANUAL))

    def _unless(self, suppressions: SuppressionQuerySet) -> Self:
        return self.filter(~models.Exists(suppressions.filter(email_hash=models.OuterRef("email_hash"))))

    def audience(self, language: str, rhythm: str = Rhythm.DAILY) -> Self:
        """Those who get an issue in `language` now."""
        listed = self.filter(status=Status.ACTIVE, language=language, rhythm=rhythm)
        return listed.exclude(rests_until__gt=clock.now()).not_suppressed()

    def asking_for(self, regions: set[int]) -> Self:
        """Those who want news of one of these regions, or of all there are, which is to have chosen none."""
        chosen = Subscriber.regions.through.objects.filter(subscriber=models.OuterRef("pk"))
        return self.filter(~models.Exists(chosen) | models.Exists(chosen.filter(region__in=regions)))


SubscriberManager = models.Manager.from_queryset(SubscriberQuerySet)


class Subscriber(models.Model):
    """An address that asked for the mailing list. `email_norm` is what makes it one: lower case, NFC, IDNA domain.

    `token_version` is in every link but the one to unsubscribe: raising it makes the earlier ones void. `new_email` is
    the address that its owner wants to move to, until the new one has confirmed it. `left_at` is when somebody who got
    the newsletter left it. `rests_until`: its mailbox has been full for weeks; it is left in peace until then, and then
    tried again.
    """

    email = models.CharField(_("e-mail"), max_length=254)
    email_norm = models.CharField(max_length=254, unique=True, null=True, editable=False)
    email_hash = models.CharField(max_length=64, editable=False, db_index=True)  # `tokens.email_hash`
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    regions = models.ManyToManyField(Region, verbose_name=_("regions"), blank=True, related_name="+")
    text_only = models.BooleanField(_("mails without pictures and layout"), default=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    new_email = models.CharField(max_length=254, blank=True, editable=False)
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)
    source = models.CharField(_("signed up on"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("signed up"), default=clock.now, editable=False)
    asked_at = models.DateTimeField(_("last asked"), default=clock.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, blank=True, editable=False)

    objects: ClassVar[SubscriberManager[Subscriber]] = SubscriberManager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(name="subscriber_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="subscriber_status_known", condition=models.Q(status__in=Status.values)),
            models.CheckConstraint(
                name="subscriber_active_has_confirmed",
                condition=~models.Q(status=Status.ACTIVE) | models.Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(name="subscriber_rhythm_known", condition=models.Q(rhythm__in=Rhythm.values)),
            models.CheckConstraint(
                name="subscriber_paused_comes_back",
                condition=~models.Q(status=Status.PAUSED) | models.Q(paused_until__isnull=False),
            ),
            models.CheckConstraint(
                name="subscriber_erased_has_no_address",
                condition=~models.Q(status=Status.ERASED) | models.Q(email="", email_norm__isnull=True, new_email=""),
            ),
        )
        indexes = (models.Index(name="subscriber_audience", fields=["language", "status"]),)

    def __str__(self) -> str:
        return self.email


class ConsentKind(models.TextChoices):
    """What a person did with their consent."""

    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    IMPORTED = "imported", _("Taken over from a list")
    CHANGED = "changed", _("Changed")
    MOVED = "moved", _("Moved to another address")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Came back from a pause")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    RESUBSCRIBED = "resubscribed", _("Took the leaving back")
    ERASED = "erased", _("Erased")


class ConsentEvent(models.Model):
    """Proof of consent (GDPR Art. 7(1)): who did what, when, where, in front of which words. Added, never changed.

    Erasure takes away what names a person (`subscriber`, `ip`, `browser`), and what is no proof: choices and pauses.
    The keyed hash of the address stays.
    `given_at` is when consent was given, where somebody else collected it before `at`.
    """

    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="consent_events")
    email_hash = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=14, choices=ConsentKind)
    at = models.DateTimeField(default=clock.now, db_index=True)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    page = models.CharField(max_length=200, blank=True)  # path of the page on which it was done
    text_shown = models.TextField(blank=True)
    ip = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(null=True)
    batch = models.ForeignKey("newsletter.Import", null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ConsentEvent]] = models.Manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(name="consent_kind_known", condition=models.Q(kind__in=ConsentKind.values)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class SuppressionReason(models.TextChoices):
    """Why an address is never mailed again."""

    HARD_BOUNCE = "hard_bounce", _("The address does not exist")
    COMPLAINT = "complaint", _("Reported as unwanted")
    MANUAL = "manual", _("By the newsroom")
    ERASED = "erased", _("Erased at the person's wish")


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Questions about the suppressed."""

    def in_force(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


SuppressionManager = models.Manager.from_queryset(SuppressionQuerySet)


class Suppression(models.Model):
    """An address, as a keyed hash, that gets no mail; outlives the subscriber's own row.

    All but the manual ones are lifted by a new opt-in that was confirmed. `note` says where it comes from, `lift_note`
    why somebody at the desk lifted it.
    """

    email_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    at = models.DateTimeField(default=clock.now)
    note = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    lift_note = models.CharField(max_length=200, blank=True)

    objects: ClassVar[SuppressionManager[Suppression]] = SuppressionManager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = (
            models.CheckConstraint(
                name="suppression_reason_known", condition=models.Q(reason__in=SuppressionReason.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} {self.at:%Y-%m-%d}"


class SignupAttempt(models.Model):
    """One sign-up that was sent in, by hashes only: what the limits are counted on. Kept for 30 days."""

    ip_hash = models.CharField(max_length=64, blank=True)  # of the address, an IPv6 one cut to its /64
    email_hash = models.CharField(max_length=64)
    domain_hash = models.CharField(max_length=64, blank=True)  # of what stands behind the @
    mailed = models.BooleanField(default=False)  # whether a letter was queued for it
    at = models.DateTimeField(default=clock.now, db_index=True)

    objects: ClassVar[models.Manager[SignupAttempt]] = models.Manager()

    class Meta:
        indexes = (
            models.Index(name="signup_by_ip", fields=["ip_hash", "at"]),
            models.Index(name="signup_by_email", fields=["email_hash", "at"]),
            models.Index(name="signup_by_domain", fields=["domain_hash", "at"]),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
