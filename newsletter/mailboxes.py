"""Where incoming mail lies: a Maildir, an mbox, a folder of `.eml` files, one file, a pipe, a mailbox by IMAP.

Nothing is ever deleted. What has been taken in is marked as read where the place has such a mark (Maildir, IMAP), and
only after it was committed; elsewhere a message that is read again is known by its fingerprint.
"""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from newsletter.answers import READ
from newsroom.env import Imap

AT_A_TIME: Final = 500  # messages of one visit to a mailbox
TIMEOUT: Final = 30.0  # seconds for each answer of the mail server
_CHUNK: Final = 1024 * 1024


class NoMailbox(Exception):
    """There is nothing to be read there; says why."""


def _nothing() -> None:
    """Where there is no mark."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message's bytes, cut at what is read of it; `taken` is to be called once it is committed."""

    raw: bytes
    taken: Callable[[], None] = _nothing


def from_path(path: Path) -> Iterator[Incoming]:
    """The messages that lie there. Raises `NoMailbox`."""
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return _maildir(path)
    if path.is_dir():
        return (Incoming(_head(file)) for file in sorted(path.glob("*.eml")))
    if not path.is_file():
        raise NoMailbox(f"There is no mailbox, folder or file {path}.")
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    return _mbox(path) if is_mbox else iter([Incoming(_head(path))])


def from_pipe(pipe: BinaryIO) -> Incoming:
    """The message that a mail server hands over; read to its end, or the server would call it failed."""
    raw = pipe.read(READ)
    while pipe.read(_CHUNK):
        pass
    return Incoming(raw)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(READ)


def _maildir(path: Path) -> Iterator[Incoming]:
    """What nobody has read yet: all of `new`, and in `cur` what does not bear the mark of having been seen."""
    for file in [*sorted((path / "new").iterdir()), *sorted((path / "cur").iterdir())]:
        unique, _colon, flags = file.name.partition(":2,")
        if file.name.startswith(".") or "S" in flags:
            continue
        seen = path / "cur" / f"{unique}:2,{''.join(sorted({*flags, 'S'}))}"
        try:
            raw = _head(file)
        except FileNotFoundError:  # a mail program has moved it
            continue
        yield Incoming(raw, taken=lambda file=file, seen=seen: _move(file, seen))  # type: ignore[misc]


def _move(file: Path, seen: Path) -> None:
    if file.exists():
        file.rename(seen)


def _mbox(path: Path) -> Iterator[Incoming]:
    box = mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as file:
                yield Incoming(file.read(READ))
    finally:
        box.close()


def from_imap(place: Imap) -> Iterator[Incoming]:
    """The unread messages of a mailbox, each marked as read once it is taken. Raises `NoMailbox`.

    TLS, and a certificate that is right, are not a matter of choice: the password goes over that line.
    """
    try:
        line = _connect(place)
        try:
            yield from _unseen(line)
        finally:
            line.logout()
    except (OSError, imaplib.IMAP4.error) as error:
        raise NoMailbox(f"{type(error).__name__}: {error}"[:500]) from error


def _connect(place: Imap) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if place.starttls:
        line = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
        line.starttls(context)
    else:
        line = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=TIMEOUT)
    line.login(place.user, place.password)
    answer, words = line.select(f'"{place.folder}"')
    if answer != "OK":
        raise NoMailbox(f"{place.folder}: {words!r}"[:500])
    return line


def _unseen(line: imaplib.IMAP4) -> Iterator[Incoming]:
    _answer, found = line.uid("SEARCH", "UNSEEN")
    numbers = (found[0] or b"").split()[:AT_A_TIME]
    for number in [one.decode("ascii") for one in numbers]:
        _answer, parts = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{READ}>)")
        raws = [part[1] for part in parts if isinstance(part, tuple)]
        if raws:
            yield Incoming(raws[0], taken=lambda number=number: _mark(line, number))  # type: ignore[misc]


def _mark(line: imaplib.IMAP4, number: str) -> None:
    line.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
