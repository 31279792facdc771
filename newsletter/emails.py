"""A mail as bytes: headers that every mailbox reads right, and a message compiled once and filled per address.

Written by hand where the standard library and Django are measurably wrong for Arabic: encoded words longer than 75
letters or with a lost blank (RFC 2047), bodies as 8bit to servers that never offered it. Everything here is ASCII
lines of at most 78 letters ending in CRLF; text parts are base64, so no line can begin with a dot.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from newsletter.addresses import in_a_line

# Where a reader's own tokens go: to leave, in the HTML, the text and the header, and to their own page, in the text and
# the HTML. Both as long as a token (`tokens.LENGTH`).
SLOT: Final = "~~READERS~OWN~TOKEN~COMES~~~"
SETTINGS_SLOT: Final = "~~READERS~OWN~SETTINGS~~~~~~"

_TO: Final = "\0to\0"
_ID: Final = "\0id\0"
_WORD_LIMIT: Final = 75  # letters of an encoded word, RFC 2047 section 2
_LINE_LIMIT: Final = 78  # RFC 5322 2.1.1, without the CRLF
_WORD_FRAME: Final = len("=?utf-8?B??=")
_BYTES_TO_A_LINE: Final = 57  # of base64: 76 letters
_SLOT: Final = SLOT.encode()
_SETTINGS_SLOT: Final = SETTINGS_SLOT.encode()
_MARK: Final = re.compile(re.escape(_SLOT) + b"|" + re.escape(_SETTINGS_SLOT))
_PLAIN: Final = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a mail; all but the address and the Message-ID is the same for everybody who gets it.

    `list_id` is empty for a letter that is no part of a mailing list; `leave_url` holds `SLOT`, and so
    does `leave_mailto` where mail is taken in.
    """

    subject: str
    language: str
    from_name: str
    from_address: str
    domain: str
    dated: datetime
    reply_to: str = ""
    list_name: str = ""
    list_id: str = ""
    archive_url: str = ""
    leave_url: str = ""
    leave_mailto: str = ""
    feedback_id: str = ""


def encoded(text: str, taken: int = 0) -> str:
    """`text` as the value of a header whose name has taken `taken` letters of its line; folded, no line too long.

    ASCII stays as it is where it fits its line; everything else becomes encoded words that end between characters.
    """
    if _PLAIN.fullmatch(text) and len(text) + taken <= _LINE_LIMIT and "=?" not in text:
        return text
    return _encoded_words(text, taken)


def _encoded_words(text: str, taken: int) -> str:
    """Encoded words, one to a line, none of which ends inside a character (RFC 2047 section 5)."""
    words: list[str] = []
    chunk = b""
    room = _room(taken)
    for character in text:
        piece = character.encode()
        if len(chunk) + len(piece) > room:
            words.append(_word(chunk))
            chunk, room = b"", _room(1)
        chunk += piece
    words.append(_word(chunk))
    return "\r\n ".join(words)


def _room(taken: int) -> int:
    """Bytes that one encoded word can hold on a line of which `taken` letters are gone."""
    return (min(_WORD_LIMIT, _LINE_LIMIT - taken) - _WORD_FRAME) // 4 * 3


def _word(chunk: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(chunk).decode()}?="


def _named(name: str, phrase: str, bracketed: str) -> str:
    """`Name: phrase <bracketed>`: a short ASCII phrase quoted, any other encoded; folded before the bracket."""
    if not phrase:
        return f"{name}: <{bracketed}>"
    taken = len(name) + 2
    quoted = '"{}"'.format(phrase.replace("\\", "\\\\").replace('"', '\\"'))
    is_short = _PLAIN.fullmatch(phrase) and taken + len(quoted) <= _LINE_LIMIT and "=?" not in phrase
    value = quoted if is_short else _encoded_words(phrase, taken)
    lines = f"{name}: {value}"
    last = lines.rpartition("\r\n")[2]
    gap = " " if len(last) + len(bracketed) + 3 <= _LINE_LIMIT else "\r\n "
    return f"{lines}{gap}<{bracketed}>"


