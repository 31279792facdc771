"""Languages and row ids in addresses: what is none is not found, before any view or database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django.urls import register_converter

from newsroom.languages import LANGUAGES

_ROW_ID: Final = "[1-9][0-9]{0,17}"


class LanguageConverter:
    """`ar` or `en`; any other first part of a path is simply not found."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class IdConverter:
    """The id of a row: up to 18 digits, which fits every database's integer; no sign, no leading zero."""

    regex = _ROW_ID

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def row_id(given: Any) -> int | None:
    """The id that somebody's text names, as an address would have to write it; None for everything else."""
    text = str(given)
    return int(text) if re.fullmatch(_ROW_ID, text) else None


def row_ids(given: Iterable[Any] | None) -> list[int]:
    """The ids among what a picker or an address holds, in order: rows, numbers, or whatever was posted."""
    found = (row_id(getattr(each, "pk", each)) for each in given or ())
    return [key for key in found if key is not None]


register_converter(IdConverter, "id")
register_converter(LanguageConverter, "language")
