"""The words under which a text is found: normalised, without prefixes, endings and broken plurals.

The same on every database, because no database has a say in it (the rules: arabic.md 1.3). The word lists
belong to the analyser; whoever changes one raises `ANALYSER_VERSION`, so that stored words are made again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import snowballstemmer

from newsroom.arabic.normalise import normalise, words
from newsroom.arabic.tables import protected_words
from newsroom.arabic.tables.cldr import TERRITORIES

ANALYSER_VERSION: Final = 3


def tokens(text: str, language: str = "ar") -> list[str]:
    """One stem for every word of the text, in order; a word always has one, and it is never empty.

    The script of the word chooses the rules (an Arabic text may quote `Reuters`), `language` only those for
    words in neither script. Stop words are left out unless there is nothing else.
    """
    return [stem(word, language) for word in words(text)]


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str = "ar") -> str:
    """The stem of one normalised word."""
    if _is_arabic(word):
        return _arabic_stem(word)
    if word.isascii() and word.isalpha():
        # A stemmer keeps its word in itself while it works: one a call, for threads.
        return str(snowballstemmer.stemmer("english").stemWord(word)) or word
    return word


def query_variants(stemmed: str) -> list[str]:
    """The stem, and the stems that texts hold where ب or ل stands glued before it: `دم`, `بدم`, `لدم`.

    For queries only; what would be another word (`بعيد` for `عيد`) is left out.
    """
    if not _is_arabic(stemmed) or len(stemmed) < 2:
        return [stemmed]
    glued = (prefix + stemmed for prefix in "بل")
    return [stemmed, *(variant for variant in glued if not _is_whole(variant, _WITH_BA_OR_LAM))]


def _is_arabic(word: str) -> bool:
    return "\u0621" <= word[:1] <= "\u064a"


def _arabic_stem(word: str) -> str:
    if place := _place(word):
        return place
    bare = _without_prefixes(word)
    return _PLACES.get(bare) or _glued_plural(bare) or _singular(bare)


def _place(word: str) -> str | None:
    """The stem of a place, also behind up to two of و ف ب ل ك (`وببيروت`); None for other words."""
    for length in range(3):
        head, rest = word[:length], word[length:]
        if rest in _PLACES and all(letter in "وفبلك" for letter in head):
            return _PLACES[rest]
    return None


def _without_prefixes(word: str) -> str:
    if word in _WHOLE or _is_whole(word, _WITH_WAW):
        return word
    for conjunction in ("", "و", "ف"):
        if not word.startswith(conjunction):
            continue
        rest = word[len(conjunction) :]
        if conjunction and _is_whole(rest, _WITH_AL):
            return rest
        if _is_whole(rest, _WITH_AL):
            continue
        for article in ("ال", "بال", "كال", "لل"):
            if rest.startswith(article) and len(rest) >= len(article) + 2:
                return _after_article(article, rest[len(article) :])
    return word[1:] if _has_and(word) else word


def _after_article(article: str, rest: str) -> str:
    """`للجنة` is `for the لجنة`: three lams are written as two."""
    return f"ل{rest}" if article == "لل" and _is_whole(f"ل{rest}", _WITH_BA_OR_LAM) else rest


def _is_whole(word: str, stems: frozenset[str]) -> bool:
    return word in stems or _without_ending(word) in stems


def _has_and(word: str) -> bool:
    """Whether the و in front is `and`: three letters follow, and no word of its own begins with it."""
    return len(word) >= 4 and word[0] == "و" and not _is_whole(word, _WITH_WAW)


def _glued_plural(word: str) -> str | None:
    """A known broken plural behind ب ل or ك (`بأسلحة`), where the whole is not a plural itself (`بلدان`)."""
    if word[0] not in "بلك" or len(word) < 4 or word in _PLURALS or _is_whole(word, _WITH_BA_OR_LAM):
        return None
    return _PLURALS.get(word[1:]) or _PLURALS.get(_without_ending(word[1:]))


def _singular(word: str) -> str:
    """Broken plurals first, then endings, then broken plurals of what the ending hid (`صواريخها`)."""
    if word in _PLURALS:
        return _PLURALS[word]
    short = _without_ending(word)
    return _PLURALS.get(short, short)


def _without_ending(word: str) -> str:
    """One ending less, longest first; never a place (`قطرة` is not `قطر`), never under three letters."""
    if word in _OWN_ENDING:
        return word
    for shortened in (_pronoun(word), _plural_or_feminine(word)):
        if shortened != word:
            feminine = f"{shortened}ه"
            bare = feminine[1:] if feminine[0] in "بلك" and feminine not in _FEMININE else feminine
            if bare in _FEMININE and _TEH.fullmatch(word[len(shortened) :]):
                return feminine
            return word if shortened in _PLACES else shortened
    return word


def _pronoun(word: str) -> str:
    """`حكومتها` → `حكوم`, `رئيسهم` → `رئيس`; behind a pronoun ت is the ة that it hid."""
    for ending in ("هما", "ها", "هم"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3:
            return _without_hidden_teh(_plural_or_feminine(rest))
    if word.endswith("ته") and len(word) >= 5 and word[:-1] not in _OWN_TEH:
        rest = word[:-1]
        return _plural_or_feminine(rest) if rest.endswith("ات") else word[:-2]
    return word


def _without_hidden_teh(word: str) -> str:
    if word.endswith("ت") and not word.endswith("ات") and len(word) >= 4 and word not in _OWN_TEH:
        return word[:-1]
    return word


_ENDINGS: Final = (
    ("تين", 3),
    ("تان", 3),
    ("ون", 4),
    ("ين", 4),
    ("ات", 3),
    ("ه", 3),
    ("ا", 4),
)
"""Ending, and how many letters must remain. Never a bare ي (`سوري` is not `سور`) or ان (`لبنان`)."""


def _plural_or_feminine(word: str) -> str:
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def _folded(text: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in text.split())


def _with_stems(text: str) -> frozenset[str]:
    listed = _folded(text)
    return listed | {_without_ending(word) for word in listed}


def _places() -> dict[str, str]:
    """Every protected place to its stem: without an article of its own; `سوريا` as `سوري`, like `سورية`.

    CLDR's names of one word are all taken; in `ألمانيا` the ال is the word's own, as its hamza says.
    """
    one_word = [name for name in TERRITORIES if " " not in name]
    left_out = protected_words.CITIES_LEFT_OUT.split()
    cities = [name for name in protected_words.CITIES.split() if name not in left_out]
    stems: dict[str, str] = {}
    for name in (*one_word, *cities):
        folded = normalise(name.removeprefix("ال") if name.startswith("ال") and len(name) > 4 else name)
        short = folded[:-1] if folded.endswith("يا") and len(folded) >= 5 else folded
        stems[folded] = short
        if folded != normalise(name):
            stems[normalise(name)] = short
    return stems


def _broken_plurals() -> dict[str, str]:
    lines = Path(__file__).with_name("tables").joinpath("broken_plurals.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    plurals = {normalise(plural): _without_ending(normalise(singular)) for plural, singular in pairs}
    hidden = {_without_ending(plural): stemmed for plural, stemmed in plurals.items()}
    return {short: stemmed for short, stemmed in hidden.items() if short[0] == "ا" and len(short) > 3} | plurals


_FEMININE: Final = _folded(protected_words.FEMININE_OF_THEIR_OWN)
_TEH: Final = re.compile("ه|ت.*|ات.*")  # what a feminine word ends in, behind what it has in common with another
_OWN_TEH: Final = _folded(protected_words.ENDING_IN_A_TEH_OF_THEIR_OWN)
_OWN_ENDING: Final = _folded(protected_words.ENDING_LIKE_A_PRONOUN) | {"الله", "لله"}
_WHOLE: Final = _folded(protected_words.BEGINNING_WITH_BAL_OR_KAL) | {"الله", "لله"}
_PLACES: Final = _places()
_WITH_WAW: Final = _with_stems(protected_words.BEGINNING_WITH_WAW)
_WITH_AL: Final = _with_stems(protected_words.BEGINNING_WITH_AL)
_WITH_BA_OR_LAM: Final = _with_stems(protected_words.BEGINNING_WITH_BA_OR_LAM)
_PLURALS: Final = _broken_plurals()
