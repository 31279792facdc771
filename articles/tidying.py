"""What people typed or pasted, cleaned on its way into a story, with an account of it for the notice.

`newsroom.arabic.clean_text` says what clean is; here it is brought to single texts and to the text between tags.
Nothing here writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from newsroom import arabic
from newsroom.arabic import Change, Cleaned
from newsroom.arabic.cleaning import Kind


@dataclass(frozen=True, slots=True)
class Tidied:
    """One field after cleaning: what was changed, what stands there now, what would stand there without cleaning."""

    changes: tuple[Change, ...]
    text: str
    typed: str


def tidy_line(text: str) -> Cleaned:
    """A plain text, cleaned. Total and idempotent."""
    return arabic.clean_text(text)


def tidy_html(html: str) -> Cleaned:
    """HTML whose text nodes are cleaned one by one; tags, comments and what lies in them stay byte for byte.

    Not touched: `<code>`, `<pre>`, scripts and the like, read-also blocks (their words are looked up when they are
    shown), entities; `&nbsp;` counts as the space that it is. Total and idempotent.
    """
    pieces: list[str] = []
    changes: list[Change] = []
    around = _Around()
    for token in _TOKEN.finditer(html):
        if token["text"] is None:
            around.pass_by(token[0])
        elif not around.untouched:
            cleaned = _tidy_node(token[0])
            changes += cleaned.changes
            pieces.append(cleaned.text)
            continue
        pieces.append(token[0])
    return Cleaned("".join(pieces), merged(changes))


def settled(text: str, tidy: Callable[[str], Cleaned], shape: Callable[[str], str]) -> Cleaned:
    """`text` cleaned by `tidy` and brought into the form in which it is stored by `shape`, which has the last word.

    Cleaned before, because `shape` drops without a word some of what is to be counted; and after, because it joins
    what stood apart.
    """
    first = tidy(text)
    second = tidy(shape(first.text))
    return Cleaned(shape(second.text), merged((*first.changes, *second.changes)))


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """One change per kind, in the order in which the kinds were first met."""
    counts: dict[Kind, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + change.count
    return tuple(Change(kind, count) for kind, count in counts.items())


# --- HTML, as browsers cut it: every letter belongs to exactly one token

_SPACE: Final = r"\t\n\f\r "
_ATTRIBUTES: Final = rf"""
    (?: [{_SPACE}/]++
      | (?: =[^{_SPACE}/>=]*+ | [^{_SPACE}/>=]++ )
        (?: [{_SPACE}]*+ = [{_SPACE}]*+ (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | [^{_SPACE}>"'][^{_SPACE}>]*+ )?+ )?+
    )*+
    (?:>|\Z)"""
_TOKEN: Final = re.compile(
    # Verbose patterns drop spaces, but not those inside of a class.
    rf"""
    (?P<text> (?: [^<] | <(?![A-Za-z/!?]) )++ )
    | <!-- (?: -?> | .*? (?:--!?>|\Z) )
    | <[!?] [^>]*+ (?:>|\Z)
    | </ (?![A-Za-z]) [^>]*+ (?:>|\Z)
    | < (?P<raw> script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext )
        (?=[{_SPACE}/>]|\Z) {_ATTRIBUTES} .*? (?= </(?P=raw)[{_SPACE}/>] | \Z )
    | </? [A-Za-z] [^{_SPACE}/>]*+ {_ATTRIBUTES}
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_NAME: Final = re.compile(rf"<(/?)([A-Za-z][^{_SPACE}/>]*)")
_UNTOUCHED: Final = frozenset(("code", "pre"))


class _Around:
    """Whether the text that comes next lies in an element whose words are not ours to clean."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0

    @property
    def untouched(self) -> bool:
        """Whether it does."""
        return self._depth > 0

    def pass_by(self, tag: str) -> None:
        """Take note of a tag; paragraphs, unlike the others, do not lie in each other."""
        found = _NAME.match(tag)
        if not found:
            return
        closes, name = bool(found[1]), found[2].lower()
        if self._depth:
            if name == self._name:
                self._depth += -1 if closes else int(name != "p")
        elif not closes and (name in _UNTOUCHED or (name == "p" and "related-read" in tag)):
            self._name, self._depth = name, 1


# --- one text node

_HARD_SPACE: Final = re.compile("&(?:nbsp|#160|#[xX][aA]0);")
_ENTITY: Final = re.compile("&(?:#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);?")
_STAND_INS: Final = range(0xF0000, 0xF0400)  # letters that no text has; more kinds of entities than that has no text


def _tidy_node(node: str) -> Cleaned:
    """A text node, cleaned; as it is where cleaning would make a tag or an entity of what was none."""
    if "<" in node:
        return Cleaned(node)
    spaced = _HARD_SPACE.search(node)
    plain = _HARD_SPACE.sub("\u00a0", node)
    entities = _ENTITY.findall(plain)
    letters = set(plain)
    free = (chr(point) for point in _STAND_INS if chr(point) not in letters)
    stand_ins = dict(zip(dict.fromkeys(entities), free, strict=False))
    if len(stand_ins) < len(set(entities)):
        return Cleaned(node)
    cleaned = tidy_line(_ENTITY.sub(lambda found: stand_ins[found[0]], plain))
    if not cleaned.changes:
        return Cleaned(node)
    back = {ord(letter): entity for entity, letter in stand_ins.items()}
    text = cleaned.text.translate(back)
    if sorted(_ENTITY.findall(text)) != sorted(entities):
        return Cleaned(node)
    return Cleaned(text.replace("\u00a0", spaced[0]) if spaced else text, cleaned.changes)
