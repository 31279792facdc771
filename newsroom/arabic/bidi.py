"""Foreign words inside Arabic, Arabic words inside English: found and fenced off, so that none is reordered.

Browsers get `<bdi lang dir>`; places that take plain text only (title, feed, subject) get Unicode isolates.
Nothing made here is ever stored: the text in the database stays free of direction marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import Final

from newsroom.arabic.direction import Direction, direction

RLM: Final = "\u200f"
LRM: Final = "\u200e"
FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_ISOLATE: Final = "\u2069"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; `direction` is None where it runs with the text around it.

    `language` is None where it cannot be told (a telephone number, a word in Greek).
    """

    text: str
    direction: Direction | None = None
    language: str | None = None


def plain_title(text: str, language: str) -> str:
    """A headline for a place without markup, in which no neighbour can reorder it.

    Control characters, invisible ones and line breaks go; foreign words stand between isolates; when the
    first letter runs against the language, a mark in front (U+200F before `BBC: …` in Arabic) turns it.
    """
    clean = " ".join(_printable(text).split())
    if not clean:
        return ""
    own = direction(language)
    fenced = "".join(
        f"{FIRST_STRONG_ISOLATE}{run.text}{POP_ISOLATE}" if run.direction else run.text
        for run in foreign_runs(clean, language)
    )
    return _mark_for(clean, own) + fenced


def plain_line(text: str, language: str) -> str:
    """A line for a mail: its subject, its preview, its text part. As `plain_title`, but without isolates.

    Mail programs that do not know isolates print a box for each; the mark in front is known to all of them.
    """
    clean = " ".join(_printable(text).split())
    return _mark_for(clean, direction(language)) + clean if clean else ""


def _mark_for(clean: str, own: Direction) -> str:
    """The mark that a text needs in front so that it runs as its language does; mostly none."""
    leading = _leading(clean)
    return "" if leading == own or (own == "ltr" and leading is None) else _MARK[own]


def isolate(text: str, language: str) -> str:
    """HTML of a plain text: escaped, every foreign run inside `<bdi lang dir>`.

    `BBC العربية` in Arabic gives `<bdi lang="en" dir="ltr">BBC</bdi> العربية`. Telephone numbers, addresses
    and handles get a direction only.
    """
    return "".join(_html(run) for run in foreign_runs(_without_marks(text), language))


def foreign_runs(text: str, language: str) -> list[Run]:
    """The text in pieces, in order and complete: joined again they are the text."""
    own = direction(language)
    runs: list[Run] = []
    end = 0
    for start, stop in _foreign_spans(text, own):
        if start > end:
            runs.append(Run(text[end:start]))
        piece = text[start:stop]
        runs.append(Run(piece, _leading(piece) or "ltr", _language(piece, own)))
        end = stop
    if end < len(text):
        runs.append(Run(text[end:]))
    return runs


_MARK: Final = {"rtl": RLM, "ltr": LRM}
_MARKS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Machine text keeps its own order whatever letters it has: addresses, handles, ISO dates, telephone numbers.
_MACHINE: Final = re.compile(
    r"""(?: https?://[^\s<>«»،؛"]+
        | www\.[^\s<>«»،؛"]+
        | (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
        | (?<![\w@])@[A-Za-z0-9_]{2,40}
        | (?<![\w.])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])
        | (?<![\w.,])(?:\+|00)[0-9](?:[0-9]|[ ().-]{1,2}(?=[0-9(])){6,18}(?![\w])
        | (?<![\w.,+-])[0-9]{2,4}(?:[ -][0-9]{2,4}){2,4}(?![\w-])
    )""",
    re.VERBOSE,
)
_TRAILING: Final = ".,:;!?)]}'\"،؛؟»"

_BRACKETS: Final = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“", "’": "‘"}
_OPENERS: Final = frozenset(_BRACKETS.values())
_CLOSING: Final = frozenset(".!?'\")]}»”’+#%")
_BREAKS: Final = frozenset("،؛؟\n\r\u2028\u2029|•")
_LATIN_START: Final = re.compile(r"[@#$€£+.]?[0-9]{0,6}$")
_LATIN_END: Final = re.compile(r"(?:[0-9]{1,6}|[+#%™®°]{1,3}|[-/][0-9]{1,6})*")
_NUMBER_AFTER: Final = re.compile(r" ([0-9]{1,4}(?:\.[0-9]{1,3})?)(?![\w.,:/%-]*[0-9])(?![:%]| [^\W\d_]|\w)")
_ABBREVIATION: Final = re.compile(r"(?:^|[\s(])(?:[A-Za-z]\.){1,6}[A-Za-z]$")


