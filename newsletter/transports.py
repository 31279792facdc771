"""The two ways out of the house, with the same bytes: a mail server, or a folder of `.eml` files.

A mail is handed over in two steps, because the ledger is written between them: `offer` asks whether this address is
taken, `deliver` hands over the words. What the other side says decides (RFC 5321; the table is in docs/architecture).

A mail server that takes commands in groups (PIPELINING, RFC 2920) is asked for the next address together with the end
of the words before: one way there and back for each mail instead of four.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from newsletter.addresses import in_a_line

CONNECT_TIMEOUT: Final = 30.0  # seconds, for every answer up to RCPT
ANSWER_TIMEOUT: Final = 600.0  # seconds for the answer to the final dot: RFC 5321 4.5.3.2.6, and RFC 1047 for why


class Outcome(Enum):
    """What became of a hand-over."""

    TAKEN = "taken"  # 250: it is theirs now
    LATER = "later"  # not taken, and it may be tried again
    REFUSED = "refused"  # not taken, and it never will be
    UNKNOWN = "unknown"  # the line broke after the words were on their way


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side said: its code (0 where it said nothing) and its words."""

    outcome: Outcome
    code: int = 0
    words: str = ""


class Unreachable(Exception):
    """There is nobody to hand a mail to now; nothing was handed over."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a mail comes from, for the other side's answers, and whom it goes to."""

    sender: str
    recipient: str


class Transport(Protocol):
    """One way out; used by one thread at a time, `open` again after `Unreachable` or an UNKNOWN."""

    @property
    def has_asked_ahead(self) -> bool:
        """Whether the next mail was asked for already, so that its answers come with those of the last."""

    def open(self) -> None:
        """Be ready. Raises `Unreachable`."""

    def offer(self, envelope: Envelope) -> Reply:
        """Ask whether this mail is taken: TAKEN (go on with `deliver`), LATER, REFUSED. Or `Unreachable`."""

    def forget(self) -> None:
        """Take the offer back."""

    def deliver(self, mail_id: str, message: bytes, then: Envelope | None = None) -> Reply:
        """Hand the words over. Never raises: a broken line is UNKNOWN. `then` is what will be offered next, if anything
        is; where it can be asked already, it is.
        """

    def close(self) -> None:
        """Say good-bye; never raises."""


def chosen() -> Transport:
    """The way out that EMAIL_URL names."""
    if settings.EMAIL_FILE_PATH:
        return Folder(Path(settings.EMAIL_FILE_PATH))
    return MailServer()


