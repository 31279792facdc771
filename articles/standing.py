"""Where one language of a story stands, in a word for the desk: first what readers see, then the desk's work.

Asks the database nothing: rows come annotated by `with_public_state()`, their article with them
(`select_related("article")`, `prefetch_related("article__languages")`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import ArticleLanguage, State
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
_PUBLIC_STATE: Final = ("live_since", "published_copy_at", "scheduled_for", "was_live")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a language stands. `code` names the style (`state--live`), `label` is the word, `detail` what
    belongs to it: the hour of a schedule, the desk's work on a text that is live; often empty.
    """

    code: str
    label: Text
    detail: Text = ""


def standing(row: ArticleLanguage) -> Standing:
    """Where `row` stands; without the annotations of `with_public_state()` it is an AttributeError."""
    live_since, copy_at, scheduled_for, was_live = (getattr(row, name) for name in _PUBLIC_STATE)
    if live_since is not None:
        return _live(row, copy_at, scheduled_for)
    if scheduled_for is not None:
        return _standing(SCHEDULED, in_words(scheduled_for))
    if was_live:
        return _standing(WITHDRAWN, _work_on(row))
    if not row.article.text_in(row.language, "headline"):
        return _standing(NOT_STARTED)
    return _standing(row.state)


def _live(row: ArticleLanguage, copy_at: datetime, scheduled_for: datetime | None) -> Standing:
    if scheduled_for is not None:
        return _standing(LIVE, _("new text at %(time)s") % {"time": in_words(scheduled_for)})
    if max(row.saved_at, _shared_saved_at(row)) > copy_at:
        return _standing(LIVE_CHANGED, "" if row.state == State.DRAFT else _work_on(row))
    return _standing(LIVE)


def _work_on(row: ArticleLanguage) -> Text:
    """The desk's own word for a text that readers see or saw; nothing where the desk is done with it."""
    return "" if row.state == State.READY else _LABELS[row.state]


def _shared_saved_at(row: ArticleLanguage) -> datetime:
    """When the shared part was last saved, as far as it can be told.

    Every save moves the story's `saved_at`, so it speaks for the shared part only where it is later than what
    the languages say of themselves: work on the English text is no change of the Arabic one.
    """
    of_languages = max((language.saved_at for language in row.article.languages.all()), default=row.saved_at)
    return row.article.saved_at if row.article.saved_at > of_languages else row.saved_at


def _standing(code: str, detail: Text = "") -> Standing:
    return Standing(str(code), _LABELS[code], detail)
