"""The sender: takes mails from the ledger, hands them over, and writes down what was said.

The ledger is the queue. A row is taken up by one conditional UPDATE, for a time; just before its words go out it is
marked as being handed over, in a commit of its own; the answer is written at once. So at whatever point a process is
killed, a mail is either still to be sent, or known to be sent, or held as uncertain: never sent again by the machine.
"""

from __future__ import annotations

import logging
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final, cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from newsletter import bounces, letters, pacing, tokens, transports
from newsletter.emails import Compiled
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
from newsletter.providers import provider as provider_of
from newsletter.statements import Statement, given
from newsletter.transports import Envelope, Outcome, Reply, Transport
from newsroom import clock

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100  # rows that one sender takes up together
FIRST_PAUSE: Final = timedelta(minutes=1)  # before another try; doubled each time
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=24)


# What a row is that nobody has taken up.
_FREE: Final = {"state": DeliveryState.QUEUED, "owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Leases:
    """How long a row stays with whoever took it up. A claim may end early: nothing of it has gone out. A hand-over
    lasts longer than the longest answer that is waited for, or a living sender's row would be called uncertain.
    """

    claim: timedelta = timedelta(minutes=2)
    hand_over: timedelta = timedelta(seconds=transports.ANSWER_TIMEOUT + 300)


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


def drain(transport: Transport | None = None, *, seconds: float | None = None, leases: Leases | None = None) -> Tally:
    """Send what is queued until nothing is left or `seconds` are over; letters before issues.

    Several may run at once, in any number of processes. Ends early, with `unreachable` set, when nobody answers at
    the other side: the rows wait where they are.
    """
    sender = _Sender(transport or transports.chosen(), leases or Leases())
    until = time.monotonic() + seconds if seconds is not None else None
    try:
        while rows := sender.claim():
            mails = [_mail(row) for row in rows]
            for place, (mail, then) in enumerate(zip_longest(mails, mails[1:])):
                if sender.tally.unreachable or (until is not None and time.monotonic() > until):
                    sender.give_back(rows[place:])
                    return sender.tally
                sender.send(mail, then)
    finally:
        sender.transport.close()
        for digest_id in sender.tally.digests:
            finish(digest_id)
    return sender.tally


def waiting() -> bool:
    """Whether there is anything to send now."""
    return _due().exists()


def sweep() -> int:
    """Put right what a killed process left: what was only taken up waits again, what was being handed over is
    uncertain. Ends issues that have nothing left to send. Returns how many rows it moved.
    """
    now = clock.now()
    over = Delivery.objects.filter(lease_until__lt=now)
    moved = over.filter(state=DeliveryState.CLAIMED).update(**_FREE)
    lost = over.filter(state=DeliveryState.SENDING).update(
        state=DeliveryState.UNCERTAIN, smtp_reply="The sender ended before the answer was written."
    )
    if lost:
        logger.warning("%d mails are uncertain: their sender ended in the middle of the hand-over.", lost)
    for digest_id in Digest.objects.filter(state=DigestState.SENDING).values_list("pk", flat=True):
        finish(digest_id)
    return moved + lost


def finish(digest_id: int) -> bool:
    """Call an issue sent once none of its mails is waiting or on its way; the last sender does."""
    open_rows = Delivery.objects.filter(
        digest=OuterRef("pk"), state__in=(DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING)
    )
    ended = Digest.objects.filter(~Exists(open_rows), pk=digest_id, state=DigestState.SENDING)
    return bool(ended.update(state=DigestState.SENT, finished_at=clock.now()))


def _due() -> QuerySet[Delivery]:
    """What may be taken up now."""
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lte=clock.now())
    return queued.filter(Q(digest__isnull=True) | Q(digest__in=_going_issues()))


# The conditions of an UPDATE are sub-queries and never joins. With a join the ORM would choose the rows in a query of
# its own, and PostgreSQL would not ask again whether a row that it had to wait for is still as it was.


def _going_issues() -> QuerySet[Digest]:
    return Digest.objects.filter(state=DigestState.SENDING)


def _issue_wanted() -> Q:
    """Whether its reader still is to get the issue, asked in the very statement that lets it go."""
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


def _claimed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=given("pk"), state=DeliveryState.CLAIMED, owner=given("owner"), lease_until__gt=given("now")
    )


def _issue_to_begin() -> QuerySet[Delivery]:
    return _claimed().filter(_issue_wanted(), digest__in=_going_issues())


