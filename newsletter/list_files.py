"""Files with lists of addresses: their text, the names over their columns, their rows.

What a column means is said by its name alone, so a name that means nothing here is told and never passed over: under
`date` may stand the very day of consent that we would have to prove.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from newsroom import cells

MAX_BYTES: Final = 20 * 1024 * 1024
HEAD: Final = 10_000  # letters that the names over the columns fit into

# Our names for columns, by what may stand over them.
COLUMNS: Final[Mapping[str, str]] = {
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
    "status": "status",
}


class BadFile(ValueError):
    """No list of addresses; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file, its cells by our names for their columns."""

    line: int
    cells: Mapping[str, str]


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


def rows_of(content: str) -> Iterator[Row]:
    """The rows under the file's first line, or from it on where it holds an address. Raises `BadFile`."""
    names: list[str] | None = None
    for line, row in _lines(content):
        if names is None:
            names = _meant(row)
            if "email" in names:
                continue
            names = ["email"]
        found = {name: cells.unsafe(cell.strip()) for name, cell in zip(names, row, strict=False) if name}
        yield Row(line, found)
    if names is None:
        raise BadFile("not_text")


def unknown_columns(content: str) -> list[str]:
    """The names over columns that mean nothing here, as the file writes them; its beginning is enough to tell."""
    _line, row = next(_lines(content), (0, []))
    names = [COLUMNS.get(_plain(cell), "") for cell in row]
    return (
        [_bare(cell) for cell, name in zip(row, names, strict=True) if not name and _bare(cell)] if any(names) else []
    )


def _lines(content: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, with their numbers. Raises `BadFile`."""
    first = content.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise BadFile("not_a_table") from error


def _meant(row: list[str]) -> list[str]:
    """What the first line's names mean to us; where it is an address, there are none. Raises `BadFile`."""
    names = [COLUMNS.get(_plain(cell), "") for cell in row]
    if any(count > 1 for name, count in Counter(names).items() if name):
        raise BadFile("column_twice")
    if "email" not in names and "@" not in row[0]:
        raise BadFile("no_email_column")
    if "email" not in names and len(row) > 1:
        raise BadFile("no_names")
    return names


def _bare(cell: str) -> str:
    return cell.strip().strip("\ufeff")


def _plain(cell: str) -> str:
    return _bare(cell).lower()
