"""One sender's part of the ledger: the rows that it takes up, lets go, and writes the answers of.

What is asked of a row before a word of it goes out is asked in the very UPDATE that lets it go. The conditions are
sub-queries and never joins: with a join the ORM would choose the rows in a query of its own, and PostgreSQL would not
ask again whether a row that it had to wait for is still as it was.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from django.db import transaction
from django.db.models import Case, Exists, F, Field, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL

from newsletter import letters, tokens, transports
from newsletter.models import (
    Delivery,
    DeliveryState,
    Digest,
    DigestState,
    Kind,
    SkipReason,
    Status,
    Subscriber,
    Suppression,
)
from newsletter.providers import provider
from newsletter.statements import Select, Update, given
from newsletter.transports import Envelope, Reply
from newsroom import clock

AT_ONCE: Final = 100  # rows that one sender takes up together

# What a row is that nobody has taken up.
FREE: Final = {"state": DeliveryState.QUEUED, "owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Leases:
    """How long a row stays with whoever took it up. A claim may end early: nothing of it has gone out. A hand-over
    lasts longer than the longest answer that is waited for, or a living sender's row would be called uncertain.
    """

    claim: timedelta = timedelta(minutes=2)
    hand_over: timedelta = timedelta(seconds=transports.ANSWER_TIMEOUT + 300)


def due(now: datetime | RawSQL) -> QuerySet[Delivery]:
    """What may be taken up now."""
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lte=now)
    return queued.filter(Q(digest__isnull=True) | _is_going())


def _is_going() -> Q:
    """Whether the row's issue goes out now; asked by its key, for a paper keeps its issues for years."""
    return Q(Exists(Digest.objects.filter(pk=OuterRef("digest"), state=DigestState.SENDING)))


def _issue_wanted() -> Q:
    """Whether its reader still is to get the issue."""
    reader = Subscriber.objects.filter(pk=OuterRef("subscriber"))
    listed = reader.filter(status=Status.ACTIVE, language=OuterRef("language"))
    return Q(Exists(listed.not_suppressed()), kind=Kind.DIGEST)


def _letter_wanted() -> Q:
    """The same of a letter."""
    reader = Subscriber.objects.filter(pk=OuterRef("subscriber"))
    on_the_list = reader.filter(status__in=(Status.ACTIVE, Status.PAUSED)).not_suppressed_by_hand()
    for_another = Q(status__in=(Status.ACTIVE, Status.PAUSED)) & ~Q(language=OuterRef("language"))
    asked = reader.filter(Q(status=Status.PENDING) | for_another).not_suppressed_by_hand()
    return (
        Q(Exists(asked), kind=Kind.CONFIRM)
        | Q(Exists(on_the_list), kind=Kind.ALREADY)
        | Q(Exists(on_the_list.exclude(new_email="")), kind=Kind.MOVE)
        | Q(Exists(reader.exclude(status=Status.ERASED)), kind=Kind.MOVED)
    )


# --- what is run for each mail, or for each hundred ------------------------------------------------------------


def _next(*, is_letter: bool) -> QuerySet[Delivery, Any]:
    rows = due(given("now")).filter(digest__isnull=is_letter).select_for_update(skip_locked=True)
    return rows.order_by("digest_id", "pk").values_list("pk")[:AT_ONCE]


def _next_letters() -> QuerySet[Delivery, Any]:
    return _next(is_letter=True)


def _next_of_issues() -> QuerySet[Delivery, Any]:
    return _next(is_letter=False)


def _taken_up() -> QuerySet[Delivery, Any]:
    mine = Delivery.objects.filter(owner=given("owner"), lease_until=given("until"), state=DeliveryState.CLAIMED)
    return mine.order_by("pk").values_list(*_COLUMNS)


def _in_hand(pk: str) -> Q:
    return Q(pk=given(pk), state=DeliveryState.SENDING, owner=given("owner"))


def _to_begin(wanted: Q) -> Q:
    mine = Q(pk=given("pk"), state=DeliveryState.CLAIMED, owner=given("owner"), lease_until__gt=given("now"))
    return mine & wanted


def _letter_to_begin() -> QuerySet[Delivery]:
    return Delivery.objects.filter(_to_begin(_letter_wanted() & Q(digest__isnull=True)))


def _issue_to_begin() -> QuerySet[Delivery]:
    return Delivery.objects.filter(_to_begin(_issue_wanted() & _is_going()))


