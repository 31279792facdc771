"""Cartoons go on the site and come off it: the only writer of the interval in which readers see one.

As with stories, the query keeps the hour and no worker does; each verb is one transaction with its entry in the audit
log. What stands in the way is said as `articles.publishing` says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.checklist import Problem
from articles.models import Cartoon
from articles.publishing import NothingChanged, NothingPublic, NotReady, OutOfTime
from newsroom import audit, clock
from newsroom.languages import ARABIC, LANGUAGES
from newsroom.models import User

_WRITTEN: Final = ("live_from", "live_until", "first_live_at")


def problems(cartoon: Cartoon) -> list[Problem]:
    """Everything that keeps a cartoon from the site; empty where nothing does."""
    titled = [language for language in LANGUAGES if getattr(cartoon, f"title_{language}")]
    if not titled:
        return [Problem(f"title_{ARABIC}", _("Write the title in at least one language."))]
    message = _("Say what is drawn, for those who cannot see it; a cartoon is not shown without it.")
    return [
        Problem(f"description_{language}", message)
        for language in titled
        if not (getattr(cartoon, f"description_{language}") or "").strip()
    ]


@transaction.atomic
def publish(cartoon: Cartoon, *, by: User | None) -> Cartoon:
    """Put a cartoon on the site now; a withdrawal that was planned is forgotten.

    Raises `NotReady`, `NothingChanged` for what readers have.
    """
    cartoon = _lock(cartoon)
    if cartoon.is_live and cartoon.live_until is None:
        raise NothingChanged
    _check(cartoon)
    _show(cartoon, cartoon.live_from if cartoon.is_live else clock.now())
    audit.record("publish", cartoon, by=by)
    return cartoon


@transaction.atomic
def schedule(cartoon: Cartoon, *, at: datetime, by: User | None) -> Cartoon:
    """Put a cartoon on the site at `at`, a moment to come; an hour that was set before is replaced.

    Raises `NotReady`, `OutOfTime` for a moment that has passed, `NothingChanged` for what readers have.
    """
    cartoon = _lock(cartoon)
    if at <= clock.now():
        raise OutOfTime
    if cartoon.is_live:
        raise NothingChanged
    _check(cartoon)
    _show(cartoon, at)
    audit.record("schedule", cartoon, by=by, at=at.isoformat())
    return cartoon


@transaction.atomic
def unschedule(cartoon: Cartoon, *, by: User | None) -> Cartoon:
    """Take back what is planned: that it goes on the site, or that it comes off.

    Raises `NothingPublic` where nothing is planned.
    """
    cartoon = _lock(cartoon)
    if cartoon.is_scheduled:
        cartoon.live_from = None
        if not cartoon.was_public:
            cartoon.first_live_at = None
    elif not (cartoon.is_live and cartoon.live_until):
        raise NothingPublic
    cartoon.live_until = None
    cartoon.save(update_fields=_WRITTEN)
    audit.record("unschedule", cartoon, by=by)
    return cartoon


@transaction.atomic
def withdraw(
    cartoon: Cartoon, *, by: User | None, reason: str, notice: Mapping[str, str], at: datetime | None = None
) -> Cartoon:
    """Take a cartoon off the site, at once or at `at`; its address then answers 410 with the `notice` of the language.

    Raises `NothingPublic` for what readers do not see, `OutOfTime` for a moment that has passed.
    """
    cartoon = _lock(cartoon)
    now = clock.now()
    if not cartoon.is_live:
        raise NothingPublic
    if at is not None and at <= now:
        raise OutOfTime
    cartoon.live_until = at or now
    if cartoon.live_until == cartoon.live_from:  # in the instant in which it came
        cartoon.live_from = None
        cartoon.live_until = None
    for language in LANGUAGES:
        setattr(cartoon, f"notice_{language}", notice.get(language, ""))
    cartoon.save(update_fields=[*_WRITTEN, *(f"notice_{language}" for language in LANGUAGES)])
    audit.record("withdraw", cartoon, by=by, reason=reason, at=(at or now).isoformat())
    return cartoon


def _lock(cartoon: Cartoon) -> Cartoon:
    """The cartoon as the database has it, locked until the transaction ends."""
    return Cartoon.objects.select_for_update().get(pk=cartoon.pk)


def _check(cartoon: Cartoon) -> None:
    if found := problems(cartoon):
        raise NotReady(found)


def _show(cartoon: Cartoon, begin: datetime | None) -> None:
    cartoon.live_from, cartoon.live_until = begin, None
    if not cartoon.was_public:
        cartoon.first_live_at = begin
    cartoon.save(update_fields=_WRITTEN)
