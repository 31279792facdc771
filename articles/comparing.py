"""What changed between two texts of a story, word by word, and how much it weighs. Pure functions on plain data.

The texts are cut into words with what stands between them; runs that both share are anchored on words that stand in
each of them once (Bram Cohen's patience diff), the rest is compared by `difflib`, and what would take too long is shown
as gone and new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import body
from newsroom import arabic

SAME, GONE, NEW, CHANGED, MOVED = "same", "gone", "new", "changed", "moved"

TYPO_SHARE: Final = 0.03  # of the words: the desk's rule for what readers need not be told of

_TOKEN: Final = re.compile(r"(?:\d(?:[\d.,:٫٬/-]*\d)?|[^\W_]+(?:[\u064b-\u065f\u0670\u0640'’]+[^\W_]*)*|[^\s])\s*|\s+")
_WORTH_COMPARING: Final = 200_000  # pairs of words; more take `difflib` too long
_WORTH_MATCHING: Final = 40_000  # pairs of paragraphs
_DEEPEST: Final = 12
_LIKE: Final = 0.5  # of the words: the same paragraph, rewritten where it stands
_ALIKE: Final = 0.8  # of the words: the same paragraph, elsewhere


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is the same in both, gone, or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a body: the same, gone, new, changed, or moved to where it stands now. `label` names a change that
    its words do not show.
    """

    kind: str
    pieces: tuple[Piece, ...]
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a change is: words, and whether it touches a figure or a name."""

    changed_words: int
    all_words: int
    figures: bool
    names: bool

    @property
    def share(self) -> float:
        """The changed words among all words of the longer text, 0 to 1."""
        return self.changed_words / self.all_words if self.all_words else 0.0

    @property
    def is_typo(self) -> bool:
        """Small enough not to be called an update: at most 3 % of the words, without figures and names."""
        return self.share <= TYPO_SHARE and not self.figures and not self.names


# --- lines -----------------------------------------------------------------------------------------------------


def compare_lines(old: str, new: str, *, quiet: bool = False) -> tuple[Piece, ...]:
    """The difference of two plain texts. Without `new` pieces it is the old one, without `gone` ones the new one.

    `quiet` shows what differs only in its spelling (`arabic.normalise`) or its spaces as the same, as it is now.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for kind, (i, j), (k, m) in _changes(_keys(before, quiet), _keys(after, quiet)):
        if kind == SAME:
            pieces.append(Piece(SAME, "".join(after[k:m])))
            continue
        pieces += [Piece(GONE, "".join(before[i:j]))] if i < j else []
        pieces += [Piece(NEW, "".join(after[k:m]))] if k < m else []
    return tuple(pieces)


def _keys(tokens: Sequence[str], quiet: bool) -> list[str]:
    if not quiet:
        return list(tokens)
    return [arabic.normalise(token) or token.strip() for token in tokens]


Span = tuple[int, int]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, Span, Span]]:
    """Runs in order: `same` or `changed`, and where they lie in either sequence."""
    runs: list[tuple[str, Span, Span]] = []
    i = k = 0
    for first, second, length in _joined(_matches(old, 0, len(old), new, 0, len(new), 0)):
        if i < first or k < second:
            runs.append((CHANGED, (i, first), (k, second)))
        i, k = first + length, second + length
        runs.append((SAME, (first, i), (second, k)))
    if i < len(old) or k < len(new):
        runs.append((CHANGED, (i, len(old)), (k, len(new))))
    return runs


