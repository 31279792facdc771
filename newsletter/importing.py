"""Lists of addresses taken over from elsewhere: looked through line by line, then taken over in portions.

Nobody is put on the list without the proof that they agreed: who collected the address, when, and to which words. Who
is known keeps what they chose; who left, or is suppressed, never comes back by a list. A portion is one transaction
that also notes how far it has come, so a list that was broken off goes on where it stopped, and no row is taken twice.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import F, TextChoices
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from newsletter import tokens
from newsletter.addresses import Address, BadAddress, Fault, parse
from newsletter.list_files import HEAD, Row, decoded, rows_of, unknown_columns
from newsletter.models import (
    ConsentEvent,
    ConsentKind,
    Import,
    ImportState,
    Rhythm,
    Status,
    Subscriber,
    Suppression,
)
from newsletter.subscriptions import GETS_MAIL
from newsroom import arabic, audit, bell, clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

AT_ONCE: Final = 2_000  # rows of a portion
SHOWN: Final = 500  # lines that are told one by one
SHOWN_OF_A_CELL: Final = 60
CHECKED_KEPT: Final = timedelta(days=7)  # a list that nobody took over is forgotten then

_RHYTHMS: Final = frozenset(Rhythm.values)
_STATES: Final = frozenset(Status.values)  # in the last column of a list that was handed out
_GONE: Final = _STATES - {*GETS_MAIL}

# Why a file is no list, and what is wrong with a line.
WHY: Final[Mapping[str, str | Promise]] = {
    "too_large": _("The file is larger than 20 MB. Cut it into several."),
    "not_text": _("This is no table of text. Save it as CSV."),
    "not_a_table": _("The file cannot be read as a table: a quotation mark in it is never closed."),
    "no_email_column": _("No column is called “email”. Write it over the column of the addresses."),
    "no_names": _("There are several columns, but no line above that names them. Write the names into the first line."),
    "column_twice": _("Two columns mean the same thing. Take one of them out."),
    "role": _("A machine or whoever is on duty sits there."),
    "language": _("The language is neither ar nor en."),
    "frequency": _("The frequency is neither daily nor weekly."),
    "status": _("The status is none of: active, paused, pending, unsubscribed, bounced, complained, erased."),
    "regions": _("A region in it does not exist."),
    "consent_at": _("The day of consent is no day, or lies in the future."),
    **{fault.value: fault.label for fault in Fault},
}


class Verdict(TextChoices):
    """What becomes of a row."""

    NEW = "new", _("new")
    KNOWN = "known", _("known already; stays as it is")
    TWICE = "twice", _("twice in the file")
    LEFT = "left", _("has left, or came back; not taken over")
    SUPPRESSED = "suppressed", _("suppressed; not taken over")
    NO_CONSENT = "no_consent", _("no proof that they agreed; not taken over")
    INVALID = "invalid", _("cannot be right; not taken over")


class UnknownColumns(ValueError):
    """The list has columns that mean nothing here, and nobody said that they may be left out."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__(", ".join(columns))
        self.columns = columns


class _BadCell(ValueError):
    """A cell that cannot be right: why, in which column, and what stands in it."""

    def __init__(self, reason: str, column: str, cell: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column = reason, column
        self.cell = hidden(cell) if "@" in cell else cell[:SHOWN_OF_A_CELL]


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about all rows of a list; a row's own columns win."""

    language: str
    collected_by: str = ""
    given_at: datetime | None = None
    text_shown: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not taken over: its address, masked, and the column and the cell that are why."""

    line: int
    verdict: str
    reason: str = ""
    address: str = ""
    column: str = ""
    cell: str = ""


@dataclass(slots=True)
class _Judged:
    """A row and what becomes of it; what we would keep of it is there where it is new."""

    line: int
    verdict: Verdict
    reason: str = ""
    shown: str = ""
    column: str = ""
    cell: str = ""
    address: Address | None = None
    email_hash: str = ""
    language: str = ""
    rhythm: str = Rhythm.DAILY
    regions: frozenset[int] = frozenset()
    given_at: datetime | None = None
    collected_by: str = ""
    text_shown: str = ""

    def missing(self) -> str:
        """The columns of the proof that neither the row nor whoever brought the list filled in."""
        proof = {
            "consent_at": self.given_at,
            "consent_source": self.collected_by,
            "consent_text": self.text_shown,
        }
        return ", ".join(column for column, said in proof.items() if not said)


def _moment(text: str) -> datetime:
    """`2024-12-25`, with or without an hour, or `25/12/2024`, in the newsroom's zone. Raises `_BadCell`."""
    plain = arabic.to_latin_digits(text)
    parts = plain.split("/")
    try:
        moment = datetime.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else plain)
        moment = make_aware(moment) if is_naive(moment) else moment
    except ValueError as error:
        raise _BadCell("consent_at", "consent_at", text) from error
    if moment > clock.now():
        raise _BadCell("consent_at", "consent_at", text)
    return moment


# --- judging ----------------------------------------------------------------------------------------------


