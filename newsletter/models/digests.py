"""An issue of the newsletter, what stands in it, and the ledger: one row per mail and address.

The ledger decides; a message broker only wakes whoever reads it. Every move of a row is one conditional UPDATE.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article, Cartoon, Image, Section
from newsletter.models.subscribers import Rhythm, Subscriber
from newsroom import clock
from newsroom.languages import LANGUAGE_CHOICES, LANGUAGES

FRIDAY = 4
EVERY_DAY = 2**7 - 1


def newsroom_zone() -> str:
    """The newsroom's own zone, where a new plan begins."""
    return str(settings.TIME_ZONE)


class DigestPlan(models.Model):
    """When the newsletter of one language and rhythm goes out, and how much stands in it.

    `wall_time` is the hour on the clocks of `zone`; `next_run_at` is that hour's next instant and says what is due.
    """

    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    rhythm = models.CharField(_("how often"), max_length=6, choices=Rhythm, default=Rhythm.DAILY)
    weekdays = models.PositiveSmallIntegerField(
        _("days"), default=EVERY_DAY, editable=False
    )  # Monday is 1, Tuesday 2, 4 …
    wall_time = models.TimeField(_("time"), help_text=_("By the clocks of the zone below."))
    zone = models.CharField(_("time zone"), max_length=50, default=newsroom_zone, help_text="Asia/Damascus")
    min_items = models.PositiveSmallIntegerField(
        _("fewest stories"),
        default=1,
        validators=(MinValueValidator(1),),
        help_text=_("With fewer new ones nothing is sent that day; they wait for the next issue."),
    )
    max_items = models.PositiveSmallIntegerField(
        _("most stories"), default=8, validators=(MinValueValidator(1), MaxValueValidator(30))
    )
    with_cartoon = models.BooleanField(_("with the latest cartoon"), default=True)
    automatic = models.BooleanField(
        _("goes out by itself"), default=True, help_text=_("Otherwise a draft waits for somebody to send it.")
    )
    active = models.BooleanField(_("active"), default=True)
    next_run_at = models.DateTimeField(_("next issue"), editable=False, db_index=True)

    objects: ClassVar[models.Manager[DigestPlan]] = models.Manager()

    class Meta:
        verbose_name = _("newsletter plan")
        verbose_name_plural = _("newsletter plans")
        ordering = ("language", "rhythm")
        constraints = (
            models.UniqueConstraint(name="plan_once_per_language_and_rhythm", fields=["language", "rhythm"]),
            models.CheckConstraint(name="plan_language_known", condition=models.Q(language__in=LANGUAGES)),
            models.CheckConstraint(name="plan_rhythm_known", condition=models.Q(rhythm__in=Rhythm.values)),
            models.CheckConstraint(name="plan_has_a_day", condition=models.Q(weekdays__gte=1, weekdays__lte=EVERY_DAY)),
            models.CheckConstraint(
                name="plan_sizes_in_order",
                condition=models.Q(min_items__gte=1, max_items__gte=models.F("min_items")),
            ),
        )

    def __str__(self) -> str:
        name = str(dict(LANGUAGE_CHOICES)[self.language])
        return name if self.rhythm == Rhythm.DAILY else f"{name} · {self.get_rhythm_display()}"

    @property
    def days(self) -> frozenset[int]:
        """The days of the week on which it goes out; Monday is 0."""
        return frozenset(day for day in range(7) if self.weekdays & 2**day)

    @days.setter
    def days(self, days: Iterable[int]) -> None:
        self.weekdays = sum(2**day for day in set(days))

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    def clean(self) -> None:
        """The zone is one of the IANA's, and the fewest are not more than the most."""
        problems = {}
        if self.zone not in available_timezones():
            problems["zone"] = _("This is not a time zone of the IANA list. Example: Asia/Damascus")
        if self.min_items and self.max_items and self.max_items < self.min_items:
            problems["max_items"] = _("The most must not be less than the fewest.")
        if problems:
            raise ValidationError(problems)


class PlanSection(models.Model):
    """A section's place in the issues of a plan; those that have none come after, in the site's own order."""

    plan = models.ForeignKey(DigestPlan, on_delete=models.CASCADE, related_name="section_order")
    section = models.ForeignKey(Section, verbose_name=_("section"), on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects: ClassVar[models.Manager[PlanSection]] = models.Manager()

    if TYPE_CHECKING:
        section_id: int

    class Meta:
        verbose_name = _("section in its place")
        verbose_name_plural = _("sections in their order")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(name="plan_section_once", fields=["plan", "section"]),)

    def __str__(self) -> str:
        return str(self.section)