def _joined(found: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Runs `(old, new, length)` that follow each other in both, as one."""
    runs: list[tuple[int, int, int]] = []
    for i, k, length in found:
        if runs and (i, k) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
            runs[-1] = (runs[-1][0], runs[-1][1], runs[-1][2] + length)
        else:
            runs.append((i, k, length))
    return runs


def _matches(
    old: Sequence[str], i: int, j: int, new: Sequence[str], k: int, m: int, depth: int
) -> list[tuple[int, int, int]]:
    """What `old[i:j]` and `new[k:m]` share, as runs in order."""
    head = tail = 0
    while i + head < j and k + head < m and old[i + head] == new[k + head]:
        head += 1
    while i + head < j - tail and k + head < m - tail and old[j - tail - 1] == new[m - tail - 1]:
        tail += 1
    inner = _inner(old, i + head, j - tail, new, k + head, m - tail, depth)
    return [*([(i, k, head)] if head else []), *inner, *([(j - tail, m - tail, tail)] if tail else [])]


def _inner(
    old: Sequence[str], i: int, j: int, new: Sequence[str], k: int, m: int, depth: int
) -> list[tuple[int, int, int]]:
    if i == j or k == m:
        return []
    anchors = _anchors(old, i, j, new, k, m) if depth < _DEEPEST else []
    if anchors:
        found: list[tuple[int, int, int]] = []
        for first, second in [*anchors, (j, m)]:
            found += _matches(old, i, first, new, k, second, depth + 1)
            if first < j:
                found.append((first, second, 1))
            i, k = first + 1, second + 1
        return found
    if (j - i) * (m - k) > _WORTH_COMPARING:
        return []
    blocks = SequenceMatcher(None, old[i:j], new[k:m], autojunk=False).get_matching_blocks()
    return [(i + block.a, k + block.b, block.size) for block in blocks if block.size]


def _anchors(old: Sequence[str], i: int, j: int, new: Sequence[str], k: int, m: int) -> list[tuple[int, int]]:
    """Words that stand once in each, in an order that both share: the longest such series."""
    once_old = _once(old, i, j)
    once_new = _once(new, k, m)
    pairs = sorted((place, once_new[word]) for word, place in once_old.items() if word in once_new)
    return _longest_rising(pairs)


def _once(words: Sequence[str], begin: int, end: int) -> dict[str, int]:
    counted = Counter(words[begin:end])
    return {words[place]: place for place in range(begin, end) if counted[words[place]] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, which rise in the first place, that rises in the second, too (patience sorting)."""
    tops: list[int] = []  # of each pile, the index of the pair on top
    before: list[int] = []
    for index, (_first, second) in enumerate(pairs):
        low, high = 0, len(tops)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if pairs[tops[middle]][1] < second else (low, middle)
        before.append(tops[low - 1] if low else -1)
        tops[low : low + 1] = [index]
    found = []
    index = tops[-1] if tops else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]


# --- bodies ----------------------------------------------------------------------------------------------------

_TAG: Final = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_BLOCK_TAGS: Final = {
    *("p", "h2", "h3", "h4", "li", "blockquote", "figcaption", "figure", "pre", "td", "th", "caption", "hr"),
    *("ul", "ol", "table", "thead", "tbody", "tr"),
}
_POINTS_AT: Final = re.compile(r"""\s(?:href|src|url|data-article)="([^"]*)\"""")


@dataclass(frozen=True, slots=True)
class _Block:
    tag: str
    markup: str
    text: str

    @property
    def is_something(self) -> bool:
        return bool(self.text.strip()) or "<img" in self.markup or "<oembed" in self.markup or self.tag == "hr"


def compare_bodies(old_html: str, new_html: str, *, quiet: bool = False) -> tuple[Paragraph, ...]:
    """The difference of two clean bodies, block by block in the order of the new one; what is gone stands where it
    was.
    """
    before, after = _blocks(old_html), _blocks(new_html)
    runs = _changes([_block_key(each) for each in before], [_block_key(each) for each in after])
    partner = _partners(before, after, runs)
    taken = set(partner.values())
    paragraphs = []
    for kind, (i, j), (k, m) in runs:
        if kind == SAME:
            paragraphs += [Paragraph(SAME, (Piece(SAME, block.text),)) for block in after[k:m]]
            continue
        gone = [before[place] for place in range(i, j) if place not in taken]
        paragraphs += [Paragraph(GONE, (Piece(GONE, block.text),)) for block in gone]
        here = range(i, j)
        paragraphs += [_paragraph(before, after[place], partner.get(place), here, quiet) for place in range(k, m)]
    return tuple(paragraphs)


def _block_key(block: _Block) -> str:
    return f"{block.tag} {block.markup}"


def _blocks(html: str) -> list[_Block]:
    blocks: list[_Block] = []
    tag, begin = "p", 0
    for found in _TAG.finditer(html):
        if found[2] not in _BLOCK_TAGS:
            continue
        blocks.append(_block(tag, html[begin : found.start()]))
        begin = found.end()
        if found[2] == "p" and ("related-read" in found[0] or "data-gallery" in found[0]):
            begin = found.start()  # whose story it leads to stands in its own tag
        tag = found[2] if not found[1] else "p"
        if tag == "hr":
            blocks.append(_Block("hr", "", ""))
    blocks.append(_block(tag, html[begin:]))
    return [block for block in blocks if block.is_something]


def _block(tag: str, markup: str) -> _Block:
    return _Block(tag, markup.strip(), " ".join(body.plain_text(markup).split()))


