"""The last part of a story's address: readable words of the headline, short enough for every log."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from newsroom.arabic.tables.stop_words import SLUG_STOP_WORDS

LONGEST: Final = 60
"""Characters; decisions.md 32."""
LONGEST_ENCODED: Final = 255
"""Characters after percent-encoding: an Arabic letter takes six."""

_DROPPED: Final = re.compile(
    "[\u00ad\u0610-\u061a\u0640\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff'’ʼ]"
)


def slug(headline: str) -> str:
    """Words joined by hyphens: no marks, no tatweel, no stop words, digits always 0-9, small letters.

    At most 60 characters and 255 percent-encoded ones, cut between words (inside a word only where the first
    one alone is too long). Spelling is kept (`القوة`, not `القوه`): readers see addresses. `''` only when the
    headline has neither letter nor digit. A slug is its own slug.
    """
    words = _words(headline)
    telling = [word for word in words if word not in SLUG_STOP_WORDS] or words
    return _fitting(telling)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = unicodedata.normalize("NFKC", _DROPPED.sub("", plain))
    return "".join(_slug_character(character) for character in plain).split()


def _slug_character(character: str) -> str:
    """Letters and combining marks as they are, digits of every script as 0-9, all else a space."""
    if character.isalnum():
        value = unicodedata.decimal(character, None)
        return character if value is None else str(value)
    return character if unicodedata.category(character).startswith("M") else " "


def _encoded(text: str) -> int:
    return len(quote(text, safe=""))


def _fits(text: str) -> bool:
    return len(text) <= LONGEST and _encoded(text) <= LONGEST_ENCODED


def _fitting(words: list[str]) -> str:
    chosen = ""
    for word in words:
        longer = f"{chosen}-{word}" if chosen else word
        if not _fits(longer):
            return chosen or _head(word)
        chosen = longer
    return chosen


def _head(word: str) -> str:
    """The longest beginning of a single endless word that fits."""
    head = word[:LONGEST]
    while not _fits(head):
        head = head[:-1]
    return head
