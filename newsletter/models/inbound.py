"""What came back: each message to the sender's address, and what was heard of each mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsletter.models.digests import Delivery
from newsroom import clock


class Answer(models.TextChoices):
    """What kind of answer a mail got."""

    BOUNCE = "bounce", _("Came back")
    DELAYED = "delayed", _("Delayed")
    DELIVERED = "delivered", _("Arrived")
    COMPLAINT = "complaint", _("Reported as unwanted")
    REPORT = "report", _("Another report")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    LEAVE = "leave", _("Left by mail")
    OTHER = "other", _("Something else")


class Verdict(models.TextChoices):
    """What a refusal says of the address. Only `GONE` may end a subscription; `POLICY` and `OTHER` never count."""

    NONE = "", "–"
    GONE = "gone", _("The address does not exist")
    FULL = "full", _("The mailbox is full")
    TEMPORARY = "temporary", _("Not reachable for now")
    POLICY = "policy", _("The other side does not want our mail")
    OTHER = "other", _("No reason that we know")


class Quarantine(models.TextChoices):
    """Why a message waits for a person; empty where it does not."""

    UNREADABLE = "unreadable", _("It cannot be read")
    UNKNOWN = "unknown", _("Neither a refusal, nor a complaint, nor an automatic reply")
    NOBODYS = "nobodys", _("It does not prove which mail it is about")
    FORGED = "forged", _("Its signature is not ours")
    FAILED = "failed", _("It could not be worked on")


class InboundMessageQuerySet(models.QuerySet["InboundMessage"]):
    """Questions about what came in."""

    def quarantined(self) -> Self:
        """Those that a person has to look at; nothing was done because of them."""
        return self.exclude(quarantine="")


InboundMessageManager = models.Manager.from_queryset(InboundMessageQuerySet)


class InboundMessage(models.Model):
    """One message that came to the sender's address. `fingerprint` (SHA-256 of its bytes) makes it one, however often
    it is read. The bytes are kept for thirty days.

    `delivery` is the mail that it is about: proven by a signed id, or in quarantine only guessed by the address.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(_("received"), default=clock.now, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Answer, default=Answer.OTHER)
    verdict = models.CharField(_("reason given"), max_length=10, choices=Verdict, blank=True)
    quarantine = models.CharField(_("why it waits"), max_length=10, choices=Quarantine, blank=True, db_index=True)
    detail = models.TextField(_("detail"), blank=True)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="+")
    raw = models.BinaryField(null=True)

    objects: ClassVar[InboundMessageManager[InboundMessage]] = InboundMessageManager()

    if TYPE_CHECKING:
        delivery_id: int | None

    class Meta:
        verbose_name = _("returned message")
        verbose_name_plural = _("returned mail")
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(name="inbound_kind_known", condition=models.Q(kind__in=Answer.values)),
            models.CheckConstraint(
                name="inbound_quarantine_known", condition=models.Q(quarantine__in=["", *Quarantine.values])
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


class DeliveryEvent(models.Model):
    """What was heard of a mail after it went out, or when it was refused at the door. Added, never changed.

    `points` is what it counts against the address; `key` makes it one, however often it is told. `words` are the
    other side's, without anybody's address.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    message = models.ForeignKey(InboundMessage, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=10, choices=Answer)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    status = models.CharField(max_length=11, blank=True)  # RFC 3463: 5.1.1
    words = models.CharField(max_length=500, blank=True)
    points = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[DeliveryEvent]] = models.Manager()

    if TYPE_CHECKING:
        delivery_id: int

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(name="event_kind_known", condition=models.Q(kind__in=Answer.values)),
            models.CheckConstraint(name="event_verdict_known", condition=models.Q(verdict__in=Verdict.values)),
            models.CheckConstraint(
                name="event_only_refusals_count",
                condition=models.Q(points=0)
                | models.Q(kind=Answer.BOUNCE, verdict__in=(Verdict.GONE, Verdict.FULL, Verdict.TEMPORARY)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
