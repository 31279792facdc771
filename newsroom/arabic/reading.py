"""How long a text is: words and minutes of reading.

Marks, tatweel, invisible characters and addresses change neither figure; text without a word is nothing.
"""

from __future__ import annotations

import re
from typing import Final

CHARACTERS_A_MINUTE: Final = {"ar": 800, "en": 1280}
"""Silent reading: the IReST figures of Firefox's reader view (612 and 987, read aloud) times 1.3."""

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_UNSEEN: Final = re.compile(
    "[\u00ad\u0610-\u061a\u0640\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SPACES: Final = re.compile(r"\s+")
_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")


def word_count(text: str) -> int:
    """Words between spaces that hold a letter or a digit. `بلينكن،أن` without its space is one."""
    return sum(1 for word in _readable(text).split(" ") if _LETTER_OR_DIGIT.search(word))


def reading_minutes(text: str, language: str = "ar", *, characters_a_minute: int | None = None) -> int:
    """Whole minutes to the nearest, at least 1 for any text with a word in it, 0 for none.

    `text` is plain text; print the figure with `count(minutes, "minute", language)`.
    """
    pace = characters_a_minute or CHARACTERS_A_MINUTE.get(language, CHARACTERS_A_MINUTE["en"])
    readable = _readable(text)
    if not _LETTER_OR_DIGIT.search(readable):
        return 0
    return max(1, (2 * len(readable) + pace) // (2 * pace))


def _readable(text: str) -> str:
    return _SPACES.sub(" ", _UNSEEN.sub("", _ADDRESS.sub(" ", text))).strip()
