"""The only writer of publications: publish, update, schedule, withdraw, hold, correct.

Each verb is one transaction. What it wrote decides by itself when readers see it: an interval needs no worker.
Where the desk's own work stands is `articles.review`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from django.db import transaction

from articles import checklist, filing, galleries, notices, search, suggesting
from articles.measuring import measured
from articles.models import (
    Article,
    ArticleLanguage,
    Change,
    Correction,
    CorrectionKind,
    NoticeKind,
    Publication,
    PublicationCredit,
    PublishedRelatedRead,
    Region,
    Section,
    State,
    Tag,
    Withdrawal,
)
from articles.models.article import TEXT_FIELDS
from articles.models.publication import PublicationQuerySet
from newsroom import arabic, audit, bell, clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

_INSTANT: Final = timedelta(microseconds=1)


class CannotPublish(Exception):
    """The verb was refused; nothing was written."""


class NotReady(CannotPublish):
    """The checklist stands in the way; `problems` says with what."""

    def __init__(self, problems: Sequence[checklist.Problem]) -> None:
        super().__init__(", ".join(problem.field for problem in problems))
        self.problems = list(problems)


class EmbargoStands(CannotPublish):
    """The story may not be public before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class NothingChanged(CannotPublish):
    """What is on the site is what would be published: somebody else was faster, or nothing was written since."""


class NothingPublic(CannotPublish):
    """There is neither a live nor a scheduled publication to withdraw or correct."""


class NothingSaid(CannotPublish):
    """A correction is published with a note that says what was wrong; this one is empty."""


class OutOfTime(CannotPublish):
    """The moment does not fit: an end before its beginning, a note dated before the story or after today."""


# --- going on the site ------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    article: Article,
    *,
    language: str,
    by: User | None,
    published_at: datetime | None = None,
    change: Change = Change.UPDATE,
    note: str = "",
    override_embargo: bool = False,
) -> Publication:
    """Put the working copy of `language` on the site now, replacing what is live and what was scheduled.

    Of a text that was public before, `change` says what it is to that one: a typo leaves the time of the last change
    alone, a correction brings its public `note`. `published_at` back-dates the printed time. Raises `NotReady`,
    `EmbargoStands`, `NothingChanged`, `NothingSaid`.
    """
    article = _lock(article)
    now = clock.now()
    live = _rows(article, language).live_at(now).first()
    if live and published_at is None and _is_copy(live, article) and galleries.is_as_published(live):
        raise NothingChanged
    _check(article, language, now, override_embargo)
    _drop_scheduled(article, language)
    begin = now
    if live:
        begin = max(now, live.live_from + _INSTANT)
        Publication.objects.filter(pk=live.pk).update(live_until=begin)
    publication = _write(article, language, begin, by=by, published_at=published_at, change=change)
    if change == Change.CORRECTION and publication.change == Change.CORRECTION:
        _write_correction(article, language, CorrectionKind.CORRECTION, note, at=begin, by=by)
    audit.record(
        "publish",
        article,
        by=by,
        language=language,
        publication=publication.pk,
        change=publication.change,
        **_overridden(article, override_embargo, begin),
    )
    bell.ring_after_commit(suggesting.TASK)
    return publication


@transaction.atomic
def schedule(
    article: Article,
    *,
    language: str,
    at: datetime,
    by: User | None,
    change: Change = Change.UPDATE,
    note: str = "",
    override_embargo: bool = False,
) -> Publication:
    """Put the working copy of `language` on the site at `at`, a moment to come; what is live then ends there.

    The text is frozen as it stands. A schedule that was set before is replaced. Raises as `publish` does,
    `OutOfTime` for a moment that has passed.
    """
    article = _lock(article)
    if at <= clock.now():
        raise OutOfTime
    _check(article, language, at, override_embargo)
    _drop_scheduled(article, language)
    _rows(article, language).live_at(at).update(live_until=at)
    publication = _write(article, language, at, by=by, published_at=None, change=change)
    if change == Change.CORRECTION and publication.change == Change.CORRECTION:
        _write_correction(article, language, CorrectionKind.CORRECTION, note, at=at, by=by)
    overridden = _overridden(article, override_embargo, at)
    audit.record(
        "schedule", article, by=by, language=language, publication=publication.pk, at=at.isoformat(), **overridden
    )
    return publication


@transaction.atomic
def unschedule(article: Article, *, language: str, by: User | None) -> None:
    """Take back what is scheduled, a planned end too; what is live now stays. Raises `NothingPublic` where nothing is
    planned.
    """
    article = _lock(article)
    ends = _drop_planned_end(article, language)
    if not _drop_scheduled(article, language) and not ends:
        raise NothingPublic
    audit.record("unschedule", article, by=by, language=language)