class DigestState(models.TextChoices):
    """Where an issue stands."""

    DRAFT = "draft", pgettext_lazy("issue", "Draft")
    APPROVED = "approved", pgettext_lazy("issue", "Approved")
    SENDING = "sending", pgettext_lazy("issue", "Being sent")
    PAUSED = "paused", pgettext_lazy("issue", "Paused")
    SENT = "sent", pgettext_lazy("issue", "Sent")
    SKIPPED = "skipped", pgettext_lazy("issue", "Skipped")
    CANCELLED = "cancelled", pgettext_lazy("issue", "Cancelled")


OPEN = (DigestState.DRAFT, DigestState.APPROVED)


class Held(models.TextChoices):
    """Why an issue did not go out at its hour."""

    NOTHING_NEW = "nothing_new", _("Nothing was new")
    TOO_FEW = "too_few", _("Too few stories were new")
    ITEMS_GONE = "items_gone", _("Stories in it are no longer on the site")
    LATE = "late", _("Its hour was missed by more than six hours")
    NOT_READY = "not_ready", _("Something in it has to be put right first")
    COMPLAINTS = "complaints", _("Too many readers reported the last issue as unwanted")


class DigestQuerySet(models.QuerySet["Digest"]):
    """Questions about issues."""

    def open(self) -> Self:
        """Those in which something can still be changed; a plan has one at the most."""
        return self.filter(state__in=OPEN)

    def gone_out(self) -> Self:
        """Those that readers have, or are getting."""
        return self.filter(state__in=(DigestState.SENDING, DigestState.PAUSED, DigestState.SENT))

    def public(self, language: str) -> Self:
        """Those that the archive shows, newest first."""
        return self.gone_out().filter(plan__language=language).order_by("-started_at", "-pk")


DigestManager = models.Manager.from_queryset(DigestQuerySet)


class Digest(models.Model):
    """One issue of the newsletter. `html` and `text` are frozen when sending begins; what differs from reader to
    reader is a mark in them (`emails.SLOT`).

    The window says which stories were new: first live after `window_start`, at `window_end` at the latest. `version`
    rises with every save at the desk: who writes on an older one is told. `subject_written` says that the two lines of
    the inbox are an editor's own. `goes_at` is the hour for which it was approved; none is at once. `changed_since`
    names the stories that were gone, corrected, or corrected under an editor's own words, when it was approved and when
    it went: lists of headlines under `gone`, `corrected`, `rewritten`. `archive_reads` counts the readers of its page.
    """

    plan = models.ForeignKey(DigestPlan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="digests")
    window_start = models.DateTimeField(_("from"))
    window_end = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=DigestState, default=DigestState.DRAFT)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    preheader = models.CharField(_("preview line"), max_length=250, blank=True)
    intro = models.TextField(_("introduction"), blank=True)
    subject_written = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)  # when a person last worked on it
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    goes_at = models.DateTimeField(null=True, editable=False)
    changed_since = models.JSONField(default=dict, editable=False)
    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)  # of what was approved
    held = models.CharField(max_length=12, choices=Held, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("sending began"), null=True, editable=False)
    finished_at = models.DateTimeField(_("sending ended"), null=True, editable=False)
    recipients_total = models.PositiveIntegerField(_("readers"), default=0, editable=False)
    archive_reads = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[DigestManager[Digest]] = DigestManager()

    if TYPE_CHECKING:
        plan_id: int

    class Meta:
        verbose_name = _("issue of the newsletter")
        verbose_name_plural = _("issues of the newsletter")
        ordering = ("-window_end", "-pk")
        permissions = (("send_digest", _("Can send issues of the newsletter")),)
        constraints = (
            models.UniqueConstraint(name="digest_once_per_window", fields=["plan", "window_end"]),
            models.UniqueConstraint(
                name="digest_one_draft",
                fields=["plan"],
                condition=models.Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="digest_window_forwards", condition=models.Q(window_end__gt=models.F("window_start"))
            ),
            models.CheckConstraint(name="digest_state_known", condition=models.Q(state__in=DigestState.values)),
            models.CheckConstraint(
                name="digest_frozen_when_it_goes",
                condition=~models.Q(state__in=(DigestState.SENDING, DigestState.PAUSED, DigestState.SENT))
                | (models.Q(started_at__isnull=False) & ~models.Q(html="") & ~models.Q(text="")),
            ),
        )

    def __str__(self) -> str:
        return self.subject or f"{clock.local(self.window_end):%Y-%m-%d}"

    @property
    def language(self) -> str:
        """The language of the whole issue."""
        return self.plan.language

    @property
    def dated(self) -> datetime:
        """The moment that the issue is dated: when it began to go out, before that when it is to."""
        by_itself = self.plan.next_run_at if self.goes_by_itself else None
        return self.started_at or self.goes_at or by_itself or self.window_end

    @property
    def is_open(self) -> bool:
        """Whether anything in it can still be changed."""
        return self.state in OPEN

    @property
    def goes_by_itself(self) -> bool:
        """Whether it is a draft that goes out at its plan's next hour without anybody's approval."""
        return self.state == DigestState.DRAFT and not self.held and self.plan.active and self.plan.automatic


