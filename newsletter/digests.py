"""An issue's way: composed from what is new, approved, frozen with its audience, handed to the sender.

What is due stands in the plans and in the issues' states. Every step may be asked for twice, by two clocks or by two
clicks: one conditional UPDATE or one unique row lets only one of them through.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q

from articles.models import Publication
from newsletter import bounces, composing, letters, preflight, schedule, sending
from newsletter.composing import compose, window_start
from newsletter.issues import make_pictures
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
from newsletter.models.digests import FRIDAY, Held
from newsletter.models.subscribers import SubscriberQuerySet
from newsroom import audit, bell, clock
from newsroom.models import User

logger = logging.getLogger(__name__)

CAUGHT_UP_WITHIN: Final = timedelta(hours=6)  # a missed hour is made good within them; later a person decides
_AWAY: Final = 10_000  # where places are put while they are exchanged


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
    """Stories of the issue are no longer on the site: `headlines` were. It is a draft."""

    def __init__(self, headlines: list[str]) -> None:
        super().__init__(", ".join(headlines))
        self.headlines = headlines


class NotReady(CannotSend):
    """Something has to be put right first: `points` of the list of checks."""

    def __init__(self, points: list[preflight.Point]) -> None:
        super().__init__(", ".join(point.name for point in points))
        self.points = points


# --- composing --------------------------------------------------------------------------------------------


@transaction.atomic
def draft(plan: DigestPlan, *, until: datetime | None = None) -> Digest:
    """The plan's open draft with everything that is new up to `until` (now); there is one at a time.

    A draft that somebody has worked on keeps their order, their words and what they took out or in; what is new comes
    after it. Raises `NothingNew` where that is less than the plan's fewest; an open draft then stays as it is. Raises
    `UnderWay` where the last one is approved and not on its way yet.
    """
    plan = _lock(plan)
    until = until or clock.now()
    digest = _open_issue(plan)
    worked_on = list(digest.items.all()) if digest.saved_at else []
    return _compose(digest, until, _that_stay(worked_on), worked_on)


@transaction.atomic
def compose_again(digest: Digest, *, version: int, by: User | None) -> Digest:
    """Put a draft together from nothing: order, omissions and own words are lost, and those two lines of the inbox.

    What is pinned keeps its words and its place, and the introduction stays. Raises `NotADraft` where it is none or
    somebody has saved since `version`, and `NothingNew`.
    """
    plan = _lock(digest.plan)
    digest = _open_issue(plan)
    if digest.version != version or digest.pk is None:
        raise NotADraft
    digest.subject_written, digest.saved_at, digest.saved_by = False, None, None
    pinned = list(digest.items.kept().filter(pinned=True))
    audit.record("compose_digest_again", digest, by=by, language=digest.language)
    return _compose(digest, clock.now(), pinned, [])


def _open_issue(plan: DigestPlan) -> Digest:
    """The plan's draft, locked, or one that is not written yet. Raises `UnderWay`."""
    digest = Digest.objects.open().filter(plan=plan).select_for_update().first() or Digest(plan=plan)
    if digest.state == DigestState.APPROVED:
        raise UnderWay
    digest.plan = plan
    return digest


def _that_stay(items: list[DigestItem]) -> list[DigestItem]:
    """What an editor has decided on, which stays whatever else is new."""
    return [item for item in items if item.pinned or item.by_hand or item.overrides]


def _compose(digest: Digest, until: datetime, fixed: list[DigestItem], before: list[DigestItem]) -> Digest:
    """Fill a draft: `fixed` stays where it stands, and so does what is new and was there `before`, in its order."""
    plan = digest.plan
    since = window_start(plan, until)
    dropped = [item for item in before if item.dropped]
    stay = composing.as_they_are([item for item in fixed if not item.dropped], plan.language)
    kept = [item for item in fixed if item.pk in stay]
    out = {item.article_id for item in dropped} | {item.article_id for item in kept}
    most = max(plan.max_items - sum(1 for item in kept if item.article_id), 0)
    found = compose(plan, since, until, but=[number for number in out if number], most=most)
    found = [item for item in found if not _stands_in(item, [*dropped, *kept])]
    stories = [item for item in [*kept, *found] if item.article_id]
    if len(stories) < plan.min_items:
        raise NothingNew(len(stories), plan.min_items)
    items = [*_arranged(kept, found, before), *dropped]
    for item in kept:
        composing.brought_up_to_date(item, stay[item.pk])
    digest.window_start, digest.window_end, digest.held = since, until, ""
    digest.version += 1 if digest.pk else 0
    _fill(digest, items)
    return digest


def _stands_in(item: DigestItem, others: list[DigestItem]) -> bool:
    return any((item.article_id, item.cartoon_id) == (other.article_id, other.cartoon_id) for other in others)