class _Judge:
    """Says what becomes of rows, portion by portion; asks two questions for each."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.seen: set[str] = set()
        self.places: dict[str, int] = {}
        for region in Region.objects.all():
            self.places |= {arabic.normalise(region.name_in(language)): region.pk for language in LANGUAGES}

    def judge(self, rows: list[Row]) -> list[_Judged]:
        """The verdict on each row."""
        judged = [self._alone(row) for row in rows]
        good = [one for one in judged if one.address]
        known = dict(
            Subscriber.objects.filter(email_norm__in=[one.address.norm for one in good if one.address]).values_list(
                "email_norm", "status"
            )
        )
        hashes = [one.email_hash for one in good]
        suppressed = set(
            Suppression.objects.in_force().filter(email_hash__in=hashes).values_list("email_hash", flat=True)
        )
        for one in good:
            assert one.address is not None  # noqa: S101  they were chosen by it
            status = known.get(one.address.norm)
            if one.address.norm in self.seen:
                one.verdict = Verdict.TWICE
            elif one.email_hash in suppressed:
                one.verdict = Verdict.SUPPRESSED
            elif status in (*GETS_MAIL, Status.PENDING):
                one.verdict = Verdict.KNOWN
            elif status is not None or one.verdict is Verdict.LEFT:
                one.verdict = Verdict.LEFT
            elif missing := one.missing():
                one.verdict, one.column = Verdict.NO_CONSENT, missing
            self.seen.add(one.address.norm)
        return judged

    def _alone(self, row: Row) -> _Judged:
        """A row by itself: what cannot be read in it makes it invalid."""
        shown = hidden(row.cells.get("email", ""))
        try:
            judged = self._read(row)
        except _BadCell as bad:
            return _Judged(row.line, Verdict.INVALID, bad.reason, shown, bad.column, bad.cell)
        judged.shown = shown
        return judged

    def _read(self, row: Row) -> _Judged:
        """What the row says. Raises `_BadCell`."""
        told, said = self.told, row.cells
        address = _address(said.get("email", ""))
        return _Judged(
            line=row.line,
            verdict=Verdict.LEFT if _one_of(said, "status", _STATES) in _GONE else Verdict.NEW,
            address=address,
            email_hash=tokens.email_hash(address.norm),
            language=_one_of(said, "language", LANGUAGES) or told.language,
            rhythm=_one_of(said, "rhythm", _RHYTHMS, column="frequency") or Rhythm.DAILY,
            regions=self._regions(said.get("regions", "")),
            given_at=_moment(said["given_at"]) if said.get("given_at") else told.given_at,
            collected_by=(said.get("collected_by") or told.collected_by)[:200],
            text_shown=said.get("text_shown") or told.text_shown,
        )

    def _regions(self, text: str) -> frozenset[int]:
        """The regions of such names. Raises `_BadCell` with those that we have not."""
        names = [name.strip() for name in text.split(";") if name.strip()]
        unknown = [name for name in names if arabic.normalise(name) not in self.places]
        if unknown:
            raise _BadCell("regions", "regions", "; ".join(unknown))
        return frozenset(self.places[arabic.normalise(name)] for name in names)


def _address(text: str) -> Address:
    """The address in a cell. Raises `_BadCell`."""
    try:
        address = parse(text)
    except BadAddress as error:
        raise _BadCell(error.code, "email") from error
    if address.is_role:
        raise _BadCell("role", "email")
    return address


def _one_of(said: Mapping[str, str], name: str, known: Collection[str], *, column: str = "") -> str:
    """The cell, which holds one of the known words or nothing. Raises `_BadCell`."""
    word = said.get(name, "")
    if word and word.lower() not in known:
        raise _BadCell(column or name, column or name, word)
    return word.lower()


def hidden(cell: str) -> str:
    """What is in a cell of addresses as a page may keep it: `r***@example.org`, and `r***` where there is no @."""
    local, at, domain = cell.partition("@")
    return f"{local[:1]}***{at}{domain}"[:SHOWN_OF_A_CELL] if cell else ""


# --- bringing and taking over -----------------------------------------------------------------------------


def bring(name: str, raw: bytes, told: Told, *, by: User | None) -> Import:
    """Look a list through and keep it until somebody takes it over; nobody is on the list by that.

    The same file with the same words, not yet done, is the same list: it goes on where it stopped. Raises `BadFile`.
    """
    content = decoded(raw)
    said = repr((told.language, told.collected_by, told.given_at, told.text_shown))
    fingerprint = hashlib.sha256(raw + said.encode()).hexdigest()
    going = Import.objects.filter(fingerprint=fingerprint, state=ImportState.RUNNING).first()
    if going:
        return going
    counts, problems = _looked_through(content, told)
    Import.objects.filter(fingerprint=fingerprint, state=ImportState.CHECKED).delete()
    return Import.objects.create(
        name=name[:200],
        fingerprint=fingerprint,
        content=content,
        language=told.language,
        collected_by=told.collected_by[:200],
        given_at=told.given_at,
        text_shown=told.text_shown,
        rows_total=counts.total(),
        counts=dict(counts),
        problems=problems,
        created_by=by,
    )


def _looked_through(content: str, told: Told) -> tuple[Counter[str], list[list[Any]]]:
    judge, counts = _Judge(told), Counter[str]()
    problems: list[list[Any]] = []
    for portion in _portions(rows_of(content)):
        for one in judge.judge(portion):
            counts[one.verdict.value] += 1
            if one.verdict is not Verdict.NEW and len(problems) < SHOWN:
                problems.append([one.line, one.verdict.value, one.reason, one.shown, one.column, one.cell])
    return counts, problems


def _portions(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while portion := list(islice(rows, AT_ONCE)):
        yield portion


def unknown_columns_of(batch: Import) -> list[str]:
    """The columns of a list still to be decided on that mean nothing here, so that nothing of them is taken over."""
    undecided = Import.objects.filter(pk=batch.pk, state=ImportState.CHECKED)
    return unknown_columns(undecided.values_list(Left("content", HEAD), flat=True).first() or "")


def problems_of(batch: Import) -> list[Problem]:
    """The lines that are not taken over, the first of them."""
    return [Problem(*told) for told in batch.problems]


@transaction.atomic
def begin(batch: Import, *, by: User | None, leave_out: bool = False) -> bool:
    """Let a list that was looked through be taken over; says whether it was still to be.

    Columns that mean nothing here are left out only where somebody says so. Raises `UnknownColumns`.
    """
    unknown = unknown_columns_of(batch)
    if unknown and not leave_out:
        raise UnknownColumns(unknown)
    begun = Import.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(state=ImportState.RUNNING)
    if begun:
        audit.record(
            "import_subscribers",
            batch,
            by=by,
            file=batch.name,
            rows=batch.rows_total,
            counts=batch.counts,
            left_out=unknown,
        )
        bell.ring_after_commit("newsletter.tasks.take_over")
    return bool(begun)


def drop(batch: Import) -> bool:
    """Forget a list that is not wanted, or stop one; who has been taken over stays."""
    open_ = Import.objects.filter(pk=batch.pk, state__in=(ImportState.CHECKED, ImportState.RUNNING))
    return bool(open_.update(state=ImportState.DROPPED, content="", finished_at=clock.now()))


def is_any_going() -> bool:
    """Whether a list is being taken over."""
    return Import.objects.filter(state=ImportState.RUNNING).exists()


def work(*, seconds: float) -> int:
    """Take over what is to be, for so long; returns how many addresses came onto the list."""
    until, added = time.monotonic() + seconds, 0
    for batch in Import.objects.filter(state=ImportState.RUNNING).order_by("pk"):
        for portion in take_over(batch):
            added += portion
            if time.monotonic() >= until:
                return added
    return added


def take_over(batch: Import) -> Generator[int]:
    """Take a list over, a portion at each step, from where it stopped; yields how many each added.

    Ends early where somebody else is at it, or has dropped it.
    """
    told = Told(batch.language, batch.collected_by, batch.given_at, batch.text_shown)
    judge, place = _Judge(told), batch.next_row
    rows = islice(rows_of(batch.content), place, None)
    for portion in _portions(rows):
        added = _take(batch, judge, portion, place)
        if added is None:
            return
        place += len(portion)
        yield added
    Import.objects.filter(pk=batch.pk, state=ImportState.RUNNING, next_row=place).update(
        state=ImportState.DONE, content="", finished_at=clock.now()
    )


@transaction.atomic
def _take(batch: Import, judge: _Judge, portion: list[Row], place: int) -> int | None:
    here = Import.objects.filter(pk=batch.pk, state=ImportState.RUNNING, next_row=place)
    if not here.update(next_row=place + len(portion)):
        return None
    new = [one for one in judge.judge(portion) if one.verdict is Verdict.NEW and one.address]
    now = clock.now()
    readers = Subscriber.objects.bulk_create(
        Subscriber(
            email=one.address.typed,
            email_norm=one.address.norm,
            email_hash=one.email_hash,
            language=one.language,
            rhythm=one.rhythm,
            status=Status.ACTIVE,
            source=one.collected_by,
            created_at=now,
            asked_at=now,
            confirmed_at=one.given_at,
        )
        for one in new
        if one.address
    )
    ConsentEvent.objects.bulk_create(
        ConsentEvent(
            subscriber=reader,
            email_hash=one.email_hash,
            kind=ConsentKind.IMPORTED,
            at=now,
            language=one.language,
            page=one.collected_by,
            text_shown=one.text_shown,
            given_at=one.given_at,
            batch=batch,
        )
        for reader, one in zip(readers, new, strict=True)
    )
    chosen = Subscriber.regions.through
    chosen.objects.bulk_create(
        chosen(subscriber_id=reader.pk, region_id=region)
        for reader, one in zip(readers, new, strict=True)
        for region in one.regions
    )
    Import.objects.filter(pk=batch.pk).update(added=F("added") + len(new))
    return len(new)


def forget_old() -> int:
    """Drop lists that nobody has taken over in a week; returns how many."""
    old = Import.objects.filter(state=ImportState.CHECKED, created_at__lt=clock.now() - CHECKED_KEPT)
    return old.update(state=ImportState.DROPPED, content="", finished_at=clock.now())
