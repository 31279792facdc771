"""The only writer of publications and states: publish, schedule, withdraw, and the review moves.

Each verb is one transaction. What it wrote decides by itself when readers see it: an interval needs no worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from django.db import transaction

from articles import body, checklist
from articles.models import (
    Article,
    ArticleLanguage,
    Publication,
    PublicationCredit,
    PublishedRelatedRead,
    State,
    Withdrawal,
)
from articles.models.article import TEXT_FIELDS
from articles.models.publication import PublicationQuerySet
from newsroom import arabic, audit, clock
from newsroom.models import User

_MOVES: Final = {
    State.IN_REVIEW: (State.DRAFT,),
    State.READY: (State.DRAFT, State.IN_REVIEW),
    State.DRAFT: (State.IN_REVIEW, State.READY),
}


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


class NothingPublic(CannotPublish):
    """There is neither a live nor a scheduled publication to withdraw."""


class IllegalMove(CannotPublish):
    """The language does not stand where this move begins; somebody else was faster, or the move does not exist."""


@transaction.atomic
def publish(article: Article, *, language: str, by: User | None, published_at: datetime | None = None) -> Publication:
    """Put the working copy of `language` on the site now, replacing what is live and what was scheduled.

    `published_at` back-dates the printed time. Raises `NotReady` or `EmbargoStands`.
    """
    article = _lock(article)
    now = clock.now()
    _check(article, language, now)
    _drop_scheduled(article, language)
    live = _rows(article, language).live_at(now).first()
    begin = now
    if live:
        begin = max(now, live.live_from + timedelta(microseconds=1))
        Publication.objects.filter(pk=live.pk).update(live_until=begin)
    publication = _write(article, language, begin, by=by, published_at=published_at)
    audit.record("publish", article, by=by, language=language, publication=publication.pk)
    return publication


@transaction.atomic
def schedule(article: Article, *, language: str, at: datetime, by: User | None) -> Publication:
    """Put the working copy of `language` on the site at `at`, a moment to come; what is live then ends there.

    The text is frozen as it stands. A schedule that was set before is replaced. Raises `NotReady`, `EmbargoStands`,
    or ValueError for a moment that has passed.
    """
    article = _lock(article)
    if at <= clock.now():
        raise ValueError("a schedule lies in the future")
    _check(article, language, at)
    _drop_scheduled(article, language)
    _rows(article, language).live_at(at).update(live_until=at)
    publication = _write(article, language, at, by=by, published_at=None)
    audit.record("schedule", article, by=by, language=language, publication=publication.pk, at=at.isoformat())
    return publication


@transaction.atomic
def unschedule(article: Article, *, language: str, by: User | None) -> None:
    """Take back what is scheduled; what is live now stays open. Raises `NothingPublic` where nothing is scheduled."""
    article = _lock(article)
    if not _drop_scheduled(article, language):
        raise NothingPublic
    audit.record("unschedule", article, by=by, language=language)


@transaction.atomic
def withdraw(
    article: Article, *, language: str, by: User | None, reason: str, notice: str = "", redirect_to: str = ""
) -> Withdrawal:
    """Take `language` off the site at once, scheduled texts too; its address then answers 410 with `notice`, or
    redirects to the path `redirect_to`. Raises `NothingPublic` where there is nothing to take off.
    """
    article = _lock(article)
    now = clock.now()
    scheduled = _drop_scheduled(article, language)
    live = _rows(article, language).live_at(now).first()
    if live is None and not scheduled:
        raise NothingPublic
    if live:
        end = max(now, live.live_from + timedelta(microseconds=1))
        Publication.objects.filter(pk=live.pk).update(live_until=end)
    withdrawal = Withdrawal.objects.create(
        article=article,
        language=language,
        at=now,
        by=by,
        reason=reason,
        notice=notice,
        redirect_to=redirect_to,
    )
    audit.record("withdraw", article, by=by, language=language, reason=reason)
    return withdrawal


@transaction.atomic
def move(article: Article, *, language: str, to: State, by: User | None) -> None:
    """Move the desk's work on `language` to another state (send to review, approve, send back).

    One conditional UPDATE: of two who move at once, one is told `IllegalMove`.
    """
    moved = ArticleLanguage.objects.filter(article=article, language=language, state__in=_MOVES[to]).update(state=to)
    if not moved:
        raise IllegalMove(to)
    audit.record("move", article, by=by, language=language, to=to.value)


def _lock(article: Article) -> Article:
    """The story as the database has it, locked until the transaction ends."""
    return Article.objects.select_for_update().get(pk=article.pk)


def _check(article: Article, language: str, moment: datetime) -> None:
    if found := checklist.problems(article, language):
        raise NotReady(found)
    if article.embargo_until and moment < article.embargo_until:
        raise EmbargoStands(article.embargo_until)


def _rows(article: Article, language: str) -> PublicationQuerySet:
    return Publication.objects.filter(article=article, language=language)


def _drop_scheduled(article: Article, language: str) -> bool:
    """Delete what was never live; what would have ended for it stays open. Returns whether there was something."""
    scheduled = _rows(article, language).filter(live_from__gt=clock.now())
    begins = list(scheduled.values_list("live_from", flat=True))
    scheduled.delete()
    _rows(article, language).filter(live_until__in=begins).update(live_until=None)
    return bool(begins)


def _write(
    article: Article, language: str, begin: datetime, *, by: User | None, published_at: datetime | None
) -> Publication:
    """The publication row and the rows beside it; a successor keeps the first one's times and is marked as updated."""
    first = _rows(article, language).order_by("live_from").first()
    text = {field: article.text_in(language, field) for field in TEXT_FIELDS}
    text["slug"] = text["slug"] or arabic.slug(text["headline"]) or str(article.pk)
    publication = Publication.objects.create(
        article=article,
        language=language,
        live_from=begin,
        published_at=published_at or (first.published_at if first else begin),
        updated_at=begin if first else None,
        first_live_at=first.first_live_at if first else begin,
        embargo_until=article.embargo_until,
        created_by=by,
        from_desk=article.from_desk,
        word_count=arabic.word_count(body.plain_text(text["body"])),
        reading_minutes=arabic.reading_minutes(body.plain_text(text["body"]), language),
        section_id=cast(int, article.section_id),  # the checklist asked for it
        hero=article.hero,
        **text,
    )
    publication.regions.set(article.regions.all())
    publication.tags.set(article.tags.all())
    publication.wires.set(article.wires.all())
    PublicationCredit.objects.bulk_create(
        PublicationCredit(publication=publication, person=credit.person, role=credit.role, position=credit.position)
        for credit in article.credits.select_related("person")
    )
    PublishedRelatedRead.objects.bulk_create(
        PublishedRelatedRead(publication=publication, target_id=read.target_id, position=read.position)
        for read in article.related_reads.all()
    )
    ArticleLanguage.objects.filter(article=article, language=language).update(state=State.READY)
    return publication