@transaction.atomic
def hold(article: Article, *, language: str, by: User | None, reason: str) -> bool:
    """Take back what is scheduled because it must not go out as planned; whoever planned it is told.

    Returns whether something was scheduled.
    """
    article = _lock(article)
    planned_by = [row.created_by for row in _scheduled(article, language).select_related("created_by")]
    if not _drop_scheduled(article, language):
        return False
    audit.record("hold", article, by=by, language=language, reason=reason)
    notices.tell([*planned_by, article.created_by], NoticeKind.HELD, article, language=language, by=by, text=reason)
    return True


def may_embargo(article: Article, until: datetime) -> bool:
    """Whether a story can be embargoed until then: not while readers have it; it is withdrawn first."""
    now = clock.now()
    return until <= now or not Publication.objects.live_at(now).filter(article=article).exists()


@transaction.atomic
def hold_before_embargo(article: Article, *, by: User | None, reason: str) -> None:
    """Hold in every language what is scheduled for a time at which the story's embargo, set since, still stands."""
    article = _lock(article)
    until = article.embargo_until
    for language in LANGUAGES if until else ():
        if _scheduled(article, language).filter(live_from__lt=until).exists():
            hold(article, language=language, by=by, reason=reason)


# --- coming off the site ----------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(
    article: Article,
    *,
    language: str,
    by: User | None,
    reason: str,
    notice: str = "",
    redirect_to: str = "",
    at: datetime | None = None,
    legal: bool = False,
) -> Withdrawal:
    """Take `language` off the site, at once with everything scheduled, or at `at`; its address then answers 410 with
    `notice`, or redirects to the path `redirect_to`. By order of the law (`legal`), the desk does not see it either
    (`rights.visible`, `rights.readable_revisions`).

    Raises `NothingPublic` where there is nothing to take off, `OutOfTime` for an end before the beginning.
    """
    article = _lock(article)
    now = clock.now()
    _drop_planned_end(article, language)
    if at is None:
        _end_now(article, language, now)
    else:
        _end_at(article, language, at, now)
    withdrawal = Withdrawal.objects.create(
        article=article,
        language=language,
        at=at or now,
        by=by,
        reason=reason,
        notice=notice,
        redirect_to=redirect_to,
        legal=legal,
    )
    audit.record(
        "take_down" if legal else "withdraw",
        article,
        by=by,
        language=language,
        reason=reason,
        at=withdrawal.at.isoformat(),
    )
    return withdrawal


def _end_now(article: Article, language: str, now: datetime) -> None:
    scheduled = _drop_scheduled(article, language)
    live = _rows(article, language).live_at(now).first()
    if live is None and not scheduled:
        raise NothingPublic
    if live:
        Publication.objects.filter(pk=live.pk).update(live_until=max(now, live.live_from + _INSTANT))


def _end_at(article: Article, language: str, at: datetime, now: datetime) -> None:
    last = _rows(article, language).filter(live_until__isnull=True).first()
    if last is None:
        raise NothingPublic
    if at <= max(now, last.live_from):
        raise OutOfTime
    Publication.objects.filter(pk=last.pk).update(live_until=at)


# --- what is said about it --------------------------------------------------------------------------------------


@transaction.atomic
def correct(
    article: Article,
    *,
    language: str,
    kind: CorrectionKind,
    text: str,
    by: User | None,
    on_top: bool = False,
    at: datetime | None = None,
) -> Correction:
    """Add a dated public note to a live story without a new text.

    Raises `NothingPublic`, `NothingSaid`, `OutOfTime`.
    """
    article = _lock(article)
    live = _rows(article, language).live_at(clock.now()).first()
    if live is None:
        raise NothingPublic
    moment = at or clock.now()
    if not live.first_live_at <= moment <= clock.now():
        raise OutOfTime
    correction = _write_correction(article, language, kind, text, at=moment, by=by, on_top=on_top)
    audit.record("correct", article, by=by, language=language, correction=correction.pk, kind=kind.value)
    return correction


@transaction.atomic
def take_correction_back(correction: Correction, *, by: User | None, reason: str) -> None:
    """Remove a public note; what it said stays in the audit log."""
    audit.record(
        "take_correction_back",
        correction.article,
        by=by,
        language=correction.language,
        reason=reason,
        text=correction.text,
        dated=correction.at.isoformat(),
    )
    correction.delete()


def _write_correction(
    article: Article,
    language: str,
    kind: CorrectionKind,
    text: str,
    *,
    at: datetime,
    by: User | None,
    on_top: bool = False,
) -> Correction:
    if not text.strip():
        raise NothingSaid
    return Correction.objects.create(
        article=article, language=language, kind=kind, text=text.strip(), at=at, by=by, on_top=on_top
    )


# --- rows -------------------------------------------------------------------------------------------------------


