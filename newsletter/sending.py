"""The sender: takes mails from the ledger, hands them over, and writes down what was said.

The ledger is the queue. A row is taken up by one conditional UPDATE, for a time; just before its words go out it is
marked as being handed over, in a commit; the answer is written at once, or in the commit that marks the next. So at
whatever point a process is killed, a mail is either still to be sent, or known to be sent, or held as uncertain: never
sent again by the machine.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

from django.db.models import Exists, OuterRef

from newsletter import bounces, ledger, letters, pacing, tokens, transports
from newsletter.emails import Compiled
from newsletter.ledger import Clerk, Leases, Mail, Tally
from newsletter.models import Delivery, DeliveryState, Digest, DigestState
from newsletter.transports import Outcome, Reply, Transport
from newsroom import clock

logger = logging.getLogger(__name__)

FIRST_PAUSE: Final = timedelta(minutes=1)  # before another try; doubled each time
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=24)


def drain(transport: Transport | None = None, *, seconds: float | None = None, leases: Leases | None = None) -> Tally:
    """Send what is queued until nothing is left or `seconds` are over; letters before issues.

    Several may run at once, in any number of processes. Ends early, with `unreachable` set, when nobody answers at
    the other side: the rows wait where they are.
    """
    clerk = Clerk(leases or Leases())
    sender = _Sender(transport or transports.chosen(), clerk)
    until = time.monotonic() + seconds if seconds is not None else None
    try:
        while mails := clerk.take_up():
            for place, (mail, then) in enumerate(zip_longest(mails, mails[1:])):
                if clerk.tally.unreachable or (until is not None and time.monotonic() > until):
                    clerk.give_back(mails[place:])
                    return clerk.tally
                if place and clerk.is_too_late():
                    clerk.give_back(mails[place:])
                    break
                sender.send(mail, then)
    finally:
        sender.transport.close()
        clerk.settle()
        for digest_id in clerk.tally.digests:
            finish(digest_id)
    return clerk.tally


def waiting() -> bool:
    """Whether there is anything to send now."""
    return ledger.due(clock.now()).exists()


def sweep() -> int:
    """Put right what a killed process left: what was only taken up waits again, what was being handed over is
    uncertain. Ends issues that have nothing left to send. Returns how many rows it moved.
    """
    now = clock.now()
    over = Delivery.objects.filter(lease_until__lt=now)
    moved = over.filter(state=DeliveryState.CLAIMED).update(**ledger.FREE)
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


class _Sender:
    """One run: its clerk in the ledger, its line to the other side, the issues it has compiled."""

    def __init__(self, transport: Transport, clerk: Clerk) -> None:
        self.transport = transport
        self.clerk = clerk
        self._patience = pacing.Patience()
        self._issues: dict[tuple[int, bool], Compiled] = {}

    def send(self, mail: Mail, then: Mail | None) -> None:
        """One mail, from the question whether its address is taken to the answer in the ledger; `then` is the next."""
        if mail.row.subscriber_id is None:
            self.clerk.leave_out(mail)
            return
        if mail.row.digest_id and (until := self._not_yet(mail.provider)):
            self.clerk.put_off(mail, until)
            return
        pacing.wait_for_room()
        try:
            message = self._message(mail)
        except Exception:
            logger.exception("The mail %s cannot be built; the others go on.", mail.row.pk)
            self._not_taken(mail, DeliveryState.CLAIMED, Reply(Outcome.LATER, 0, "The mail could not be built."))
            return
        try:
            self.transport.open()
            reply = self.transport.offer(mail.envelope)
        except transports.Unreachable as error:
            self.clerk.tally.unreachable = str(error)
            logger.warning("No mail can be handed over (%s); what is queued waits.", error)
            self.clerk.give_back([mail])
            return
        if reply.outcome is not Outcome.TAKEN:
            self._not_taken(mail, DeliveryState.CLAIMED, reply)
        elif self.clerk.begin(mail):
            self._deliver(mail, message, then if then and self._may_be_asked_ahead(then) else None)
        else:
            self.transport.forget()
            self.clerk.leave_out(mail)

    def _deliver(self, mail: Mail, message: bytes, then: Mail | None) -> None:
        reply = self.transport.deliver(mail.mail_id, message, then.envelope if then else None)
        if reply.outcome is Outcome.TAKEN:
            self.clerk.taken(mail, reply, hold=self.transport.has_asked_ahead)
            self._patience.taken(mail.provider)
        else:
            self._not_taken(mail, DeliveryState.SENDING, reply)

    def _not_yet(self, provider: str) -> datetime | None:
        """Until when a provider wants nothing; None where a mail may go there now."""
        if until := self._patience.rests_until(provider):
            return until
        if until := pacing.full_until(provider):
            self._rest(provider, until)
        return until

    def _may_be_asked_ahead(self, mail: Mail) -> bool:
        """Whether nothing can come in between: no rate is kept, and its provider is not known to be busy."""
        is_of_an_issue = mail.row.digest_id is not None
        return is_of_an_issue and not pacing.keeps_rates() and self._patience.is_at_ease(mail.provider)

    def _rest(self, provider: str, until: datetime) -> None:
        """All that waits for a provider waits until then, whoever would take it up; letters go on."""
        self._patience.rest(provider, until)
        waiting = Delivery.objects.filter(pacing.at(provider), state=DeliveryState.QUEUED, digest__isnull=False)
        waiting.filter(not_before__lt=until).update(not_before=until)

    def _not_taken(self, mail: Mail, before: DeliveryState, reply: Reply) -> None:
        """What follows from an answer that is no yes, at once."""
        now = clock.now()
        if reply.outcome is Outcome.UNKNOWN:
            self.clerk.ended(mail, before, reply, DeliveryState.UNCERTAIN)
        elif reply.outcome is Outcome.LATER and not self.clerk.is_older(mail, now - GIVEN_UP_AFTER):
            tries = mail.row.attempts
            self.clerk.again(mail, before, reply, now + min(FIRST_PAUSE * 2 ** min(tries, 10), LONGEST_PAUSE))
            if until := self._patience.refused(mail.provider, reply.code, tries):
                self._rest(mail.provider, until)
                logger.warning(
                    "%s asks for patience (%s %s): what goes there waits.", mail.provider, reply.code, reply.words
                )
        else:
            is_ours = self.clerk.ended(mail, before, reply, DeliveryState.FAILED)
            # A refusal of the words, after their end, says nothing of the address.
            if is_ours and before == DeliveryState.CLAIMED and reply.outcome is Outcome.REFUSED:
                bounces.refused(mail.as_written(), code=reply.code, words=reply.words)

    def _message(self, mail: Mail) -> bytes:
        row = mail.row
        if row.digest_id is None or row.subscriber_id is None:
            return letters.compiled(mail.as_written()).fill(to=row.address, mail_id=mail.mail_id)
        kind = (row.digest_id, row.text_only)
        if kind not in self._issues:
            digest = Digest.objects.select_related("plan").get(pk=row.digest_id)
            self._issues[kind] = letters.compiled_issue(digest, text_only=row.text_only)
        return self._issues[kind].fill(
            to=row.address,
            mail_id=mail.mail_id,
            token=tokens.unsubscribe_token(row.subscriber_id, row.digest_id),
            settings_token=tokens.settings_token(row.subscriber_id, row.token_version),
        )
