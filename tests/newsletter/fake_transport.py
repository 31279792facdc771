"""A way out that says what a test wants it to say, and remembers what was handed to it."""

from collections.abc import Callable
from typing import NamedTuple

from newsletter.transports import Envelope, Outcome, Reply, Unreachable

TAKEN = Reply(Outcome.TAKEN, 250, "2.0.0 Ok: queued")
LATER = Reply(Outcome.LATER, 451, "4.7.1 Greylisted")
REFUSED = Reply(Outcome.REFUSED, 550, "5.1.1 No such user")
LOST = Reply(Outcome.UNKNOWN, 0, "SMTPServerDisconnected: Connection unexpectedly closed")


class Handed(NamedTuple):
    """One mail that was handed over, whatever was answered."""

    address: str
    mail_id: str
    message: bytes


class FakeTransport:
    """Takes everything, except where `at_rcpt`, `at_dot` or `closed` say otherwise.

    `while_offering` and `while_delivering` are called with the address in the middle of the conversation. `in_groups`:
    the next mail is asked for with the end of the last.
    """

    def __init__(
        self,
        *,
        at_rcpt: dict[str, Reply] | None = None,
        at_dot: dict[str, Reply] | None = None,
        closed: bool = False,
        in_groups: bool = False,
        while_offering: Callable[[str], object] = str,
        while_delivering: Callable[[str], object] = str,
    ) -> None:
        self.at_rcpt, self.at_dot = at_rcpt or {}, at_dot or {}
        self.closed = closed
        self.in_groups, self.has_asked_ahead = in_groups, False
        self.while_offering, self.while_delivering = while_offering, while_delivering
        self.offered: list[str] = []
        self.senders: list[str] = []
        self.forgotten: list[str] = []
        self.announced: list[str | None] = []  # with each mail, the next, where it may be asked for already
        self.handed: list[Handed] = []
        self.closings = 0

    @property
    def addresses(self) -> list[str]:
        """Whose mails were handed over, in order."""
        return [mail.address for mail in self.handed]

    def open(self) -> None:
        """Ready, unless `closed`."""
        if self.closed:
            raise Unreachable("nobody listens")

    def offer(self, envelope: Envelope) -> Reply:
        """What `at_rcpt` says of the address."""
        self.offered.append(envelope.recipient)
        self.senders.append(envelope.sender)
        self.while_offering(envelope.recipient)
        return self.at_rcpt.get(envelope.recipient, TAKEN)

    def forget(self) -> None:
        """Remember whose offer was taken back."""
        self.forgotten.append(self.offered[-1])

    def deliver(self, mail_id: str, message: bytes, then: Envelope | None = None) -> Reply:
        """What `at_dot` says of the address."""
        self.announced.append(then.recipient if then else None)
        self.has_asked_ahead = self.in_groups and then is not None
        address = self.offered[-1]
        self.handed.append(Handed(address, mail_id, message))
        self.while_delivering(address)
        return self.at_dot.get(address, TAKEN)

    def close(self) -> None:
        """Count it."""
        self.closings += 1
