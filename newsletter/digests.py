"""An issue's way: composed from what is new, approved, frozen with its audience, handed to the sender.

What is due stands in the plans and in the issues' states. Every step may be asked for twice, by two clocks or by two
clicks: one conditional UPDATE or one unique row lets only one of them through.
"""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction

from articles.models import Publication
from newsletter import bounces, letters, schedule, sending
from newsletter.composing import compose, preheader, subject_line, window_start
from newsletter.issues import make_pictures, still_public
from newsletter.models import (
    Delivery,
    DeliveryState,
    Digest,
    DigestItem,
    DigestPlan,
    DigestState,
    Kind,
    Rhythm,
    Subscriber,
)
from newsletter.models.digests import Held
from newsletter.models.subscribers import SubscriberQuerySet
from newsroom import audit, bell, clock
from newsroom.models import User

logger = logging.getLogger(__name__)

CAUGHT_UP_WITHIN: Final = timedelta(hours=6)  # a missed hour is made good within them; later a person decides


class CannotSend(Exception):
    """The issue does not go out; nothing was sent."""


class NotADraft(CannotSend):
    """Somebody has sent it already, or it has ended otherwise."""


class UnderWay(CannotSend):
    """An issue of the plan is approved and about to go; the next one is put together after it."""


class NothingNew(CannotSend):
    """There are fewer new stories than the plan wants: `found` of `wanted`."""

    def __init__(self, found: int, wanted: int) -> None:
        super().__init__(f"{found} of {wanted}")
        self.found, self.wanted = found, wanted


class ItemsGone(CannotSend):
    """Stories of the issue are no longer on the site: `headlines`. It is a draft again."""

    def __init__(self, headlines: list[str]) -> None:
        super().__init__(", ".join(headlines))
        self.headlines = headlines


# --- composing --------------------------------------------------------------------------------------------


@transaction.atomic
def draft(plan: DigestPlan, *, until: datetime | None = None) -> Digest:
    """The plan's open draft with everything that is new up to `until` (now); there is one at a time.

    Raises `NothingNew` where that is less than the plan's fewest; an open draft then stays as it is. Raises
    `UnderWay` where the last one is approved and not on its way yet.
    """
    plan = _lock(plan)
    until = until or clock.now()
    since = window_start(plan, until)
    found = compose(plan, since, until)
    stories = [item for item in found if item.article_id]
    if len(stories) < plan.min_items:
        raise NothingNew(len(stories), plan.min_items)
    open_issues = Digest.objects.filter(plan=plan, state__in=(DigestState.DRAFT, DigestState.APPROVED))
    digest = open_issues.select_for_update().first() or Digest(plan=plan)
    if digest.state == DigestState.APPROVED:
        raise UnderWay
    digest.window_start, digest.window_end = since, until
    digest.subject = subject_line(stories[0], plan.language)
    digest.preheader = preheader(stories[1:], plan.language)
    digest.held = ""
    digest.save()
    digest.items.all().delete()
    for position, item in enumerate(found):
        item.digest, item.position = digest, position
    DigestItem.objects.bulk_create(found)
    return digest


def _lock(plan: DigestPlan) -> DigestPlan:
    """The plan as the database has it, locked until the transaction ends: one composes at a time."""
    return DigestPlan.objects.select_for_update().get(pk=plan.pk)


# --- approving and starting -------------------------------------------------------------------------------