class MailServer:
    """A connection to the SMTP server of EMAIL_URL, kept open from mail to mail; STARTTLS never falls back."""

    def __init__(self) -> None:
        self._line: smtplib.SMTP | None = None
        self._used = False  # whether this line has carried a mail
        self._asked: Envelope | None = None  # what was asked already, and has its answers on the way
        self._awaits_words = False  # whether the other side takes whatever comes now for the words of a mail

    @property
    def has_asked_ahead(self) -> bool:
        return self._asked is not None

    def open(self) -> None:
        if self._line is not None:
            return
        line: smtplib.SMTP | None = None
        try:
            line = _connect()
            if settings.EMAIL_USE_TLS:
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                line.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, smtplib.SMTPException) as error:
            if line is not None:
                line.close()
            raise Unreachable(_named(error)) from error
        self._line, self._used = line, False

    def offer(self, envelope: Envelope) -> Reply:
        if self._asked not in (None, envelope):  # another one was to come: its answers are nobody's
            self._hang_up()
            self.open()
        self._name_sender(envelope)
        try:
            code, answer = self._answer_to(b"RCPT TO:<%b>" % in_a_line(envelope.recipient))
        except (OSError, smtplib.SMTPException) as error:
            # It broke at this address, perhaps because of it: the others shall not wait for it.
            self._hang_up()
            return Reply(Outcome.LATER, 0, _named(error))
        is_taken = code in (250, 251)
        if self._asked:
            try:
                code_of_data, answer_of_data = self._answer_to_data()
            except (OSError, smtplib.SMTPException) as error:
                self._hang_up()
                return Reply(Outcome.LATER, 0, _named(error)) if is_taken else _refusal(code, answer)
            self._asked = None
            if is_taken and not self._awaits_words:
                code, answer, is_taken = code_of_data, answer_of_data, False
        if is_taken:
            return Reply(Outcome.TAKEN, code, _words(answer))
        self.forget()
        return _refusal(code, answer)

    def _name_sender(self, envelope: Envelope) -> None:
        """MAIL; on a line that has carried mails and is ended by the other side, once more on a new one.

        Many servers take so many mails on a line and no more. Raises `Unreachable`.
        """
        was_used = self._used
        try:
            self._mail(envelope)
        except Unreachable:
            self._hang_up()
            if not was_used:
                raise
            self.open()
            self._mail(envelope)

    def _mail(self, envelope: Envelope) -> None:
        if self._line is None:
            raise Unreachable("not connected")
        try:
            code, answer = self._answer_to(b"MAIL FROM:<%b>" % in_a_line(envelope.sender))
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_named(error)) from error
        if code != 250:
            raise Unreachable(f"{code} {_words(answer)}")

    def _answer_to(self, command: bytes) -> tuple[int, bytes]:
        """The next answer; the command is said first unless it went before, in a group."""
        assert self._line is not None  # noqa: S101  for mypy: whoever asks has looked
        if self._asked is None:
            self._line.send(command + b"\r\n")
        return self._line.getreply()

    def _answer_to_data(self) -> tuple[int, bytes]:
        code, answer = self._answer_to(b"DATA")
        self._awaits_words = code == 354
        return code, answer

    def forget(self) -> None:
        if self._line is None:
            return
        if self._awaits_words or self._asked:  # all that is said now would be words of a mail, or the answers nobody's
            self._hang_up()
            return
        try:
            self._line.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def deliver(self, mail_id: str, message: bytes, then: Envelope | None = None) -> Reply:
        line = self._line
        if line is None or line.sock is None:
            return Reply(Outcome.LATER, 0, "not connected")
        try:
            line.sock.settimeout(ANSWER_TIMEOUT)
            if not self._awaits_words:
                code, answer = self._answer_to_data()
                if not self._awaits_words:  # DATA itself was refused: no word was sent
                    self.forget()
                    return _refusal(code, answer)
            self._awaits_words = False
            line.send(_as_words(message) + self._group(then))
            code, answer = line.getreply()
            line.sock.settimeout(CONNECT_TIMEOUT)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Reply(Outcome.UNKNOWN, 0, _named(error))
        self._used = True
        if code == 250:
            return Reply(Outcome.TAKEN, code, _words(answer))
        if not _is_code(code):  # an answer that nobody can read says neither yes nor no
            self._hang_up()
            return Reply(Outcome.UNKNOWN, 0, _words(answer))
        return _refusal(code, answer)

    def _group(self, envelope: Envelope | None) -> bytes:
        """The commands of the next mail, where the other side takes them together (RFC 2920 3.1: DATA the last)."""
        if envelope is None or self._line is None or not self._line.has_extn("pipelining"):
            return b""
        self._asked = envelope
        names = in_a_line(envelope.sender), in_a_line(envelope.recipient)
        return b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % names

    def close(self) -> None:
        if self._line is None:
            return
        if self._awaits_words or self._asked:
            self._hang_up()
            return
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._hang_up()
        self._line = None

    def _hang_up(self) -> None:
        self._asked, self._awaits_words = None, False
        if self._line is not None:
            self._line.close()
            self._line = None


_LINE_BEGINS_WITH_DOT: Final = re.compile(rb"^\.", re.M)


def _as_words(message: bytes) -> bytes:
    """A mail as it is said, to its end: lines that begin with a dot get another (RFC 5321 4.5.2)."""
    if b"\n." in message or message.startswith(b"."):
        message = _LINE_BEGINS_WITH_DOT.sub(b"..", message)
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")


def _connect() -> smtplib.SMTP:
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(host, port, timeout=CONNECT_TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=CONNECT_TIMEOUT)


def _is_code(code: int) -> bool:
    """Whether it is a reply code of SMTP; smtplib says -1 where it could read none."""
    return 200 <= code < 600


def _refusal(code: int, answer: bytes) -> Reply:
    """What a reply other than "taken" means: 5xx for ever, anything else for now."""
    outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER
    return Reply(outcome, code if _is_code(code) else 0, _words(answer))


def _words(answer: bytes) -> str:
    return answer.decode("utf-8", "replace")[:500]


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


class Folder:
    """A folder that takes every mail as a file named by its id; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    has_asked_ahead: Final = False

    def open(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(str(error)) from error

    def offer(self, envelope: Envelope) -> Reply:
        return Reply(Outcome.TAKEN, 250)

    def forget(self) -> None:
        """A folder remembers no offer."""

    def deliver(self, mail_id: str, message: bytes, then: Envelope | None = None) -> Reply:
        part = self._folder / f".{mail_id}.{os.getpid()}.part"
        try:
            part.write_bytes(message)
            part.replace(self._folder / f"{mail_id}.eml")
        except OSError as error:
            part.unlink(missing_ok=True)
            return Reply(Outcome.LATER, 0, str(error)[:500])
        return Reply(Outcome.TAKEN, 250)

    def close(self) -> None:
        """Nothing stays open."""