def _header_lines(head: Head) -> Iterator[str]:
    yield _named("From", head.from_name, head.from_address)
    yield f"To: {_TO}"
    if head.reply_to:
        yield f"Reply-To: {head.reply_to}"
    yield f"Subject: {encoded(head.subject, len('Subject: '))}"
    yield f"Date: {format_datetime(head.dated)}"
    yield f"Message-ID: <{_ID}@{head.domain}>"
    yield f"Content-Language: {head.language}"
    yield "Auto-Submitted: auto-generated"  # RFC 3834
    yield "X-Auto-Response-Suppress: OOF, AutoReply"
    if head.list_id:
        yield _named("List-Id", head.list_name, head.list_id)  # RFC 2919
        yield f"List-Archive: <{head.archive_url}>"  # RFC 2369
        yield f"List-Help: <{head.archive_url}>"
        gap = " " if len(head.leave_url) + len("List-Unsubscribe: <>") <= _LINE_LIMIT else "\r\n "
        by_mail = f",\r\n <{head.leave_mailto}>" if head.leave_mailto else ""
        yield f"List-Unsubscribe:{gap}<{head.leave_url}>{by_mail}"
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"  # RFC 8058
        yield f"Feedback-ID: {head.feedback_id}"
        yield "Precedence: bulk"
    yield "MIME-Version: 1.0"


def _part_head(subtype: str) -> str:
    return f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'


def _body(content: str) -> bytes:
    return content.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _lines(data: bytes) -> bytes:
    """`data` as lines of base64."""
    pieces = (data[start : start + _BYTES_TO_A_LINE] for start in range(0, len(data), _BYTES_TO_A_LINE))
    return b"".join(base64.b64encode(piece) + b"\r\n" for piece in pieces)


class _Marked:
    """Whole lines of a body that hold a mark, before base64; they are encoded for each reader."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def filled(self, token: bytes, settings_token: bytes) -> bytes:
        return _lines(self.data.replace(_SLOT, token).replace(_SETTINGS_SLOT, settings_token))


def _cut(body: bytes) -> list[bytes | _Marked]:
    """A body in base64, but for the lines in which a mark lies."""
    pieces: list[bytes | _Marked] = []
    done = 0
    for found in _MARK.finditer(body):
        start = found.start() // _BYTES_TO_A_LINE * _BYTES_TO_A_LINE
        end = -(-found.end() // _BYTES_TO_A_LINE) * _BYTES_TO_A_LINE
        if start < done:  # it shares a line with the mark before it
            last = pieces.pop()
            start = done - len(last.data) if isinstance(last, _Marked) else start
        elif start > done:
            pieces.append(_lines(body[done:start]))
        pieces.append(_Marked(body[start:end]))
        done = min(end, len(body))
    pieces.append(_lines(body[done:]))
    return pieces


class Compiled:
    """A mail in pieces: made once for an issue and language, filled for each reader in microseconds.

    Without `html` it is text alone. Raises `ValueError` where text and HTML do not hold the mark that the header's link
    promises.
    """

    def __init__(self, head: Head, *, text: str, html: str) -> None:
        marks = [part.count(SLOT) for part in (head.leave_url, text, *([html] if html else []))]
        if (head.list_id and 0 in marks) or (not head.list_id and any(marks)):
            raise ValueError(f"Marks for the reader's token in header, text and HTML: {marks}")
        self._is_marked = bool(head.list_id)
        headers = "\r\n".join(_header_lines(head))
        if not html:
            self._pieces: list[bytes | _Marked] = [
                f"{headers}\r\n{_part_head('plain')}".encode("ascii"),
                *_cut(_body(text)),
            ]
            return
        boundary = f"=_{hashlib.sha256(html.encode()).hexdigest()[:32]}"
        top = f'{headers}\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
        self._pieces = [top.encode("ascii")]
        for subtype, content in (("plain", text), ("html", html)):
            self._pieces.append(f"--{boundary}\r\n{_part_head(subtype)}".encode("ascii"))
            self._pieces += _cut(_body(content))
        self._pieces.append(f"--{boundary}--\r\n".encode("ascii"))

    def fill(self, *, to: str, mail_id: str, token: str = "", settings_token: str = "") -> bytes:
        """The mail for one reader: their address, their Message-ID, their tokens in every place.

        Raises `ValueError` for a token that is not as long as its mark: the lines around it would no longer fit; and
        for an address that would end its line.
        """
        address = in_a_line(to)
        own, page = token.encode("ascii"), settings_token.encode("ascii")
        if {len(own), len(page)} != {len(SLOT) if self._is_marked else 0}:
            raise ValueError("A marked mail is filled with tokens of their marks' length, a letter with none.")
        top, *rest = self._pieces
        assert isinstance(top, bytes)  # noqa: S101  the first piece is the head
        filled = top.replace(_TO.encode(), address).replace(_ID.encode(), mail_id.encode("ascii"))
        pieces: Sequence[bytes] = [piece if isinstance(piece, bytes) else piece.filled(own, page) for piece in rest]
        return filled.replace(SLOT.encode(), own) + b"".join(pieces)