def _partners(
    before: Sequence[_Block], after: Sequence[_Block], runs: Sequence[tuple[str, Span, Span]]
) -> dict[int, int]:
    """For blocks of the new body that are not the same, the block of the old one that each was made of."""
    partner: dict[int, int] = {}
    changed = [(old, new) for kind, old, new in runs if kind != SAME]
    free_old = {place for (i, j), _new in changed for place in range(i, j)}
    free_new = [place for _old, (k, m) in changed for place in range(k, m)]
    _take_equal(before, after, free_old, free_new, partner)
    for (i, j), (k, m) in changed:
        near = [place for place in range(i, j) if place in free_old]
        _take_like(before, after, near, [place for place in range(k, m) if place not in partner], partner, _LIKE)
        free_old -= set(partner.values())
    rest = [place for place in free_new if place not in partner]
    _take_like(before, after, sorted(free_old), rest, partner, _ALIKE)
    return partner


def _take_equal(
    before: Sequence[_Block], after: Sequence[_Block], free: set[int], places: Iterable[int], partner: dict[int, int]
) -> None:
    by_text: dict[str, list[int]] = {}
    for place in sorted(free, reverse=True):
        by_text.setdefault(before[place].text, []).append(place)
    for place in places:
        if after[place].text and by_text.get(after[place].text):
            partner[place] = by_text[after[place].text].pop()
            free.discard(partner[place])


def _take_like(
    before: Sequence[_Block],
    after: Sequence[_Block],
    old: Sequence[int],
    new: Sequence[int],
    partner: dict[int, int],
    least: float,
) -> None:
    """Pair blocks that share at least that part of their words, the likest first."""
    if not old or not new or len(old) * len(new) > _WORTH_MATCHING:
        return
    words = {place: Counter(before[place].text.split()) for place in old}
    wanted = {place: Counter(after[place].text.split()) for place in new}
    likeness = sorted(((-_likeness(words[i], wanted[k]), i, k) for i in old for k in new), key=lambda each: each)
    used: set[int] = set()
    for minus, i, k in likeness:
        if -minus >= least and i not in used and k not in partner:
            partner[k] = i
            used.add(i)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _paragraph(before: Sequence[_Block], block: _Block, partner: int | None, here: range, quiet: bool) -> Paragraph:
    if partner is None:
        return Paragraph(NEW, (Piece(NEW, block.text),))
    old = before[partner]
    pieces = compare_lines(old.text, block.text, quiet=quiet)
    if partner not in here:
        return Paragraph(MOVED, pieces)
    if all(piece.kind == SAME for piece in pieces):
        label = _unseen_change(old, block)
        return Paragraph(CHANGED if label else SAME, pieces, label)
    return Paragraph(CHANGED, pieces)


def _unseen_change(old: _Block, new: _Block) -> str | Promise:
    """What differs in two blocks of the same words."""
    if old.tag != new.tag:
        return _("level")
    if _POINTS_AT.findall(old.markup) != _POINTS_AT.findall(new.markup):
        return _("link or picture")
    return _("formatting") if old.markup != new.markup and old.text == new.text else ""


# --- weight ----------------------------------------------------------------------------------------------------

_HAS_WORD: Final = re.compile(r"\w")
_NAME_LIKE: Final = re.compile(r"[A-Z][a-z]")


def change_weight(old: Mapping[str, str], new: Mapping[str, str], names: Iterable[str] = ()) -> Weight:
    """How much the texts of a story changed, field by field (`body` is HTML); `names` are words that must be right."""
    known = {form for name in names for stem in arabic.tokens(name) for form in arabic.query_variants(stem)}
    changed = total = 0
    figures = touches = False
    for field in new:
        before, after = (_plain(texts.get(field, ""), field) for texts in (old, new))
        total += max(_count(before), _count(after))
        for gone, come in _swaps(before, after):
            changed += max(len(gone), len(come))
            figures |= any(any(letter.isdigit() for letter in word) for word in (*gone, *come))
            touches |= any(_is_name(word, known) for word in (*gone, *come))
    return Weight(changed, total, figures, touches)


def _plain(text: str, field: str) -> str:
    return body.plain_text(text) if field == "body" else text


def _count(text: str) -> int:
    return len(_words(text))


def _words(text: str) -> list[str]:
    return [token.strip() for token in _TOKEN.findall(text) if _HAS_WORD.search(token)]


def _swaps(old: str, new: str) -> list[tuple[list[str], list[str]]]:
    """The words that went and those that came in their place."""
    before, after = _words(old), _words(new)
    return [(before[i:j], after[k:m]) for kind, (i, j), (k, m) in _changes(before, after) if kind != SAME]


def _is_name(word: str, known: set[str]) -> bool:
    return bool(_NAME_LIKE.match(word)) or not known.isdisjoint(arabic.tokens(word))