def _arranged(kept: list[DigestItem], found: list[DigestItem], before: list[DigestItem]) -> list[DigestItem]:
    """In the order of `before` where there was one, what is new after it; else as composed, `kept` at its places."""
    if not before:
        items = list(found)
        for item in sorted(kept, key=lambda item: item.position):
            items.insert(item.position, item)
        return items
    places = {(item.article_id, item.cartoon_id): item.position for item in before}
    return sorted([*kept, *found], key=lambda item: places.get((item.article_id, item.cartoon_id), len(places)))


def _fill(digest: Digest, items: list[DigestItem]) -> None:
    """Write a draft's items anew, and the two lines of the inbox unless they are an editor's own."""
    items = composing.in_order(items)
    digest.subject, digest.preheader = composing.inbox_lines(digest, items)
    digest.changed_since = {}
    digest.save()
    # Who stays keeps its number: somebody may be writing on its row just now.
    there = {(item.article_id, item.cartoon_id): item.pk for item in digest.items.all()}
    for item in items:
        item.pk, item.digest = there.get((item.article_id, item.cartoon_id)), digest
    digest.items.exclude(pk__in=[item.pk for item in items if item.pk]).delete()
    write_items(digest, items)


def write_items(digest: Digest, items: Sequence[DigestItem]) -> None:
    """Write an issue's items, which have their places."""
    digest.items.update(position=F("position") + _AWAY)
    own = ("position", "overrides", "pinned", "by_hand", "dropped")
    DigestItem.objects.bulk_update([item for item in items if item.pk], [*composing.TAKEN_OVER, *own])
    DigestItem.objects.bulk_create([item for item in items if not item.pk])


def _lock(plan: DigestPlan) -> DigestPlan:
    """The plan as the database has it, locked until the transaction ends: one composes at a time."""
    return DigestPlan.objects.select_for_update().get(pk=plan.pk)


# --- approving and starting -------------------------------------------------------------------------------


