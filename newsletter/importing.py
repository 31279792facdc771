"""Lists of addresses taken over from elsewhere: looked through line by line, then taken over in portions.

Nobody is put on the list without the proof that they agreed: who collected the address, when, and to which words. Who
is known keeps what they chose; who left, or is suppressed, never comes back by a list. A portion is one transaction
that also notes how far it has come, so a list that was broken off goes on where it stopped, and no row is taken twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import F, TextChoices
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext_lazy as _

from articles.models import Region
from newsletter import tokens
from newsletter.addresses import Address, BadAddress, parse
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
from newsroom import arabic, audit, bell, cells, clock
from newsroom.languages import LANGUAGES
from newsroom.models import User

MAX_BYTES: Final = 20 * 1024 * 1024
AT_ONCE: Final = 2_000  # rows of a portion
SHOWN: Final = 500  # lines that are told one by one
CHECKED_KEPT: Final = timedelta(days=7)  # a list that nobody took over is forgotten then

_HEADS: Final[Mapping[str, str]] = {
    "email": "email",
    "e-mail": "email",
    "address": "email",
    "البريد الإلكتروني": "email",
    "language": "language",
    "frequency": "rhythm",
    "regions": "regions",
    "consent_at": "given_at",
    "consent_source": "collected_by",
    "consent_text": "text_shown",
}


_RHYTHMS: Final = frozenset(Rhythm.values)


class Verdict(TextChoices):
    """What becomes of a row."""

    NEW = "new", _("new")
    KNOWN = "known", _("known already; stays as it is")
    TWICE = "twice", _("twice in the file")
    LEFT = "left", _("has left, or came back; not taken over")
    SUPPRESSED = "suppressed", _("suppressed; not taken over")
    NO_CONSENT = "no_consent", _("no proof that they agreed; not taken over")
    INVALID = "invalid", _("cannot be right; not taken over")


class BadFile(ValueError):
    """No list of addresses; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about all rows of a list; a row's own columns win."""

    language: str
    collected_by: str = ""
    given_at: datetime | None = None
    text_shown: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file, its cells by our names for their columns."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class _Judged:
    """A row and what becomes of it; all but the first three are there where it is new."""

    line: int
    verdict: Verdict
    reason: str = ""
    address: Address | None = None
    email_hash: str = ""
    language: str = ""
    rhythm: str = Rhythm.DAILY
    regions: frozenset[int] = frozenset()
    given_at: datetime | None = None
    collected_by: str = ""
    text_shown: str = ""


# --- reading ----------------------------------------------------------------------------------------------


def decoded(raw: bytes) -> str:
    """A file's text: UTF-8 or UTF-16 by its mark, UTF-8 without one, else the Arabic of Windows. Raises `BadFile`."""
    if len(raw) > MAX_BYTES:
        raise BadFile("too_large")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1256", errors="replace")
    if "\0" in text or not text.strip():
        raise BadFile("not_text")
    return text


def _rows(content: str) -> Iterator[_Row]:
    """The rows under the file's first line, or from it on where it holds an address. Raises `BadFile`."""
    first = content.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=max(",;\t", key=first.count))
    names: list[str] | None = None
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if names is None:
                names = [_HEADS.get(cell.strip().strip("\ufeff").lower(), "") for cell in row]
                if "email" in names:
                    continue
                if "@" not in row[0]:
                    raise BadFile("no_email_column")
                names = ["email"]
            found = {name: cells.unsafe(cell.strip()) for name, cell in zip(names, row, strict=False) if name}
            yield _Row(reader.line_num, found)
    except csv.Error as error:
        raise BadFile("not_a_table") from error
    if names is None:
        raise BadFile("not_text")


def _moment(text: str) -> datetime:
    """`2024-12-25`, with or without an hour, or `25/12/2024`, in the newsroom's zone. Raises `ValueError`."""
    plain = arabic.to_latin_digits(text)
    parts = plain.split("/")
    moment = datetime.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else plain)
    moment = make_aware(moment) if is_naive(moment) else moment
    if moment > clock.now():
        raise ValueError("consent was given in the future")
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

    def judge(self, rows: list[_Row]) -> list[_Judged]:
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
            elif status is not None:
                one.verdict = Verdict.LEFT
            elif not (one.given_at and one.collected_by and one.text_shown):
                one.verdict = Verdict.NO_CONSENT
            self.seen.add(one.address.norm)
        return judged

    def _alone(self, row: _Row) -> _Judged:
        """A row by itself: what cannot be read in it makes it invalid."""
        told, said = self.told, row.cells
        try:
            address = parse(said.get("email", ""))
        except BadAddress as error:
            return _Judged(row.line, Verdict.INVALID, error.code)
        if address.is_role:
            return _Judged(row.line, Verdict.INVALID, "role")
        language = said.get("language", "").lower() or told.language
        rhythm = said.get("rhythm", "").lower() or Rhythm.DAILY
        if language not in LANGUAGES or rhythm not in _RHYTHMS:
            return _Judged(row.line, Verdict.INVALID, "language" if language not in LANGUAGES else "frequency")
        names = [arabic.normalise(name) for name in said.get("regions", "").split(";") if name.strip()]
        if any(name not in self.places for name in names):
            return _Judged(row.line, Verdict.INVALID, "regions")
        try:
            given_at = _moment(said["given_at"]) if said.get("given_at") else told.given_at
        except ValueError:
            return _Judged(row.line, Verdict.INVALID, "consent_at")
        return _Judged(
            line=row.line,
            verdict=Verdict.NEW,
            address=address,
            email_hash=tokens.email_hash(address.norm),
            language=language,
            rhythm=rhythm,
            regions=frozenset(self.places[name] for name in names),
            given_at=given_at,
            collected_by=(said.get("collected_by") or told.collected_by)[:200],
            text_shown=said.get("text_shown") or told.text_shown,
        )


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
    for portion in _portions(_rows(content)):
        for one in judge.judge(portion):
            counts[one.verdict.value] += 1
            if one.verdict is not Verdict.NEW and len(problems) < SHOWN:
                problems.append([one.line, one.verdict.value, one.reason])
    return counts, problems


def _portions(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    while portion := list(islice(rows, AT_ONCE)):
        yield portion


@transaction.atomic
def begin(batch: Import, *, by: User | None) -> bool:
    """Let a list that was looked through be taken over; says whether it was still to be."""
    begun = Import.objects.filter(pk=batch.pk, state=ImportState.CHECKED).update(state=ImportState.RUNNING)
    if begun:
        audit.record("import_subscribers", batch, by=by, file=batch.name, rows=batch.rows_total, counts=batch.counts)
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
    rows = islice(_rows(batch.content), place, None)
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
def _take(batch: Import, judge: _Judge, portion: list[_Row], place: int) -> int | None:
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
