"""What somebody asks the search for, as clauses that all must hold; any text is a question (arabic.md 1.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from articles.models import SpellingVariants, Tag
from newsroom import arabic
from newsroom.arabic.tables.cldr import GREGORIAN_MONTHS, LEVANTINE_MONTHS

LONGEST: Final = 200  # letters of a question
_MOST: Final = 16  # clauses; who pastes a paragraph asks for its first words
_QUOTED: Final = re.compile(r"[\"“”«»]([^\"“”«»]*)[\"“”«»]")

Phrase = tuple[str, ...]  # stems, one after the other


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must stand in a text, in any of these forms; `word` is how it was asked for."""

    word: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A question: its clauses, all of which must hold, and its words in one spelling."""

    text: str
    language: str
    clauses: tuple[Clause, ...]
    spelled: str

    @property
    def stems(self) -> frozenset[str]:
        """Every stem of it that may stand in a text."""
        return frozenset(stem for clause in self.clauses for phrase in clause.phrases for stem in phrase)


def parse(text: str, language: str) -> Query:
    """The question behind what was typed: words, phrases in quotation marks, spellings that mean the same.

    Total: what holds no letter and no digit is a question without clauses.
    """
    text = text.replace("\0", " ").encode("utf-8", "replace").decode()[:LONGEST]
    groups = spelling_groups(language)
    clauses: list[Clause] = []
    position = 0
    for quoted in _QUOTED.finditer(text):
        clauses += _loose(text[position : quoted.start()], language, groups)
        if exact := tuple(arabic.tokens(quoted[1], language)):
            clauses.append(Clause(quoted[1].strip(), (exact,)))
        position = quoted.end()
    clauses += _loose(text[position:], language, groups)
    once = {clause.phrases: clause for clause in clauses}
    return Query(text.strip(), language, tuple(once.values())[:_MOST], arabic.normalise(text))


def _loose(text: str, language: str, groups: Sequence[tuple[Phrase, ...]]) -> list[Clause]:
    """A clause for each word that is in no quotation marks; what a group of spellings names is one clause."""
    words = arabic.normalise(text).split()
    stems = [arabic.stem(word, language) for word in words]
    clauses = []
    at = 0
    while at < len(stems):
        group, length = _longest(stems[at:], groups)
        if length:
            clauses.append(Clause(" ".join(words[at : at + length]), group))
        else:
            length = 1
            forms = tuple((form,) for form in arabic.query_variants(stems[at]))
            clauses.append(Clause(words[at], forms))
        at += length
    return clauses


def _longest(stems: Sequence[str], groups: Sequence[tuple[Phrase, ...]]) -> tuple[tuple[Phrase, ...], int]:
    """The spellings that mean what `stems` begin with, of all groups that know it, and how many stems that is."""
    found: dict[int, list[Phrase]] = {}
    for group in groups:
        for phrase in group:
            if phrase == tuple(stems[: len(phrase)]):
                found.setdefault(len(phrase), []).extend(group)
    if not found:
        return (), 0
    length = max(found)
    return _with_variants(found[length]), length


def _with_variants(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """The phrases, each also with ب or ل glued to its first word."""
    forms = ((first, *phrase[1:]) for phrase in phrases for first in arabic.query_variants(phrase[0]))
    return tuple(dict.fromkeys(forms))


def spelling_groups(language: str) -> list[tuple[Phrase, ...]]:
    """Spellings that mean the same, as stems: the desk's own, what tags are called beside their names, and the two
    names of each Arabic month.
    """
    rows = [*SpellingVariants.objects.values_list("spellings", flat=True), *_of_tags(language)]
    return [group for spellings in rows if len(group := _group(spellings, language)) > 1] + _months()


def _of_tags(language: str) -> list[str]:
    tags = Tag.objects.exclude(aliases="").order_by("pk").values_list(f"name_{language}", "aliases")
    return [f"{name}\n{aliases}" for name, aliases in tags if name]


@lru_cache(maxsize=4096)
def _group(spellings: str, language: str) -> tuple[Phrase, ...]:
    phrases = (tuple(arabic.tokens(line, language)) for line in spellings.splitlines())
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


@lru_cache(maxsize=1)
def _months() -> list[tuple[Phrase, ...]]:
    pairs = zip(LEVANTINE_MONTHS, GREGORIAN_MONTHS, strict=True)
    return [_group("\n".join(pair), "ar") for pair in pairs if pair[0] != pair[1]]