def content_hash(digest: Digest) -> str:
    """A fingerprint of what an editor approves: the items in their order and every word of them."""
    words = ("kicker", "headline", "standfirst", "credit", "tongue", "path", "alt_text")
    fields = ("position", "article_id", "cartoon_id", "image_id", *words)
    items = [list(row) for row in digest.items.values_list(*fields)]
    whole = json.dumps([digest.subject, digest.preheader, items], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


@transaction.atomic
def approve(digest: Digest, *, by: User | None) -> None:
    """Draft → approved; from then on the tick starts it even if whoever approved it is gone.

    Raises `NotADraft` for whoever comes second.
    """
    moved = Digest.objects.filter(pk=digest.pk, state=DigestState.DRAFT).update(
        state=DigestState.APPROVED, approved_by=by, approved_at=clock.now(), content_hash=content_hash(digest), held=""
    )
    if not moved:
        raise NotADraft
    audit.record("approve_digest", digest, by=by, language=digest.language)


def start(digest: Digest) -> Digest:
    """Approved → sending: look again at what is still public, freeze the words, write a row for every address.

    What was withdrawn meanwhile is left out of an automatic issue; one that a person approved becomes a draft again.
    Raises `NotADraft`, `NothingNew` or `ItemsGone`.
    """
    make_pictures(digest)  # before anything is locked: it may take seconds
    try:
        with transaction.atomic():
            return _start(digest)
    except ItemsGone:
        _back_to_draft(digest, Held.ITEMS_GONE)
        raise
    except NothingNew:
        _end(digest, Held.ITEMS_GONE)
        raise


def _start(digest: Digest) -> Digest:
    digest = Digest.objects.select_for_update().get(pk=digest.pk)
    if digest.state != DigestState.APPROVED:
        raise NotADraft
    if content_hash(digest) != digest.content_hash:
        raise ItemsGone([])
    _leave_out_what_is_gone(digest)
    digest.started_at = clock.now()
    words = letters.issue_words(digest, final=True)
    digest.html, digest.text, digest.state = words.html, words.text, DigestState.SENDING
    digest.save(update_fields=["html", "text", "state", "started_at"])
    digest.recipients_total = _write_audience(digest)
    digest.save(update_fields=["recipients_total"])
    audit.record(
        "send_digest", digest, by=digest.approved_by, language=digest.language, addresses=digest.recipients_total
    )
    if not digest.recipients_total:
        sending.finish(digest.pk)
    bell.ring_after_commit("newsletter.tasks.drain")
    return digest


def _leave_out_what_is_gone(digest: Digest) -> None:
    public = {item.pk for item in still_public(digest.language, digest.items.all())}
    gone = [item for item in digest.items.all() if item.pk not in public]
    if not gone:
        return
    if digest.approved_by_id is not None:
        raise ItemsGone([item.headline for item in gone])
    DigestItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    left = digest.items.filter(article__isnull=False)
    if left.count() < digest.plan.min_items:
        raise NothingNew(left.count(), digest.plan.min_items)
    digest.subject = subject_line(left[0], digest.language)
    digest.preheader = preheader(list(left[1:]), digest.language)
    digest.save(update_fields=["subject", "preheader"])
    make_pictures(digest)  # another story may lead now


def _back_to_draft(digest: Digest, why: Held) -> None:
    Digest.objects.filter(pk=digest.pk, state=DigestState.APPROVED).update(
        state=DigestState.DRAFT, approved_at=None, approved_by=None, content_hash="", held=why
    )


def _end(digest: Digest, why: Held) -> None:
    Digest.objects.filter(pk=digest.pk, state=DigestState.APPROVED).update(state=DigestState.SKIPPED, held=why)


def readers_of(digest: Digest) -> SubscriberQuerySet:
    """Whom the issue would go to now: the readers of its language and rhythm, those who chose regions only where a
    story in it is filed there or within.
    """
    stories = Publication.objects.live(digest.language).filter(article__in=digest.items.values("article"))
    paths = set(stories.values_list("regions__path", flat=True)) - {None}
    places = {int(number) for path in paths for number in path.strip("/").split("/") if number}
    return Subscriber.objects.audience(digest.language, digest.plan.rhythm).asking_for(places)


def _write_audience(digest: Digest) -> int:
    """A row for every reader of the issue, in one statement whatever their number; returns how many."""
    audience = readers_of(digest).values("pk", "email_norm").order_by("pk")
    chosen, parameters = audience.query.sql_with_params()
    moment = connection.ops.adapt_datetimefield_value(digest.started_at)
    columns: dict[str, Any] = {
        "kind": Kind.DIGEST,
        "digest_id": digest.pk,
        "language": digest.language,
        "state": DeliveryState.QUEUED,
        "created_at": moment,
        "not_before": moment,
        "attempts": 0,
        "skip_reason": "",
        "smtp_reply": "",
        "unsubscribed": False,
    }
    names = ", ".join(["subscriber_id", "address", *columns])
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Delivery._meta.db_table} ({names}) "  # noqa: S608  names of our own columns
            f"SELECT reader.*, {marks} FROM ({chosen}) AS reader WHERE true ON CONFLICT DO NOTHING",
            [*columns.values(), *parameters],
        )
    return Delivery.objects.filter(digest=digest).count()


