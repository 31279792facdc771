"""How a text goes through the desk: sent to review, approved, sent back, taken back, assigned.

Each verb is one conditional UPDATE with its audit entry and its notices: of two who move at once, one is refused.
Where a text stands is decided by `MOVES` and by nothing else; what readers see is `articles.publishing`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import notices, rights
from articles.models import Article, ArticleLanguage, NoticeKind, State
from newsroom import audit, clock
from newsroom.models import User

SUBMIT: Final = "submit"
TAKE_BACK: Final = "take_back"
APPROVE: Final = "approve"
SEND_BACK: Final = "send_back"

WRITER: Final = "writer"
REVIEWER: Final = "reviewer"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: where it begins, where it leads, whose it is, and what the desk calls it."""

    begins: tuple[State, ...]
    leads_to: State
    whose: str  # WRITER: who may write the text; REVIEWER: who may review it
    label: str | Promise


# The one table of moves (docs/workflow.md prints it). A reviewer may approve a draft that nobody sent them.
MOVES: Final[dict[str, Move]] = {
    SUBMIT: Move((State.DRAFT,), State.IN_REVIEW, WRITER, _("Send to review")),
    TAKE_BACK: Move((State.IN_REVIEW,), State.DRAFT, WRITER, _("Take back from review")),
    APPROVE: Move((State.DRAFT, State.IN_REVIEW), State.READY, REVIEWER, _("Approve")),
    SEND_BACK: Move((State.IN_REVIEW, State.READY), State.DRAFT, REVIEWER, _("Send back")),
}


class IllegalMove(Exception):
    """The text does not stand where this move begins: somebody else was faster, or the move does not exist.

    `state` is where it stands, `allowed` the moves that begin there.
    """

    def __init__(self, move: str, state: State) -> None:
        super().__init__(f"{move} from {state}")
        self.state = state
        self.allowed = [name for name, each in MOVES.items() if state in each.begins]


class ReadAnother(Exception):
    """The text was saved since the version that the reviewer read."""


class NothingSaid(Exception):
    """A text is sent back with a note that says why; this one is empty."""


def whose_moves(access: rights.Access, language: str) -> set[str]:
    """Whose moves somebody may make with a text, wherever it stands: the writer's, the reviewer's, both, none."""
    hats = {WRITER: access.writes, REVIEWER: access.reviews}
    return {hat for hat, theirs in hats.items() if language in theirs}


def allowed_to(access: rights.Access, row: ArticleLanguage) -> list[str]:
    """The moves that somebody may make with a text as it stands."""
    whose = whose_moves(access, row.language)
    return [name for name, move in MOVES.items() if row.state in move.begins and move.whose in whose]


@transaction.atomic
def submit(article: Article, *, language: str, by: User | None, reviewer: User | None = None, note: str = "") -> None:
    """Send a text to review: to one person, or to everybody who may review it. Raises `IllegalMove`."""
    _move(SUBMIT, article, language, by, submitted_by=by, reviewer=reviewer, sent_back_at=None)
    if note.strip():
        notices.write_note(article, by=by, text=note, language=language)
    asked = [reviewer] if reviewer else [user for user in rights.reviewers(article, language) if user != by]
    notices.tell(asked, NoticeKind.FOR_REVIEW, article, language=language, by=by, text=note)


@transaction.atomic
def take_back(article: Article, *, language: str, by: User | None) -> None:
    """Take a text back from review before anybody decided. Raises `IllegalMove`."""
    _move(TAKE_BACK, article, language, by, reviewer=None)


@transaction.atomic
def approve(article: Article, *, language: str, by: User | None, version: int) -> None:
    """Say that the text is ready as it stood at `version`. Raises `IllegalMove`, `ReadAnother`."""
    row = _locked(article, language)
    if row.version != version:
        raise ReadAnother
    _move(APPROVE, article, language, by, sent_back_at=None)
    notices.tell([row.submitted_by], NoticeKind.APPROVED, article, language=language, by=by)


@transaction.atomic
def send_back(article: Article, *, language: str, by: User | None, note: str) -> None:
    """Give a text back to whoever sent it, else to whoever it was assigned to or who began it, with a note that says
    why. Raises `IllegalMove`, `NothingSaid`.
    """
    if not note.strip():
        raise NothingSaid
    row = _locked(article, language)
    goes_to = row.submitted_by or row.assignee or article.created_by
    _move(SEND_BACK, article, language, by, submitted_by=goes_to, reviewer=None, sent_back_at=clock.now())
    notices.write_note(article, by=by, text=note, language=language, sends_back=True)
    notices.tell([goes_to], NoticeKind.SENT_BACK, article, language=language, by=by, text=note)


@transaction.atomic
def assign(article: Article, *, language: str, to: User | None, deadline: datetime | None, by: User | None) -> None:
    """Say who writes a text and by when; whoever is new to it is told."""
    row = _locked(article, language)
    ArticleLanguage.objects.filter(pk=row.pk).update(assignee=to, deadline=deadline)
    due = deadline.isoformat() if deadline else ""
    audit.record("assign", article, by=by, language=language, to=to.username if to else "", deadline=due)
    if to and to != row.assignee:
        notices.tell([to], NoticeKind.ASSIGNED, article, language=language, by=by)


def _locked(article: Article, language: str) -> ArticleLanguage:
    rows = ArticleLanguage.objects.select_for_update(of=("self",)).select_related("submitted_by", "assignee")
    return rows.get(article=article, language=language)


def _move(name: str, article: Article, language: str, by: User | None, **columns: object) -> None:
    move = MOVES[name]
    rows = ArticleLanguage.objects.filter(article=article, language=language)
    if not rows.filter(state__in=move.begins).update(state=move.leads_to, **columns):
        raise IllegalMove(name, State(rows.values_list("state", flat=True).get()))
    audit.record(name, article, by=by, language=language)