def _taken() -> QuerySet[Delivery]:
    return Delivery.objects.filter(_in_hand("pk"))


def _taken_and_to_begin() -> QuerySet[Delivery]:
    return Delivery.objects.filter(_in_hand("before") | _to_begin(_issue_wanted() & _is_going()))


def _either(name: str, taken: Combinable, begun: Combinable) -> Case:
    """The change of a column: for the row that was in hand, and for the one that is begun."""
    column = cast(Field[Any, Any], Delivery._meta.get_field(name))
    return Case(When(state=DeliveryState.SENDING, then=taken), default=begun, output_field=column)


_NEXT_LETTERS: Final = Select(_next_letters)
_NEXT_OF_ISSUES: Final = Select(_next_of_issues)
_TAKEN_UP: Final = Select(_taken_up)
_BEGUN: Final = {"state": DeliveryState.SENDING, "attempts": F("attempts") + 1, "lease_until": given("until")}
_BEGIN_LETTER: Final = Update(_letter_to_begin, **_BEGUN)
_BEGIN_ISSUE: Final = Update(_issue_to_begin, **_BEGUN)
_TAKE: Final = Update(
    _taken, state=DeliveryState.SENT, sent_at=given("now"), smtp_code=given("code"), smtp_reply=given("words")
)
# Both in one: half the commits where mail follows mail.
_TAKE_AND_BEGIN: Final = Update(
    _taken_and_to_begin,
    state=_either("state", Value(DeliveryState.SENT), Value(DeliveryState.SENDING)),
    sent_at=_either("sent_at", given("now"), F("sent_at")),
    smtp_code=_either("smtp_code", given("code"), F("smtp_code")),
    smtp_reply=_either("smtp_reply", given("words"), F("smtp_reply")),
    attempts=_either("attempts", F("attempts"), F("attempts") + 1),
    lease_until=_either("lease_until", F("lease_until"), given("until")),
)


# --- one sender ------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """What is needed of a row that was taken up, and of its reader."""

    pk: int
    digest_id: int | None
    subscriber_id: int | None
    address: str
    attempts: int
    text_only: bool
    token_version: int


_COLUMNS: Final = (*Row._fields[:5], "subscriber__text_only", "subscriber__token_version")


@dataclass(frozen=True, slots=True)
class Mail:
    """A row that was taken up, with the names under which it goes, and who keeps its reader's mailbox."""

    row: Row
    mail_id: str
    envelope: Envelope
    provider: str

    @classmethod
    def of(cls, row: Row) -> Mail:
        """Its names follow from the row, at every try the same."""
        mail_id = tokens.mail_id(row.digest_id or 0, row.pk)
        return cls(row, mail_id, Envelope(letters.return_path(mail_id), row.address), provider(row.address))

    def as_written(self) -> Delivery:
        """The whole row, for the few of which more must be known."""
        return Delivery.objects.select_related("subscriber").get(pk=self.row.pk)