def send(digest: Digest, *, by: User | None) -> Digest:
    """Approve a draft and start it. Raises `NotADraft`, `NothingNew` or `ItemsGone`."""
    approve(digest, by=by)
    return start(Digest.objects.select_related("plan").get(pk=digest.pk))


# --- the clock --------------------------------------------------------------------------------------------


def prepare_due() -> int:
    """Do what the plans' hours ask for; harmless to call at any time and by anybody. Returns how many issues began.

    Each plan whose hour has come gets its issue once, also where several clocks tick. What was approved and not
    started, because a process ended in between, is started.
    """
    begun = _start_approved()
    for plan in DigestPlan.objects.filter(active=True, next_run_at__lte=clock.now()):
        try:
            _run(plan)
        except Exception:
            logger.exception("The issue of %s cannot be put together; the others are.", plan.language)
    return begun + _start_approved()


def _start_approved() -> int:
    begun = 0
    for digest in Digest.objects.filter(state=DigestState.APPROVED).select_related("plan"):
        try:
            start(digest)
        except CannotSend as reason:
            logger.warning("The issue %s does not go out: %s %s", digest.pk, type(reason).__name__, reason)
        except Exception:
            logger.exception("The issue %s cannot be started; the others are.", digest.pk)
        else:
            begun += 1
    return begun


@transaction.atomic
def _run(plan: DigestPlan) -> None:
    now = clock.now()
    due = plan.next_run_at
    following = schedule.next_run(plan.wall_time, plan.zone_info, now, plan.day)
    if not DigestPlan.objects.filter(pk=plan.pk, next_run_at=due).update(next_run_at=following):
        return  # another clock was first
    try:
        digest = draft(plan, until=due)
    except NothingNew as reason:
        _note_skipped(plan, due, Held.TOO_FEW if reason.found else Held.NOTHING_NEW)
        return
    except UnderWay:
        return  # the last one goes first; what is new since goes with the next
    if now - due > CAUGHT_UP_WITHIN:
        Digest.objects.filter(pk=digest.pk).update(held=Held.LATE)
        logger.warning("The issue of %s is %s late and waits for somebody to send it.", plan.language, now - due)
    elif plan.automatic and _was_reported(plan):
        Digest.objects.filter(pk=digest.pk).update(held=Held.COMPLAINTS)
        logger.warning("The issue of %s waits for somebody to send it: too many complaints.", plan.language)
    elif plan.automatic:
        approve(digest, by=None)


def _was_reported(plan: DigestPlan) -> bool:
    """Whether too many readers have reported the last issue as unwanted; whoever sends the next by hand has seen it."""
    last = Digest.objects.filter(plan=plan).gone_out().order_by("-started_at", "-pk").first()
    return last is not None and bounces.aftermath(last).too_many_complaints


def _note_skipped(plan: DigestPlan, due: datetime, why: Held) -> None:
    """That there was no issue at that hour, and why. Its stories stay new."""
    if Digest.objects.filter(plan=plan, window_end=due).exists():
        return
    Digest.objects.create(
        plan=plan,
        window_start=window_start(plan, due),
        window_end=due,
        state=DigestState.SKIPPED,
        held=why,
    )


def make_plan(language: str, *, rhythm: Rhythm = Rhythm.DAILY, wall_time: time = schedule.SEVEN) -> DigestPlan:
    """A plan: at seven in the newsroom's zone, daily or on Fridays, until somebody decides otherwise."""
    plan = DigestPlan(language=language, rhythm=rhythm, wall_time=wall_time)
    set_next_run(plan)
    plan.save()
    return plan


def set_next_run(plan: DigestPlan) -> None:
    """Work out when the plan is due next; to be called before a plan with another hour or zone is saved."""
    plan.next_run_at = schedule.next_run(plan.wall_time, plan.zone_info, clock.now(), plan.day)
