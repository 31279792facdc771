"""What comes back to the sender's address, read: a refusal, a complaint, a machine's answer, or something else.

Everything here is a stranger's bytes. No more than `READ` of them are looked at, no part deeper than `DEEPEST`, and
what cannot be read is `Unreadable`, never another exception. Nothing is believed: who it is about is proven by a
signed id that it quotes (`tokens.read_mail_id`), not by the addresses that it names.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Final

from flufl.bounce import all_failures

from newsletter import tokens, verdicts
from newsletter.models import Answer, Verdict

READ: Final = 256 * 1024  # bytes of a message
DEEPEST: Final = 20
_PARTS: Final = 200
_GUESSED_FROM: Final = 1000  # lines that flufl.bounce gets to see: it tries a hundred patterns on each
_HEADER: Final = 4000  # letters of a header
_TEXT: Final = 16 * 1024  # letters in which a mail server's words are looked for

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it writes a traceback for each mail that defeats it

_MACHINE: Final = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system|mail administrator", re.I)
_FAILURE: Final = re.compile(
    r"undeliver|deliver(?:y|ed)?\b.{0,40}(?:fail|problem|status|error|notif|report|impossible)|fail(?:ed|ure)\b.{0,20}(?:mail"
    r"|deliver|notice)|returned (?:mail|to sender)|mail (?:failure|system error)|non.?deliver|could not be delivered"
    r"|(?:message|mail) (?:failed|rejected|not delivered|status)|failure notice|rejected",
    re.I,
)
_AWAY: Final = re.compile(
    r"^(?:re:|رد:)?\s*(?:automatic reply|auto[ -]?(?:reply|response|responder)|auto(?:matic)?\s*:"
    r"|out of (?:the )?office|(?:on )?(?:vacation|holiday|annual leave)\b|رد (?:تلقائي|آلي)|الرد (?:التلقائي|الآلي)"
    r"|خارج المكتب|في إجازة|abwesen|réponse automatique|respuesta automática)",
    re.I,
)
# Where the mail that came back begins, in a report without parts of its own.
_COPY: Final = re.compile(
    r"^[> \t]*(?:-{2,}.{0,20}(?:original|copy|below|returned|unsent|message).{0,60}|original mail as follows.{0,10}"
    r"|message headers follow.{0,10}|.{0,40}is a copy of (?:the|your).{0,60}|received: (?:from|by) .{0,200}"
    r"|return-path: .{0,200})$",
    re.I | re.M,
)
_FIELD: Final = re.compile(r"^(status|diagnostic-code|action|final-recipient)\s*:\s*(.{0,2000})$", re.I | re.M)


class Unreadable(Exception):
    """A message that no reader here could read; says why."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says. `structured`: in fields made for it (RFC 3464), not in prose.

    `mail_ids` are the signed ids that it quotes, by the first place that holds any; `leave_tokens` what its subject
    may hold; both are still to be verified.
    """

    kind: Answer
    verdict: Verdict = Verdict.NONE
    status: str = ""
    words: str = ""
    structured: bool = False
    addresses: tuple[str, ...] = ()
    mail_ids: tuple[tuple[str, ...], ...] = ()
    leave_tokens: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it speaks against the address for good."""
        return self.kind == Answer.BOUNCE and self.verdict == Verdict.GONE


def read(raw: bytes) -> Heard:
    """What a message says. Raises `Unreadable`, and nothing else."""
    try:
        return _read(raw[:READ])
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}"[: verdicts.QUOTED]) from error