def content_hash(digest: Digest) -> str:
    """A fingerprint of what an editor approves: the items in their order and every word of them."""
    words = ("kicker", "headline", "standfirst", "credit", "tongue", "path", "alt_text")
    fields = ("position", "article_id", "cartoon_id", "image_id", *words)
    items = [list(row) for row in digest.items.kept().values_list(*fields)]
    whole = json.dumps([digest.subject, digest.preheader, digest.intro, items], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def approve(digest: Digest, *, by: User | None, at: datetime | None = None) -> None:
    """Draft → approved; from then on the tick starts it, `at` that hour, even if whoever approved it is gone.

    It takes over what the stories say now, and loses those that are no longer on the site: `changed_since` names them.
    Raises `NotADraft` for whoever comes second, `NotReady` where a check fails.
    """
    with transaction.atomic():
        locked = _locked(digest)
        if (locked.state, locked.version) != (DigestState.DRAFT, digest.version):
            raise NotADraft
        locked.changed_since = {}
        _take_over(locked)
    points = [point for point in preflight.look(locked) if point.stops]
    if points:
        raise NotReady(points)
    with transaction.atomic():
        moved = Digest.objects.filter(pk=digest.pk, state=DigestState.DRAFT, version=locked.version).update(
            state=DigestState.APPROVED,
            approved_by=by,
            approved_at=clock.now(),
            goes_at=at,
            content_hash=content_hash(locked),
            held="",
        )
        if not moved:
            raise NotADraft
        audit.record("approve_digest", digest, by=by, language=digest.language, changed=locked.changed_since)


def _locked(digest: Digest) -> Digest:
    return Digest.objects.select_for_update(of=("self",)).select_related("plan").get(pk=digest.pk)


def _take_over(digest: Digest) -> list[str]:
    """Write the words that the stories have now into an issue, but for an editor's own; take out what is gone, and
    return its headlines.
    """
    items = list(digest.items.all())
    kept = [item for item in items if not item.dropped]
    since = composing.bring_up_to_date(kept, digest.language)
    for item in since.gone:
        item.dropped = True
    found = {"gone": since.gone, "corrected": since.corrected, "rewritten": since.rewritten}
    for kind, changed in found.items():
        if changed:
            before = digest.changed_since.get(kind, [])
            digest.changed_since[kind] = list(dict.fromkeys([*before, *(item.headline for item in changed)]))
    write_items(digest, composing.in_order(items))
    if since.gone or since.corrected:
        digest.version += 1
    digest.subject, digest.preheader = composing.inbox_lines(digest, kept)
    digest.save(update_fields=["subject", "preheader", "version", "changed_since"])
    return [item.headline for item in since.gone]


@transaction.atomic
def take_back(digest: Digest, *, by: User | None) -> None:
    """Approved → draft, as long as nothing has gone out. Raises `NotADraft`, where it has."""
    if not _back_to_draft(digest, None):
        raise NotADraft
    audit.record("take_back_digest", digest, by=by, language=digest.language)


def start(digest: Digest) -> Digest:
    """Approved → sending: take over what the stories say now, freeze the words, write a row for every address.

    An automatic issue goes without what was withdrawn meanwhile, and `changed_since` names it. Raises `NotADraft`;
    `NothingNew` where it has too few stories left, which ends it; `ItemsGone` where something is gone of what a person
    approved, or it is not what they approved: it is a draft again.
    """
    try:
        with transaction.atomic():
            digest = _looked_at_again(digest)
        make_pictures(digest)  # before it is locked for good: it may take seconds
        with transaction.atomic():
            return _start(_looked_at_again(digest))
    except ItemsGone:
        _back_to_draft(digest, Held.ITEMS_GONE)
        raise
    except NothingNew:
        _end(digest, Held.ITEMS_GONE)
        raise


def _looked_at_again(digest: Digest) -> Digest:
    """The approved issue, locked, with the words of this moment."""
    digest = _locked(digest)
    if digest.state != DigestState.APPROVED:
        raise NotADraft
    if content_hash(digest) != digest.content_hash:
        raise ItemsGone([])
    gone = _take_over(digest)
    if gone and digest.approved_by_id is not None:
        raise ItemsGone(gone)
    left = digest.items.kept().filter(article__isnull=False).count()
    if digest.approved_by_id is None and left < digest.plan.min_items:
        raise NothingNew(left, digest.plan.min_items)
    if not left:
        raise ItemsGone(gone)
    digest.content_hash = content_hash(digest)
    digest.save(update_fields=["content_hash"])
    return digest


def _start(digest: Digest) -> Digest:
    digest.items.dropped().delete()
    digest.started_at = clock.now()
    words = letters.issue_words(digest, final=True)
    digest.html, digest.text, digest.state = words.html, words.text, DigestState.SENDING
    digest.save(update_fields=["html", "text", "state", "started_at"])
    digest.recipients_total = _write_audience(digest)
    digest.save(update_fields=["recipients_total"])
    audit.record(
        "send_digest",
        digest,
        by=digest.approved_by,
        language=digest.language,
        addresses=digest.recipients_total,
        changed=digest.changed_since,
    )
    if not digest.recipients_total:
        sending.finish(digest.pk)
    bell.ring_after_commit("newsletter.tasks.drain")
    return digest


def _back_to_draft(digest: Digest, why: Held | None) -> int:
    return Digest.objects.filter(pk=digest.pk, state=DigestState.APPROVED).update(
        state=DigestState.DRAFT, approved_at=None, approved_by=None, content_hash="", goes_at=None, held=why or ""
    )


def _end(digest: Digest, why: Held) -> None:
    Digest.objects.filter(pk=digest.pk, state=DigestState.APPROVED).update(state=DigestState.SKIPPED, held=why)


def readers_of(digest: Digest) -> SubscriberQuerySet:
    """Whom the issue would go to now: the readers of its language and rhythm, those who chose regions only where a
    story in it is filed there or within.
    """
    stories = Publication.objects.live(digest.language).filter(article__in=digest.items.kept().values("article"))
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
    """Approve a draft and start it. Raises whatever `approve` and `start` raise."""
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
    now = clock.now()
    due = Q(goes_at__isnull=True) | Q(goes_at__lte=now)
    for digest in Digest.objects.filter(due, state=DigestState.APPROVED).select_related("plan"):
        if digest.goes_at and now - digest.goes_at > CAUGHT_UP_WITHIN:
            _back_to_draft(digest, Held.LATE)
            logger.warning(
                "The issue %s is %s late and waits for somebody to send it.", digest.pk, now - digest.goes_at
            )
            continue
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
    following = schedule.next_run(plan.wall_time, plan.zone_info, now, plan.days)
    if not DigestPlan.objects.filter(pk=plan.pk, next_run_at=due).update(next_run_at=following):
        return  # another clock was first
    if Digest.objects.filter(plan=plan, goes_at=due).exists():
        return  # a person has approved this hour's issue
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
        try:
            approve(digest, by=None)
        except NotReady as reason:
            Digest.objects.filter(pk=digest.pk).update(held=Held.NOT_READY)
            logger.warning("The issue of %s waits for somebody to send it: %s", plan.language, reason)


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
    if rhythm == Rhythm.WEEKLY:
        plan.days = {FRIDAY}
    set_next_run(plan)
    plan.save()
    return plan


def set_next_run(plan: DigestPlan) -> None:
    """Work out when the plan is due next; to be called before a plan with another hour or zone is saved."""
    plan.next_run_at = schedule.next_run(plan.wall_time, plan.zone_info, clock.now(), plan.days)