class DigestItemQuerySet(models.QuerySet["DigestItem"]):
    """Questions about what stands in issues."""

    def kept(self) -> Self:
        """What readers get."""
        return self.filter(dropped=False)

    def dropped(self) -> Self:
        """What an editor took out, and may put back until the issue goes."""
        return self.filter(dropped=True)


DigestItemManager = models.Manager.from_queryset(DigestItemQuerySet)


class DigestItem(models.Model):
    """A story or a cartoon of an issue, with the words and the picture that it had when the issue was composed.

    `overrides` names what an editor wrote for the mail alone (headline, standfirst, image), with what the story itself
    said at that moment: so a later correction is seen. A `pinned` item stays when the issue is composed again.
    """

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    cartoon = models.ForeignKey(Cartoon, null=True, on_delete=models.PROTECT, related_name="+")
    kicker = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=200)
    standfirst = models.TextField(blank=True)
    credit = models.CharField(max_length=250, blank=True)  # the credit line of a story, the artist of a cartoon
    tongue = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)  # of the headline: a title may be untranslated
    path = models.CharField(max_length=600)
    image = models.ForeignKey(Image, null=True, on_delete=models.PROTECT, related_name="+")
    alt_text = models.TextField(blank=True)
    overrides = models.JSONField(default=dict)
    pinned = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)

    objects: ClassVar[DigestItemManager[DigestItem]] = DigestItemManager()

    if TYPE_CHECKING:
        digest_id: int
        article_id: int | None
        cartoon_id: int | None
        image_id: int | None

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(name="digest_item_once", fields=["digest", "article"]),
            models.UniqueConstraint(name="digest_item_place", fields=["digest", "position"]),
            models.CheckConstraint(
                name="digest_item_is_one_thing",
                condition=models.Q(article__isnull=False, cartoon__isnull=True)
                | models.Q(article__isnull=True, cartoon__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.headline


class Kind(models.TextChoices):
    """What a mail is."""

    DIGEST = "digest", _("Newsletter")
    CONFIRM = "confirm", _("Confirmation of a sign-up")
    ALREADY = "already", _("Already subscribed")
    MOVE = "move", _("Confirmation of a new address")
    MOVED = "moved", _("Word to the old address")


class DeliveryState(models.TextChoices):
    """Where one mail to one address stands. `sent`: our mail server took it, which says nothing of the inbox.

    `uncertain`: it was being handed over when the line or the process broke. Nobody knows whether it was taken, so
    the machine never sends it again.
    """

    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Taken up")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    UNCERTAIN = "uncertain", _("Uncertain")
    SKIPPED = "skipped", _("Not sent")


class SkipReason(models.TextChoices):
    """Why a mail was not sent after all."""

    GONE = "gone", _("No longer on the list")
    SUPPRESSED = "suppressed", _("Suppressed")
    CANCELLED = "cancelled", _("Cancelled")


class Delivery(models.Model):
    """One mail to one address: an issue, or a letter such as the confirmation. The row is made before anything is
    sent, and what happens to it is written before and after it is handed over.

    `owner` and `lease_until` belong to whoever has taken it up; a lease that is over gives it back.
    """

    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(default=clock.now)
    owner = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # handing-overs that were begun
    skip_reason = models.CharField(max_length=12, choices=SkipReason, blank=True)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    smtp_reply = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    unsubscribed = models.BooleanField(default=False)  # the reader left by this mail's link

    objects: ClassVar[models.Manager[Delivery]] = models.Manager()

    if TYPE_CHECKING:
        digest_id: int | None
        subscriber_id: int | None

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = (
            models.UniqueConstraint(name="delivery_once", fields=["digest", "subscriber"]),
            models.CheckConstraint(name="delivery_state_known", condition=models.Q(state__in=DeliveryState.values)),
            models.CheckConstraint(
                name="delivery_of_an_issue_or_a_letter",
                condition=models.Q(kind=Kind.DIGEST, digest__isnull=False)
                | (~models.Q(kind=Kind.DIGEST) & models.Q(digest__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_taken_up_by_somebody",
                condition=~models.Q(state__in=(DeliveryState.CLAIMED, DeliveryState.SENDING))
                | models.Q(owner__isnull=False, lease_until__isnull=False),
            ),
        )
        # Not a partial index: SQLite cannot use one for a state that comes as a parameter.
        indexes = (models.Index(name="delivery_queue", fields=["state", "digest", "id"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