@dataclass(slots=True)
class Tally:
    """What one run of the sender did."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0
    uncertain: int = 0
    skipped: int = 0
    unreachable: str = ""  # why nobody could be reached, where nobody could
    digests: set[int] = field(default_factory=set)


class Clerk:
    """Takes rows up under a name of its own, and writes what becomes of them; never over a row that is another's.

    The yes to one mail may be held back, in memory, until the next is begun: it is written with that beginning, in one
    commit. A sender that is killed in between leaves that one mail uncertain, as it would at any other moment.
    """

    def __init__(self, leases: Leases) -> None:
        self.tally = Tally()
        self._leases = leases
        self._owner = uuid.uuid4()
        self._until = clock.now()  # how long what was taken up last stays its own
        self._held: tuple[Mail, Reply] | None = None

    def take_up(self) -> list[Mail]:
        """The next few rows, letters first; nobody else takes the same ones."""
        self.settle()
        now = clock.now()
        until = self._until = now + self._leases.claim
        with transaction.atomic():
            chosen = [pk for (pk,) in _NEXT_LETTERS.run(now=now) or _NEXT_OF_ISSUES.run(now=now)]
            mine = Delivery.objects.filter(pk__in=chosen, state=DeliveryState.QUEUED)
            mine.update(state=DeliveryState.CLAIMED, owner=self._owner, lease_until=until)
            return [Mail.of(Row(*row)) for row in _TAKEN_UP.run(owner=self._owner, until=until)]

    def is_too_late(self) -> bool:
        """Whether the time is over for which the last rows were taken up: none of them would be let go."""
        return clock.now() >= self._until

    def begin(self, mail: Mail) -> bool:
        """The point of no return, committed before a word goes out: still ours, still wanted, issue still going."""
        now = clock.now()
        values = {"pk": mail.row.pk, "owner": self._owner, "now": now, "until": now + self._leases.hand_over}
        if mail.row.digest_id is None:
            self.settle()
            return bool(_BEGIN_LETTER.run(**values))
        if self._held is None:
            return bool(_BEGIN_ISSUE.run(**values))
        before, reply = self._held
        changed = _TAKE_AND_BEGIN.run(before=before.row.pk, code=reply.code, words=reply.words, **values)
        self._held = None
        begun = changed == 2 or bool(changed and self._mine([mail], DeliveryState.SENDING).exists())
        self._count(before, sent=changed - begun)
        return begun

    def taken(self, mail: Mail, reply: Reply, *, hold: bool) -> None:
        """The other side took it; `hold` the answer where the next mail is begun at once."""
        self._held = mail, reply
        if not hold:
            self.settle()

    def settle(self) -> None:
        """Write the answer that is held back, if one is."""
        if self._held is None:
            return
        mail, reply = self._held
        values = {"pk": mail.row.pk, "owner": self._owner, "now": clock.now()}
        taken = _TAKE.run(code=reply.code, words=reply.words, **values)
        self._held = None
        self._count(mail, sent=taken)

    def give_back(self, mails: list[Mail]) -> None:
        """What was taken up and not begun waits for the next."""
        self._mine(mails).update(**FREE)

    def put_off(self, mail: Mail, until: datetime) -> None:
        """It was not tried: it waits with the others for its provider."""
        self._count(mail, postponed=self._mine([mail]).update(not_before=until, **FREE))

    def leave_out(self, mail: Mail) -> None:
        """It was not let go: its reader left, its issue stands still, or its lease was over."""
        mine = self._mine([mail])
        unwanted = mine.filter(~(_issue_wanted() | _letter_wanted()))
        hashes = Subscriber.objects.filter(pk=OuterRef(OuterRef("subscriber"))).values("email_hash")
        suppressed = Suppression.objects.in_force().filter(email_hash__in=hashes)
        skipped = unwanted.filter(Exists(suppressed)).update(
            state=DeliveryState.SKIPPED, skip_reason=SkipReason.SUPPRESSED
        )
        skipped += unwanted.update(state=DeliveryState.SKIPPED, skip_reason=SkipReason.GONE)
        self._count(mail, skipped=skipped)
        mine.update(**FREE)

    def again(self, mail: Mail, before: DeliveryState, reply: Reply, at: datetime) -> None:
        """Not now: it is tried again then. A refusal before the words is a try as well."""
        said = {"smtp_code": reply.code or None, "smtp_reply": reply.words, "attempts": mail.row.attempts + 1}
        self._count(mail, postponed=self._mine([mail], before).update(not_before=at, **said, **FREE))

    def ended(self, mail: Mail, before: DeliveryState, reply: Reply, state: DeliveryState) -> bool:
        """Refused for good, or uncertain; returns whether it was still ours to say."""
        said = {"smtp_code": reply.code or None, "smtp_reply": reply.words}
        changed = self._mine([mail], before).update(state=state, **said)
        if state == DeliveryState.UNCERTAIN:
            self._count(mail, uncertain=changed)
        else:
            self._count(mail, refused=changed)
        return bool(changed)

    def is_older(self, mail: Mail, than: datetime) -> bool:
        """Whether its row was made before then."""
        return Delivery.objects.filter(pk=mail.row.pk, created_at__lte=than).exists()

    def _mine(self, mails: list[Mail], state: DeliveryState = DeliveryState.CLAIMED) -> QuerySet[Delivery]:
        """Their rows, as far as they are still ours and stand so; what was held back is written first."""
        self.settle()
        return Delivery.objects.filter(pk__in=[mail.row.pk for mail in mails], state=state, owner=self._owner)

    def _count(self, mail: Mail, **counts: int) -> None:
        """Add to the tally, and note whose issue it was."""
        for name, number in counts.items():
            setattr(self.tally, name, getattr(self.tally, name) + number)
        if mail.row.digest_id:
            self.tally.digests.add(mail.row.digest_id)