def _read(raw: bytes) -> Heard:
    if not raw.strip():
        raise Unreadable("The message is empty.")
    message = message_from_bytes(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    parts = list(_walk(message))
    if not message.keys():
        raise Unreadable("The message has no headers.")
    subject = _header(message, "Subject")
    found = _complaint(parts) or _report(parts) or _away(message, subject) or _prose(message, parts, subject, raw)
    found = found or _automatic(message) or Heard(Answer.OTHER)
    return replace(
        found,
        words=verdicts.without_addresses(found.words),
        mail_ids=tuple(_mail_ids(message, parts, raw)),
        leave_tokens=tuple(tokens.LEAVE_TOKEN.findall(subject[:1000])),
    )


# --- parts and headers ------------------------------------------------------------------------------------


def _walk(message: Message) -> Iterator[Message]:
    """The message and its parts in their order; not deeper than `DEEPEST`, not more than `_PARTS`."""
    waiting = [(message, 0)]
    seen = 0
    while waiting and seen < _PARTS:
        part, depth = waiting.pop()
        seen += 1
        yield part
        inside = part.get_payload()
        if isinstance(inside, list) and depth < DEEPEST:
            waiting += [(inner, depth + 1) for inner in reversed(inside) if isinstance(inner, Message)]


def _header(message: Message, name: str) -> str:
    """A header's text, decoded where that is possible; bytes that stand there bare are taken for UTF-8."""
    found = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    value = found[:_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (ValueError, LookupError, MessageError):
        return " ".join(value.split())


def _text(part: Message) -> str:
    """The words of a part that holds text, whatever it says of its letters."""
    if part.is_multipart():
        return ""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(verdicts.addresses_in(text[:_TEXT]))


# --- complaints -------------------------------------------------------------------------------------------

_UNWANTED: Final = frozenset({"abuse", "opt-out", "opt-out-list", "fraud"})


def _complaint(parts: list[Message]) -> Heard | None:
    """A feedback report (RFC 5965), or what Microsoft sends in its place."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = _fields(part)
            kind = next((block["feedback-type"].lower() for block in fields if "feedback-type" in block), "")
            told = next((block.get("original-rcpt-to", "") for block in fields), "")
            unwanted = kind.strip() in _UNWANTED
            return Heard(
                Answer.COMPLAINT if unwanted else Answer.REPORT, words=f"Feedback-Type: {kind}", structured=True,
                addresses=_addresses(told),
            )  # fmt: skip
    for part in parts[1:]:
        if "X-HmXmrOriginalRecipient" in part:
            address = _addresses(_header(part, "X-HmXmrOriginalRecipient"))
            return Heard(Answer.COMPLAINT, words=_header(parts[0], "Subject"), addresses=address)
    return None


# --- reports about deliveries -----------------------------------------------------------------------------


_ARRIVED: Final = frozenset({"delivered", "relayed", "expanded"})


def _report(parts: list[Message]) -> Heard | None:
    """A delivery status notification (RFC 3464, 6533)."""
    blocks = [
        block
        for part in parts
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
        for block in _fields(part)
        if "action" in block or ("final-recipient" in block and "status" in block)
    ]
    if not blocks:
        return None
    delayed = [block for block in blocks if block.get("action", "").lower() == "delayed"]
    failed = [block for block in blocks if block not in delayed and not _arrived(block)]
    about = (failed or delayed or blocks)[0]
    addresses = tuple(
        dict.fromkeys(
            address
            for block in failed or delayed or blocks
            for address in _addresses(block.get("original-recipient") or block.get("final-recipient", ""))[:1]
        )
    )
    if not failed and not delayed:
        return Heard(Answer.DELIVERED, status=_status(about), structured=True, addresses=addresses)
    words = about.get("diagnostic-code", "")
    status = _status(about)
    prose = "" if words else _prose_of(parts)
    return Heard(
        Answer.BOUNCE if failed else Answer.DELAYED,
        verdict=verdicts.verdict(status=status, words=words or prose, delayed=not failed),
        status=status,
        words=words or prose,
        structured=True,
        addresses=addresses,
    )


def _arrived(block: dict[str, str]) -> bool:
    """Whether the fields say that it arrived, or (a status of 2.x.x with a word of the server's own) that it would."""
    action = block.get("action", "").lower()
    return action in _ARRIVED or (action != "failed" and block.get("status", "").startswith("2."))


def _status(block: dict[str, str]) -> str:
    """The status of a recipient; the server's own words know better where the field says only "5.0.0"."""
    status = verdicts.status_in(block.get("status", ""))
    said = verdicts.status_in(block.get("diagnostic-code", ""))
    return said if said and (not status or status.endswith(".0.0")) else status


def _fields(part: Message) -> list[dict[str, str]]:
    """The blocks of fields in a part made of them; names in lower case."""
    inside = part.get_payload()
    if isinstance(inside, list):
        blocks = [block for block in inside[:_PARTS] if isinstance(block, Message)]
        # A block may be taken for a message with a body: what follows a line that is no field.
        loose = [_text(block) for block in blocks]
    else:
        loose = [_text(part)]
        blocks = []
    for text in loose:
        blocks += [message_from_string(block) for block in re.split(r"\n\s*\n", text.strip())[:_PARTS]]
    return [{name.lower(): " ".join(str(value).split()) for name, value in block.items()} for block in blocks]


# --- reports in prose -------------------------------------------------------------------------------------


def _prose(message: Message, parts: list[Message], subject: str, raw: bytes) -> Heard | None:
    """A refusal in words only: what flufl.bounce recognises, or what a mail system sends under such a subject."""
    temporary, permanent = _guessed(raw)
    machine = (
        _MACHINE.search(_header(message, "From"))
        or str(message.get("Return-Path", "")).strip() == "<>"
        or str(message.get("Auto-Submitted", "")).lower().startswith("auto-")
    )
    failed = "X-Failed-Recipients" in message or (machine and _FAILURE.search(subject))
    if not (permanent or temporary or failed):
        return None
    words = _prose_of(parts)
    status, said = _named_fields(words)
    addresses = tuple(permanent or temporary) or _addresses(_header(message, "X-Failed-Recipients") or words)[:1]
    delayed = bool(temporary and not permanent)
    found = verdicts.verdict(status=status, words=said or words, delayed=delayed)
    kind = Answer.DELAYED if delayed else Answer.BOUNCE
    return Heard(kind, verdict=found, status=status, words=said or words, addresses=addresses)


def _guessed(raw: bytes) -> tuple[list[str], list[str]]:
    """Whose mail failed for now and for good, as flufl.bounce guesses; nothing where it fails itself."""
    try:
        temporary, permanent = all_failures(message_from_bytes(b"\n".join(raw.splitlines()[:_GUESSED_FROM])))
    except Exception:  # noqa: BLE001  its detectors fail in ways of their own on mail from the wild
        return [], []
    return _as_addresses(temporary), _as_addresses(permanent)


def _as_addresses(found: frozenset[bytes | str]) -> list[str]:
    texts = [one.decode("ascii", "replace") if isinstance(one, bytes) else str(one) for one in found]
    return sorted({text.lower() for text in texts if verdicts.addresses_in(text) == [text.lower()]})


def _prose_of(parts: list[Message]) -> str:
    """What the mail system says in its own words: the first part with text, up to where the mail itself begins."""
    for part in parts:
        if part.get_content_maintype() == "text" and (text := _text(part).strip()):
            if part.get_content_subtype() == "html":
                text = re.sub(r"<[^<>]{0,2000}>", " ", text)
            copy = _COPY.search(text[:_TEXT], 1)
            return text[: copy.start() if copy else _TEXT][:_TEXT]
    return ""


def _named_fields(words: str) -> tuple[str, str]:
    """Status and diagnosis where prose holds the fields of a report; else the first status that it names."""
    fields = {name.lower(): value for name, value in reversed(_FIELD.findall(words))}
    diagnosis = fields.get("diagnostic-code", "")
    return verdicts.status_in(fields.get("status", "") + " " + diagnosis) or verdicts.status_in(words), diagnosis


# --- answers of machines ----------------------------------------------------------------------------------


def _away(message: Message, subject: str) -> Heard | None:
    """A machine that answers for somebody: on holiday, out of the office."""
    answered = any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    marked = _header(message, "Precedence").lower() in ("auto_reply", "auto-reply")
    kind = "VACATION" in str(message.get("X-Apple-Action", "")).upper()
    return Heard(Answer.AUTO_REPLY) if answered or marked or kind or _AWAY.search(subject) else None


def _automatic(message: Message) -> Heard | None:
    """Anything else that says of itself that no person wrote it (RFC 3834)."""
    said = _header(message, "Auto-Submitted").lower()
    return Heard(Answer.AUTO_REPLY) if said.startswith("auto-") else None


# --- whose mail it is about -------------------------------------------------------------------------------

_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "X-Failed-Recipients")
_ABOUT: Final = ("In-Reply-To", "References", "X-Original-Message-ID", "Original-Message-ID")


def _mail_ids(message: Message, parts: list[Message], raw: bytes) -> Iterator[tuple[str, ...]]:
    """Signed ids by place: to whom it came, what it answers, the mail it holds, then anywhere in its words."""
    yield _ids(" ".join(str(value) for name in _TO for value in message.get_all(name, [])[:20]))
    yield _ids(" ".join(str(value) for name in _ABOUT for value in message.get_all(name, [])[:20]))
    held = [_text(part) for part in parts if part.get_content_type() == "text/rfc822-headers"]
    yield _ids(" ".join([*(str(part.get("Message-ID", "")) for part in parts[1:]), *held]))
    texts = (_text(part) for part in parts if not part.is_multipart())
    yield _ids(" ".join([*texts, raw.decode("ascii", "replace")]))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.lower() for found in tokens.MAIL_ID.findall(text[: 2 * READ])))
