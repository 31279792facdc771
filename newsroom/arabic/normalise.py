"""One spelling for all the spellings of a word: what search, tags, names and duplicates compare.

`normalise` is idempotent and gives something for every text that holds a letter or digit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from newsroom.arabic.tables.stop_words import SEARCH_STOP_WORDS

# Marks over and under letters, tatweel, joiners and direction marks: they separate nothing.
_DELETED: Final = re.compile(
    "[\u00ad\u0300-\u036f\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06ed\u08d3-\u08ff"
    "\u1ab0-\u1aff\u200d-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufeff]"
)
_WORD: Final = re.compile(r"[^\W_]+")
_ARABIC_ONLY: Final = re.compile("[\u0621-\u064a]+")
_FOLDED: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىیئېےۍ", "ي"),
        **dict.fromkeys("ةھہۀۃەۂ", "ه"),
        **dict.fromkeys("ؤۆۇۋ", "و"),
        **dict.fromkeys("کكگڪ", "ك"),
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ژ": "ز",
    }
)


def normalise(text: str) -> str:
    """The words of the text in one spelling, between single spaces: `والأُمم المتّحدة` is `والامم المتحده`.

    Marks and tatweel go, أإآ become ا, ة ه, ى ي, Persian letters Arabic ones, all digits 0-9, Latin letters
    lose capitals and accents; stop words go unless there is nothing else. The rule: arabic.md 1.3, step 1.
    """
    return " ".join(words(text))


def normalise_begun(text: str) -> str:
    """As `normalise`, of a text that is still being typed: `ريح غربية حت` is `ريح غربيه`, for `حت` may become `حتى`."""
    earlier, _, last = text.rpartition(" ")
    begun = _WORD.findall(_plain(last))
    if words(earlier) and len(begun) == 1 and any(word.startswith(begun[0]) for word in SEARCH_STOP_WORDS):
        return normalise(earlier)
    return normalise(text)


def words(text: str) -> list[str]:
    """The normalised words as a list."""
    found = _WORD.findall(_plain(text))
    kept = [folded for word in found for folded, stops in (_fold(word),) if not stops]
    return _with_servants_joined(kept or [_fold(word)[0] for word in found])


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return unicodedata.normalize("NFKC", _DELETED.sub("", plain))


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> tuple[str, bool]:
    """The word in its one spelling, and whether it is a stop word (asked while ى and ي still differ)."""
    if word.isascii():
        return word, word in SEARCH_STOP_WORDS
    folded = _folded_arabic(word if _ARABIC_ONLY.fullmatch(word) else _without_accents(word))
    return folded, word in SEARCH_STOP_WORDS or folded in SEARCH_STOP_WORDS


def _folded_arabic(word: str) -> str:
    """Hamza seats too: مسئول and مسؤول, شئون and شؤون, لاجيء and لاجئ become one each."""
    if word.endswith("شئون"):
        word = f"{word[:-3]}وون"
    elif word.endswith("ئون"):
        word = f"{word[:-3].replace('ئو', 'وو')}يون"
    else:
        word = word.replace("ئو", "وو")
    word = word.translate(_FOLDED)
    return f"{word[:-1]}" if word.endswith("يء") else word


def _without_accents(word: str) -> str:
    """`erdoğan` as `erdogan`; digits of every script as 0-9. Letters of scripts without accents stay."""
    apart = unicodedata.normalize("NFD", word)
    kept = (letter for letter in apart if _ARABIC_ONLY.match(letter) or unicodedata.category(letter) != "Mn")
    joined = unicodedata.normalize("NFKC", _DELETED.sub("", unicodedata.normalize("NFC", "".join(kept))))
    return "".join(letter if (value := unicodedata.decimal(letter, None)) is None else str(value) for letter in joined)


def _with_servants_joined(found: list[str]) -> list[str]:
    """`عبد الله` and `عبدالله` are one name."""
    if "عبد" not in found:
        return found
    joined: list[str] = []
    for word in found:
        if joined and joined[-1] == "عبد" and word.startswith("ال"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
