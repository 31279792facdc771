"""Which way a language or a text runs."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

Direction = Literal["rtl", "ltr"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
_ISOLATES: Final = frozenset({"LRI", "RLI", "FSI"})


def direction(language: str) -> Direction:
    """`rtl` or `ltr` for a language tag: `ar`, `ar-SY` and `fa` run right to left."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def first_strong(text: str) -> Direction | None:
    """The direction that a browser's dir=auto would choose: that of the first strong character.

    Text inside isolates is passed over (UAX 9, rule P2). None when no character is strong: digits, signs.
    """
    depth = 0
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(depth - 1, 0)
        elif depth:
            continue
        elif kind == "L":
            return "ltr"
        elif kind in {"R", "AL"}:
            return "rtl"
    return None