def _lock(article: Article) -> Article:
    """The story as the database has it, locked until the transaction ends."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _check(article: Article, language: str, moment: datetime, override_embargo: bool) -> None:
    if found := checklist.problems(article, language):
        raise NotReady(found)
    if article.embargo_until and moment < article.embargo_until and not override_embargo:
        raise EmbargoStands(article.embargo_until)


def _overridden(article: Article, override: bool, moment: datetime) -> dict[str, str]:
    """What the audit log keeps of an embargo that was not waited for."""
    until = article.embargo_until
    return {"embargo_overridden": until.isoformat()} if override and until and moment < until else {}


def _is_copy(row: Publication, article: Article) -> bool:
    """Whether a publication was made of the working copy as it stands."""
    text_version = ArticleLanguage.objects.filter(article=article, language=row.language).values_list("version").get()
    return (row.text_version, row.shared_version) == (text_version[0], article.version)


def _rows(article: Article, language: str) -> PublicationQuerySet:
    return Publication.objects.filter(article=article, language=language)


def _scheduled(article: Article, language: str) -> PublicationQuerySet:
    return _rows(article, language).filter(live_from__gt=clock.now())


def _drop_scheduled(article: Article, language: str) -> bool:
    """Delete what was never live; what would have ended for it stays open. Returns whether there was something."""
    begins = list(_scheduled(article, language).values_list("live_from", flat=True))
    Correction.objects.filter(article=article, language=language, at__gt=clock.now()).delete()  # never public either
    _scheduled(article, language).delete()
    _rows(article, language).filter(live_until__in=begins).update(live_until=_planned_end(article, language))
    return bool(begins)


def _planned_end(article: Article, language: str) -> datetime | None:
    planned = Withdrawal.objects.filter(article=article, language=language, at__gt=clock.now())
    return planned.values_list("at", flat=True).first()


def _drop_planned_end(article: Article, language: str) -> bool:
    """Forget a withdrawal that is still to come; what it would have ended stays open."""
    end = _planned_end(article, language)
    if end is None:
        return False
    Withdrawal.objects.filter(article=article, language=language, at=end).delete()
    _rows(article, language).filter(live_until=end).update(live_until=None)
    return True


def _write(
    article: Article, language: str, begin: datetime, *, by: User | None, published_at: datetime | None, change: Change
) -> Publication:
    """The publication row and the rows beside it; a successor keeps the first one's times and is marked as updated."""
    earlier = list(_rows(article, language).order_by("live_from"))
    text = {field: article.text_in(language, field) for field in TEXT_FIELDS}
    text["slug"] = text["slug"] or arabic.slug(text["headline"]) or str(article.pk)
    row = ArticleLanguage.objects.get(article=article, language=language)
    end = _planned_end(article, language)
    length = measured(text["body"], language)
    [section] = filing.standing(Section, [cast(int, article.section_id)], locked=True)  # the checklist asked for it
    publication = Publication.objects.create(
        article=article,
        language=language,
        live_from=begin,
        live_until=end if end and end > begin else None,
        **_times(earlier, begin, published_at, change),
        text_version=row.version,
        shared_version=article.version,
        embargo_until=article.embargo_until if article.embargo_until and article.embargo_until <= begin else None,
        created_by=by,
        from_desk=article.from_desk,
        kind=article.kind,
        word_count=length.words,
        reading_minutes=length.minutes,
        section_id=section,
        hero=article.hero,
        searched=arabic.normalise(text["headline"]),
        **text,
    )
    _write_beside(publication, article)
    galleries.publish(publication)
    search.index([publication])
    ArticleLanguage.objects.filter(pk=row.pk).update(state=State.READY, sent_back_at=None)
    return publication


def _times(
    earlier: Sequence[Publication], begin: datetime, published_at: datetime | None, change: Change
) -> dict[str, object]:
    """The printed times: when it was published, when its text was last changed, and what this change is."""
    if not earlier:
        return {"published_at": published_at or begin, "first_live_at": begin, "change": Change.FIRST}
    first, last = earlier[0], earlier[-1]
    updated_at = last.updated_at if change == Change.TYPO else begin
    times = {"published_at": published_at or first.published_at, "first_live_at": first.first_live_at}
    return {**times, "updated_at": updated_at, "change": change}


def _write_beside(publication: Publication, article: Article) -> None:
    publication.regions.set(filing.held(Region, article.regions.all()))
    publication.tags.set(filing.held(Tag, article.tags.all()))
    publication.wires.set(article.wires.all())
    PublicationCredit.objects.bulk_create(
        PublicationCredit(publication=publication, person=credit.person, role=credit.role, position=credit.position)
        for credit in article.credits.select_related("person")
    )
    PublishedRelatedRead.objects.bulk_create(
        PublishedRelatedRead(publication=publication, target_id=read.target_id, position=read.position)
        for read in article.related_reads.all()
    )
