"""Where one language of a story, or a cartoon, stands, in a word for the desk: first what readers see, then the
desk's work.

Asks the database nothing: rows come annotated by `with_public_state()`, their article with them
(`select_related("article")`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleLanguage, Cartoon, State
from newsroom import clock
from newsroom.moments import in_words

__all__ = ["Standing", "in_words", "standing"]

Text = str | Promise

NOT_STARTED: Final = "not_started"
SCHEDULED: Final = "scheduled"
LIVE: Final = "live"
LIVE_CHANGED: Final = "live_changed"
WITHDRAWN: Final = "withdrawn"

_LABELS: Final[dict[str, Text]] = {
    NOT_STARTED: _("Not started"),
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("In review"),
    State.READY: _("Ready"),
    SCHEDULED: _("Scheduled"),
    LIVE: _("Live"),
    LIVE_CHANGED: _("Live · changes not published"),
    WITHDRAWN: _("Withdrawn"),
}

# What `with_public_state()` adds to a row.
_PUBLIC_STATE: Final = (
    "live_since",
    "live_text_version",
    "live_shared_version",
    "scheduled_for",
    "ends_at",
    "was_live",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a language stands. `code` names the style (`state--live`), `label` is the word, `detail` what
    belongs to it: the hour of a schedule, an embargo, the desk's work on a text that is live; often empty.
    """

    code: str
    label: Text
    detail: Text = ""


def standing(row: ArticleLanguage) -> Standing:
    """Where `row` stands; without the annotations of `with_public_state()` it is an AttributeError."""
    live_since, text_version, shared_version, scheduled_for, ends_at, was_live = (
        getattr(row, name) for name in _PUBLIC_STATE
    )
    if live_since is not None:
        changed = (text_version, shared_version) != (row.version, row.article.version)
        return _live(row, changed, scheduled_for, ends_at)
    if scheduled_for is not None:
        return _standing(SCHEDULED, in_words(scheduled_for))
    if was_live:
        return _standing(WITHDRAWN, _work_on(row))
    if not row.article.text_in(row.language, "headline"):
        return _standing(NOT_STARTED)
    return _standing(row.state, _embargo(row))


def _live(row: ArticleLanguage, changed: bool, scheduled_for: datetime | None, ends_at: datetime | None) -> Standing:
    if scheduled_for is not None:
        return _standing(LIVE, _("new text at %(time)s") % {"time": in_words(scheduled_for)})
    if ends_at is not None:
        return _standing(LIVE, _("until %(time)s") % {"time": in_words(ends_at)})
    if changed:
        return _standing(LIVE_CHANGED, "" if row.state == State.DRAFT else _work_on(row))
    return _standing(LIVE)


def of_cartoon(cartoon: Cartoon) -> Standing:
    """Where a cartoon stands: a draft, scheduled, on the site, withdrawn."""
    begin, end = cartoon.live_from, cartoon.live_until
    if begin and cartoon.is_scheduled:
        return _standing(SCHEDULED, in_words(begin))
    if cartoon.is_live:
        return _standing(LIVE, _("until %(time)s") % {"time": in_words(end)} if end else "")
    if cartoon.was_public:
        return _standing(WITHDRAWN, in_words(end) if end else "")
    return _standing(State.DRAFT)


def _embargo(row: ArticleLanguage) -> Text:
    """Until when nobody but the desk may know of the story; nothing where that is over."""
    until = row.article.embargo_until
    return _("embargoed until %(time)s") % {"time": in_words(until)} if until and until > clock.now() else ""


def _work_on(row: ArticleLanguage) -> Text:
    """The desk's own word for a text that readers see or saw; nothing where the desk is done with it."""
    return "" if row.state == State.READY else _LABELS[row.state]


def _standing(code: str, detail: Text = "") -> Standing:
    return Standing(str(code), _LABELS[code], detail)