def _letter_to_begin() -> QuerySet[Delivery]:
    return _claimed().filter(_letter_wanted(), digest__isnull=True)


def _in_hand() -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=given("pk"), state=DeliveryState.SENDING, owner=given("owner"))


_BEGUN: Final = {"state": DeliveryState.SENDING, "attempts": F("attempts") + 1, "lease_until": given("until")}
_BEGIN_ISSUE: Final = Statement(_issue_to_begin, **_BEGUN)
_BEGIN_LETTER: Final = Statement(_letter_to_begin, **_BEGUN)
_TAKEN: Final = Statement(
    _in_hand, state=DeliveryState.SENT, sent_at=given("now"), smtp_code=given("code"), smtp_reply=given("words")
)


@dataclass(frozen=True, slots=True)
class _Mail:
    """A row that was taken up, with the names under which it goes."""

    row: Delivery
    mail_id: str
    envelope: Envelope


def _mail(row: Delivery) -> _Mail:
    mail_id = tokens.mail_id(row.digest_id or 0, row.pk)
    return _Mail(row, mail_id, Envelope(letters.return_path(mail_id), row.address))


class _Sender:
    """One run: its name in the ledger, its line to the other side, the issues it has compiled."""

    def __init__(self, transport: Transport, leases: Leases) -> None:
        self.transport = transport
        self.leases = leases
        self.owner = uuid.uuid4()
        self.tally = Tally()
        self._patience = pacing.Patience()
        self._issues: dict[tuple[int, bool], Compiled] = {}

    @transaction.atomic
    def claim(self) -> list[Delivery]:
        """Take up the next few rows, letters first; nobody else takes the same ones."""
        due = _due().select_for_update(skip_locked=True).order_by("digest_id", "pk")
        chosen = list(due.filter(digest__isnull=True).values_list("pk", flat=True)[:AT_ONCE])
        if not chosen:
            chosen = list(due.filter(digest__isnull=False).values_list("pk", flat=True)[:AT_ONCE])
        mine = Delivery.objects.filter(pk__in=chosen, state=DeliveryState.QUEUED)
        mine.update(state=DeliveryState.CLAIMED, owner=self.owner, lease_until=clock.now() + self.leases.claim)
        taken = Delivery.objects.filter(pk__in=chosen, state=DeliveryState.CLAIMED, owner=self.owner)
        return list(taken.select_related("subscriber").order_by("pk"))

    def give_back(self, rows: list[Delivery]) -> None:
        """What was taken up and not begun waits for the next."""
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=DeliveryState.CLAIMED, owner=self.owner)
        mine.update(**_FREE)

    def send(self, mail: _Mail, then: _Mail | None) -> None:
        """One mail, from the question whether its address is taken to the answer in the ledger; `then` is the next."""
        row = mail.row
        if row.subscriber is None:
            self._leave_out(row)
            return
        if row.digest_id and (until := self._not_yet(row)):
            self._put_off(row, until)
            return
        pacing.wait_for_room()
        try:
            message = self._message(mail)
        except Exception:
            logger.exception("The mail %s cannot be built; the others go on.", row.pk)
            self._write(row, DeliveryState.CLAIMED, Reply(Outcome.LATER, 0, "The mail could not be built."))
            return
        try:
            self.transport.open()
            reply = self.transport.offer(mail.envelope)
        except transports.Unreachable as error:
            self.tally.unreachable = str(error)
            logger.warning("No mail can be handed over (%s); what is queued waits.", error)
            self.give_back([row])
            return
        if reply.outcome is not Outcome.TAKEN:
            self._write(row, DeliveryState.CLAIMED, reply)
        elif self._begin(row):
            ahead = then.envelope if then and self._may_be_asked_ahead(then.row) else None
            reply = self.transport.deliver(mail.mail_id, message, ahead)
            self._write(row, DeliveryState.SENDING, reply)
        else:
            self.transport.forget()
            self._leave_out(row)

    def _not_yet(self, row: Delivery) -> datetime | None:
        """Until when its provider wants nothing; None where it may go now."""
        provider = provider_of(row.address)
        if until := self._patience.rests_until(provider):
            return until
        if until := pacing.full_until(provider):
            self._rest(provider, until)
        return until

    def _may_be_asked_ahead(self, row: Delivery) -> bool:
        """Whether nothing can come in between: no rate is kept, and its provider is not known to be busy."""
        return (
            row.digest_id is not None
            and not pacing.keeps_rates()
            and self._patience.is_at_ease(provider_of(row.address))
        )

    def _rest(self, provider: str, until: datetime) -> None:
        """All that waits for a provider waits until then, whoever would take it up; letters go on."""
        self._patience.rest(provider, until)
        waiting = Delivery.objects.filter(pacing.at(provider), state=DeliveryState.QUEUED, digest__isnull=False)
        waiting.filter(not_before__lt=until).update(not_before=until)

    def _put_off(self, row: Delivery, until: datetime) -> None:
        """It was not tried: it waits with the others for its provider."""
        mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.CLAIMED, owner=self.owner)
        self._count(row, postponed=mine.update(not_before=until, **_FREE))

    def _begin(self, row: Delivery) -> bool:
        """The point of no return, committed before a word goes out: still ours, still wanted, issue still going."""
        now = clock.now()
        begin = _BEGIN_ISSUE if row.digest_id else _BEGIN_LETTER
        return bool(begin.run(pk=row.pk, owner=self.owner, now=now, until=now + self.leases.hand_over))

    def _leave_out(self, row: Delivery) -> None:
        """It was not let go: its reader left, its issue stands still, or its lease was over."""
        mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.CLAIMED, owner=self.owner)
        unwanted = mine.filter(~(_issue_wanted() | _letter_wanted()))
        hashes = Subscriber.objects.filter(pk=OuterRef(OuterRef("subscriber"))).values("email_hash")
        suppressed = Suppression.objects.in_force().filter(email_hash__in=hashes)
        skipped = unwanted.filter(Exists(suppressed)).update(
            state=DeliveryState.SKIPPED, skip_reason=SkipReason.SUPPRESSED
        )
        skipped += unwanted.update(state=DeliveryState.SKIPPED, skip_reason=SkipReason.GONE)
        self._count(row, skipped=skipped)
        mine.update(**_FREE)

    def _write(self, row: Delivery, before: DeliveryState, reply: Reply) -> None:
        """The answer, at once. Nothing is written over a row that is no longer ours."""
        now = clock.now()
        code = reply.code or None
        if reply.outcome is Outcome.TAKEN:
            taken = _TAKEN.run(pk=row.pk, owner=self.owner, now=now, code=code, words=reply.words)
            self._count(row, sent=taken)
            self._patience.taken(provider_of(row.address))
            return
        mine = Delivery.objects.filter(pk=row.pk, state=before, owner=self.owner)
        said = {"smtp_code": code, "smtp_reply": reply.words}
        match reply.outcome:
            case Outcome.UNKNOWN:
                self._count(row, uncertain=mine.update(state=DeliveryState.UNCERTAIN, **said))
            case Outcome.LATER if now - row.created_at < GIVEN_UP_AFTER:
                pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 10), LONGEST_PAUSE)
                tries = row.attempts + 1  # a refusal before the words is a try as well
                again = mine.update(not_before=now + pause, attempts=tries, **said, **_FREE)
                self._count(row, postponed=again)
                provider = provider_of(row.address)
                if until := self._patience.refused(provider, reply.code, row.attempts):
                    self._rest(provider, until)
                    logger.warning("%s asks for patience (%s %s): what goes there waits.", provider, code, reply.words)
            case _:
                refused = mine.update(state=DeliveryState.FAILED, **said)
                self._count(row, refused=refused)
                # A refusal of the words, after their end, says nothing of the address.
                if refused and before == DeliveryState.CLAIMED and reply.outcome is Outcome.REFUSED:
                    bounces.refused(row, code=reply.code, words=reply.words)

    def _count(self, row: Delivery, **counts: int) -> None:
        for name, number in counts.items():
            setattr(self.tally, name, getattr(self.tally, name) + number)
        if row.digest_id:
            self.tally.digests.add(row.digest_id)

    def _message(self, mail: _Mail) -> bytes:
        row = mail.row
        if row.digest_id is None:
            return letters.compiled(row).fill(to=row.address, mail_id=mail.mail_id)
        reader = cast(Subscriber, row.subscriber)
        kind = (row.digest_id, reader.text_only)
        if kind not in self._issues:
            digest = Digest.objects.select_related("plan").get(pk=row.digest_id)
            self._issues[kind] = letters.compiled_issue(digest, text_only=reader.text_only)
        return self._issues[kind].fill(
            to=row.address,
            mail_id=mail.mail_id,
            token=tokens.unsubscribe_token(reader.pk, row.digest_id),
            settings_token=tokens.settings_token(reader.pk, reader.token_version),
        )
