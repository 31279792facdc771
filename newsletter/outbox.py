"""The folder that mails go to where there is no mail server: what lies in it, as a mail program would show it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Final

from django.conf import settings

LISTED: Final = 100
_NAME: Final = re.compile(r"[dn][0-9]+\.[0-9]+\.[a-z2-7]+")
_LINK: Final = re.compile(r"<([^<>]+)>")
_PARSER: Final = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in the folder; `leave_url` is where its one-click header posts to, empty in a letter."""

    name: str
    to: str
    sender: str
    subject: str
    language: str
    at: datetime | None
    leave_url: str
    html: str = ""
    text: str = ""
    source: str = ""


def is_open() -> bool:
    """Whether mails go to a folder at all."""
    return bool(settings.EMAIL_FILE_PATH)


def newest(most: int = LISTED) -> list[Mail]:
    """The mails that were written last, newest first, without their bodies."""
    files = sorted(_files(), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_mail(path.stem, _PARSER.parsebytes(path.read_bytes(), headersonly=True)) for path in files[:most]]


def read(name: str) -> Mail | None:
    """A whole mail, None where there is none of that name."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not is_open() or not _NAME.fullmatch(name) or not path.is_file():
        return None
    raw = path.read_bytes()
    message = _PARSER.parsebytes(raw)
    return _mail(
        name, message, html=_part(message, "html"), text=_part(message, "plain"), source=raw.decode("utf-8", "replace")
    )


def forget(names: Iterable[str]) -> None:
    """Take the mails of these names out of the folder."""
    if is_open():
        for name in names:
            (Path(settings.EMAIL_FILE_PATH) / f"{name}.eml").unlink(missing_ok=True)


def _files() -> list[Path]:
    if not is_open():
        return []
    return [path for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml") if _NAME.fullmatch(path.stem)]


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _moment(dated: datetime) -> datetime:
    """A date whose zone is unknown is in UTC (RFC 5322 3.3: `-0000`)."""
    return dated if dated.tzinfo else dated.replace(tzinfo=UTC)


def _mail(name: str, message: EmailMessage, *, html: str = "", text: str = "", source: str = "") -> Mail:
    leave = _LINK.search(str(message.get("List-Unsubscribe", "")))
    dated = message.get("Date")
    return Mail(
        name=name,
        to=str(message.get("To", "")),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")).strip(),
        language=str(message.get("Content-Language", "")),
        at=_moment(dated.datetime) if dated is not None else None,
        leave_url=leave[1] if leave else "",
        html=html,
        text=text,
        source=source,
    )