def _printable(text: str) -> str:
    """Without control and format characters and lone surrogates; what separated lines becomes a space."""
    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if character in "\t\n\r\v\f" or kind in {"Zl", "Zp"}:
            kept.append(" ")
        elif kind not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
            kept.append(character)
    return "".join(kept)


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def _leading(text: str) -> Direction | None:
    """The first strong character's direction, looking into isolates too: not every mail client knows them."""
    for character in text:
        kind = _strong(character)
        if kind:
            return kind
    return None


def _strong(character: str) -> Direction | None:
    kind = unicodedata.bidirectional(character)
    if kind == "L":
        return "ltr"
    return "rtl" if kind in {"R", "AL"} else None


def _html(run: Run) -> str:
    if run.direction is None:
        return escape(run.text)
    language = f' lang="{run.language}"' if run.language else ""
    return f'<bdi{language} dir="{run.direction}">{escape(run.text)}</bdi>'


def _language(piece: str, own: Direction) -> str | None:
    if _MACHINE.fullmatch(piece):
        return None
    if own == "rtl":
        return "en" if all(_is_latin(letter) for letter in piece if letter.isalpha()) else None
    return "ar" if all(_is_arabic(letter) for letter in piece if letter.isalpha()) else None


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00" or letter in "ʻʼ"


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter < "\u0780" or "\u08a0" <= letter < "\u0900" or "\ufb50" <= letter < "\uff00"


def _foreign_spans(text: str, own: Direction) -> list[tuple[int, int]]:
    """Start and end of every foreign run, in order, none touching another."""
    if own == "rtl":
        machine = [
            (found.start(), found.start() + len(found[0].rstrip(_TRAILING))) for found in _MACHINE.finditer(text)
        ]
    else:
        machine = []
    spans: list[tuple[int, int]] = []
    position = 0
    for start, stop in [*machine, (len(text), len(text))]:
        spans.extend(_letter_spans(text, position, start, own))
        if start < stop:
            spans.append((start, stop))
        position = stop
    return spans


def _letter_spans(text: str, begin: int, end: int, own: Direction) -> list[tuple[int, int]]:
    """Stretches from a foreign letter to the last one before a letter of our own or a breaking sign."""
    spans: list[tuple[int, int]] = []
    first = last = -1
    for index in range(begin, end):
        character = text[index]
        kind = _strong(character)
        if kind is None and character not in _BREAKS:
            continue
        if kind is not None and kind != own:
            first = index if first < 0 else first
            last = index
        elif first >= 0:
            spans.extend(_fitted(text, first, last + 1, begin, end, own))
            first = -1
    if first >= 0:
        spans.extend(_fitted(text, first, last + 1, begin, end, own))
    return spans


def _fitted(text: str, start: int, stop: int, begin: int, end: int, own: Direction) -> list[tuple[int, int]]:
    """The stretch, cut where brackets open and are not closed, each piece grown by what belongs to its words."""
    spans: list[tuple[int, int]] = []
    left = begin
    for cut in [*_unclosed(text, start, stop, end), end]:
        letters = [index for index in range(max(left, start), min(cut, stop)) if _strong(text[index])]
        if letters:
            spans.append(_grown(text, letters[0], letters[-1] + 1, left, cut, own))
        left = cut + 1
    return spans


def _unclosed(text: str, start: int, stop: int, end: int) -> list[int]:
    """Where brackets stand that open in the stretch and are closed neither there nor right behind."""
    opened: list[int] = []
    limit = stop
    while limit < end and text[limit] in _CLOSING:
        limit += 1
    for index in range(start, limit):
        character = text[index]
        if character in _OPENERS:
            opened.append(index)
        elif opened and _BRACKETS.get(character) == text[opened[-1]]:
            opened.pop()
    return [index for index in opened if index < stop]


def _grown(text: str, start: int, stop: int, begin: int, end: int, own: Direction) -> tuple[int, int]:
    if own == "rtl":
        stop = _LATIN_END.match(text, stop, end).end()  # type: ignore[union-attr]  # matches the empty string
        if found := _NUMBER_AFTER.match(text, stop, end):
            stop = found.end()
        if text[stop : stop + 1] == "." and _ABBREVIATION.search(text[max(start, stop - 12) : stop]):
            stop += 1
        if found := _LATIN_START.search(text[max(begin, start - 7) : start]):
            start -= len(found[0])
    return start, _closed(text, start, stop, end)


def _closed(text: str, start: int, stop: int, end: int) -> int:
    """Grown over the brackets that close what was opened inside: `C++ (Inc.)`."""
    wanted = Counter(sign for sign in text[start:stop] if sign in _OPENERS)
    wanted.subtract(_BRACKETS[sign] for sign in text[start:stop] if sign in _BRACKETS)
    reach = stop
    while reach < end and text[reach] in _CLOSING:
        opener = _BRACKETS.get(text[reach], "")
        reach += 1
        if wanted[opener] > 0:
            wanted[opener] -= 1
            stop = reach
    return stop
