"""Cleans what people type or paste, and says what it did, so that the desk can show a notice and undo it.

Works on plain text (a field, a text node of a body). Code between backticks, addresses, handles and lines
that are mostly English keep their spelling. Cleaning a clean text changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from newsroom.arabic.names import join_names
from newsroom.arabic.plurals import plural_ar, plural_en

Kind = Literal["invisible", "letters", "order", "stretching", "spaces", "punctuation", "quotes"]


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change and how often it was made."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text, and what was changed in the order in which it was done."""

    text: str
    changes: tuple[Change, ...] = ()


def clean_text(text: str, *, quotes: bool = True) -> Cleaned:
    """The text as it should be stored, with an account of the changes.

    - invisible: direction marks, zero-width and control characters, lone surrogates (joiners stay where they
      shape a word or an emoji);
    - letters: composed (NFC); presentation forms and Persian yeh and keheh in Arabic text as Arabic letters;
    - order: lines stored back to front (copied from a PDF) turned round;
    - stretching: runs of tatweel; spaces: doubled ones and those before Arabic punctuation;
    - punctuation: a comma glued to the next word, Latin `,;?` between Arabic words, `..`;
    - quotes: `"…"` around Arabic as «…», unless `quotes` is off (the house style's choice).
    """
    counts: dict[Kind, int] = {}
    for _ in range(_ROUNDS):
        before = text
        for kind, step in _STEPS:
            if kind == "quotes" and not quotes:
                continue
            cleaned, times = step(text)
            counts[kind] = counts.get(kind, 0) + (times if cleaned != text else 0)
            text = cleaned
        if text == before:
            break
    return Cleaned(text, tuple(Change(kind, times) for kind, times in counts.items() if times))


def describe_changes(changes: tuple[Change, ...], language: str = "ar", *, digits: str | None = None) -> str:
    """The notice for the editor: `حُذف ١٤ محرفًا خفيًّا وصُحّحت علامة ترقيم واحدة`. Empty for no changes."""
    if language == "ar":
        return join_names(plural_ar(c.count, *_ARABIC[c.kind], digits=digits or "arab") for c in changes)
    return join_names((plural_en(c.count, *_ENGLISH[c.kind], digits=digits or "latn") for c in changes), "en")


_ARABIC: Final[dict[Kind, tuple[str, str, str, str, str, str]]] = {
    "invisible": (
        "",
        "حُذف محرف خفيّ واحد",
        "حُذف محرفان خفيّان",
        "حُذفت {n} محارف خفيّة",
        "حُذف {n} محرفًا خفيًّا",
        "حُذف {n} محرف خفيّ",
    ),
    "letters": (
        "",
        "وُحّد حرف واحد",
        "وُحّد حرفان",
        "وُحّدت {n} أحرف",
        "وُحّد {n} حرفًا",
        "وُحّد {n} حرف",
    ),
    "order": (
        "",
        "عُكس سطر مقلوب واحد",
        "عُكس سطران مقلوبان",
        "عُكست {n} أسطر مقلوبة",
        "عُكس {n} سطرًا مقلوبًا",
        "عُكس {n} سطر مقلوب",
    ),
    "stretching": (
        "",
        "حُذفت مَدّة تطويل واحدة",
        "حُذفت مَدّتا تطويل",
        "حُذفت {n} مَدّات تطويل",
        "حُذفت {n} مَدّة تطويل",
        "حُذفت {n} مَدّة تطويل",
    ),
    "spaces": (
        "",
        "حُذفت مسافة زائدة واحدة",
        "حُذفت مسافتان زائدتان",
        "حُذفت {n} مسافات زائدة",
        "حُذفت {n} مسافة زائدة",
        "حُذفت {n} مسافة زائدة",
    ),
    "punctuation": (
        "",
        "صُحّحت علامة ترقيم واحدة",
        "صُحّحت علامتا ترقيم",
        "صُحّحت {n} علامات ترقيم",
        "صُحّحت {n} علامة ترقيم",
        "صُحّحت {n} علامة ترقيم",
    ),
    "quotes": (
        "",
        "بُدّل زوج علامات تنصيص واحد",
        "بُدّل زوجا علامات تنصيص",
        "بُدّلت {n} أزواج علامات تنصيص",
        "بُدّل {n} زوج علامات تنصيص",
        "بُدّل {n} زوج علامات تنصيص",
    ),
}
_ENGLISH: Final[dict[Kind, tuple[str, str]]] = {
    "invisible": ("{n} invisible character removed", "{n} invisible characters removed"),
    "letters": ("{n} letter unified", "{n} letters unified"),
    "order": ("{n} reversed line turned round", "{n} reversed lines turned round"),
    "stretching": ("{n} stretched letter shortened", "{n} stretched letters shortened"),
    "spaces": ("{n} surplus space removed", "{n} surplus spaces removed"),
    "punctuation": ("{n} punctuation mark corrected", "{n} punctuation marks corrected"),
    "quotes": ("{n} pair of quotation marks changed", "{n} pairs of quotation marks changed"),
}

# --- what is left alone

_KEPT: Final = re.compile(
    r"""(?: `[^`\n]*`
        | https?://[^\s<>«»،؛"]+
        | www\.[^\s<>«»،؛"]+
        | (?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
        | (?<![\w@])@[A-Za-z0-9_]{1,40}
    )""",
    re.VERBOSE,
)
_ARABIC_LETTER: Final = "\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u06d5\u06fa-\u06fc"
_HAS_ARABIC: Final = re.compile(f"[{_ARABIC_LETTER}\ufb50-\ufdff\ufe70-\ufefc]")

_ARABIC_LETTERS: Final = re.compile(f"[{_ARABIC_LETTER}]")
_LATIN_LETTERS: Final = re.compile("[A-Za-z]")

Step = Callable[[str], tuple[str, int]]


def _in_arabic_lines(step: Step) -> Step:
    """The step on lines with more Arabic than Latin letters, around the things that are left alone."""

    def on_text(text: str) -> tuple[str, int]:
        if not _ARABIC_LETTERS.search(text):
            return text, 0
        lines = []
        times = 0
        for line in text.split("\n"):
            made = 0
            if len(_ARABIC_LETTERS.findall(line)) > len(_LATIN_LETTERS.findall(line)):
                line, made = _outside_kept(line, step)
            lines.append(line)
            times += made
        return "\n".join(lines), times

    return on_text


def _outside_kept(text: str, step: Step) -> tuple[str, int]:
    """The step on every stretch between the things that are left alone."""
    pieces: list[str] = []
    times = position = 0
    for found in _KEPT.finditer(text):
        piece, made = step(text[position : found.start()])
        pieces += (piece, found[0])
        times += made
        position = found.end()
    piece, made = step(text[position:])
    return "".join((*pieces, piece)), times + made


# --- invisible characters

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_DOES_NOT_JOIN: Final = frozenset("اأإآٱدذرزوؤةىءژڈڑ")


def _unseen(text: str) -> tuple[str, int]:
    times = 0

    def decided(found: re.Match[str]) -> str:
        nonlocal times
        if _has_meaning(text, found.start()):
            return found[0]
        times += 1
        return ""

    return _UNSEEN.sub(decided, text), times


def _has_meaning(text: str, index: int) -> bool:
    """A joiner that shapes its neighbours (Persian, `ه‍`, emoji), or a hyphenation hint in a Latin word."""
    sign, before, after = text[index], text[index - 1 : index], text[index + 1 : index + 2]
    if sign == "\u200c":  # keeps two letters apart that would join
        return bool(_LETTER.match(before) and _LETTER.match(after)) and before not in _DOES_NOT_JOIN
    if sign == "\u200d":
        if before and unicodedata.category(before) in {"So", "Sk", "Mn"} and not _MARK.match(before):
            return bool(after) and unicodedata.category(after) == "So"
        return bool(_LETTER.match(before)) and before not in _DOES_NOT_JOIN and not _JOINED.match(after)
    return sign == "\u00ad" and before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


_LETTER: Final = re.compile(f"[{_ARABIC_LETTER}]")
_MARK: Final = re.compile("[\u064b-\u065f\u0670]")
_JOINED: Final = re.compile(f"[{_ARABIC_LETTER}\u0640\u064b-\u065f\u200c\u200d]")

# --- letters and their order

_PRESENTED: Final = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf9\ufe80-\ufefc]+")


def _turned_lines(text: str) -> tuple[str, int]:
    """Lines in visual order, as PDFs give them, in reading order."""
    lines = text.split("\n")
    turned = [_turned(line) if _is_backwards(line) else line for line in lines]
    return "\n".join(turned), sum(1 for old, new in zip(lines, turned, strict=True) if old != new)


def _is_backwards(line: str) -> bool:
    """Whether shaped letters follow each other the wrong way, or most words begin as only an end can.

    No Arabic word begins with ة or ى, and few of four letters end with `لا` where none begins with `ال`.
    """
    shaped = [word for word in line.split() if len(word) > 1 and _PRESENTED.fullmatch(word)]
    if shaped:
        return sum(map(_shape_order, shaped)) < 0
    arabic = [word for word in line.split() if len(word) > 2 and _LETTERS.fullmatch(word)]
    backwards = sum(1 for word in arabic if word[0] in "ةى" or (len(word) > 3 and word.endswith("لا")))
    forwards = any(word[-1] in "ةى" or word.startswith("ال") for word in arabic)
    return backwards >= 2 and not forwards and any(word[0] in "ةى" for word in arabic)


def _shape_order(word: str) -> int:
    """Above zero when the shapes stand in reading order, below when in the reverse."""
    shapes = [unicodedata.decomposition(letter).split(" ")[0] for letter in word]
    pairs = set(zip(["edge", *shapes], [*shapes, "edge"], strict=True))
    return len(pairs & _FORWARDS) - len(pairs & _BACKWARDS)


_FORWARDS: Final = {
    ("<initial>", "<medial>"),
    ("<medial>", "<final>"),
    ("edge", "<initial>"),
    ("<final>", "edge"),
}
_BACKWARDS: Final = {(after, before) for before, after in _FORWARDS}
_LETTERS: Final = re.compile(f"[{_ARABIC_LETTER}]+")
_LEFT_TO_RIGHT: Final = re.compile(r"[A-Za-z0-9٠-٩۰-۹]+(?:[ .,:/%&'_@+-]+[A-Za-z0-9٠-٩۰-۹]+)*")
_MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def _turned(line: str) -> str:
    """The line back to front, but for figures and Latin words; brackets change sides."""
    turned = line[::-1].translate(_MIRRORED)
    turned = _LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], turned)
    return re.sub("([\u064b-\u0652]+)([\u0621-\u064a\ufe80-\ufefc])", r"\2\1", turned)


def _plain_letters(text: str) -> tuple[str, int]:
    """NFC, and letters instead of their shapes."""
    times = 0

    def spelled(found: re.Match[str]) -> str:
        nonlocal times
        times += len(found[0])
        return unicodedata.normalize("NFKC", found[0])

    plain = _PRESENTED.sub(spelled, text)
    composed = unicodedata.normalize("NFC", plain)
    if composed != plain:
        times += max(1, len(plain) - len(composed))
    return composed, times


_PERSIAN_ONLY: Final = re.compile(r"[پچژگ]|\b(?:است|که|این|های|برای)\b")
_PERSIAN_LETTER: Final = re.compile("[یک]")
_WORD: Final = re.compile(f"[{_ARABIC_LETTER}\u064b-\u0652\u0640]+")
_ENDING_IN_ALEF: Final = frozenset(
    ("على", "إلى", "الى", "حتى", "متى", "لدى", "سوى", "مدى", "مبنى", "مستوى", "مستشفى", "أخرى", "كبرى")
)


def _arabic_letters(line: str) -> tuple[str, int]:
    """Persian yeh and keheh in an Arabic line; a line that speaks Persian keeps them."""
    times = len(_PERSIAN_LETTER.findall(line))
    if not times or _PERSIAN_ONLY.search(line):
        return line, 0
    return _WORD.sub(lambda found: _arabic_word(found[0]), line), times


def _arabic_word(word: str) -> str:
    word = word.replace("ک", "ك")
    with_alef = word[:-1].replace("ی", "ي") + "ى"
    return with_alef if word.endswith("ی") and with_alef in _ENDING_IN_ALEF else word.replace("ی", "ي")


# --- tatweel, spaces, punctuation, quotes

_STRETCHED: Final = re.compile(f"(?<=[{_ARABIC_LETTER}\u064b-\u0652])\u0640{{2,}}|\u0640{{2,}}(?=[{_ARABIC_LETTER}])")


def _unstretched(text: str) -> tuple[str, int]:
    """Runs of tatweel inside a word go; at the edge of one a single sign stays (`هـ`, `بـ`)."""

    def shortened(found: re.Match[str]) -> str:
        inside = _LETTER.match(text, found.end()) and found.start() > 0 and text[found.start() - 1].isalpha()
        return "" if inside else "\u0640"

    return _STRETCHED.subn(shortened, text)


_NEAR: Final = f"[{_ARABIC_LETTER}\u064b-\u0652،؛؟»«]"
_WIDE: Final = re.compile(f"(?<={_NEAR})[ \u00a0]{{2,}}(?=\\S)|(?<=\\S)[ \u00a0]{{2,}}(?={_NEAR})")
_BEFORE_SIGN: Final = re.compile(f"(?<=[{_ARABIC_LETTER}\u064b-\u0652»])[ \u00a0]+(?=[،؛؟])")


def _spaces(text: str) -> tuple[str, int]:
    text, wide = _WIDE.subn(" ", text)
    text, before = _BEFORE_SIGN.subn("", text)
    return text, wide + before


_GLUED: Final = re.compile(f"(?<=[{_ARABIC_LETTER}\u064b-\u0652»)])([،؛؟])(?=[{_ARABIC_LETTER}«(])")
_LATIN_SIGN: Final = re.compile(f"(?<=[{_ARABIC_LETTER}\u064b-\u0652])([,;?])(?=\\s|$|[{_ARABIC_LETTER}»])")
_SIGNS: Final = {",": "،", ";": "؛", "?": "؟"}
_DOTS: Final = re.compile(f"(?<=[{_ARABIC_LETTER}\u064b-\u0652»])\\.{{2,}}(?!\\.)")


def _punctuation(text: str) -> tuple[str, int]:
    text, latin = _LATIN_SIGN.subn(lambda found: _SIGNS[found[1]], text)
    text, glued = _GLUED.subn(r"\1 ", text)

    def dots(found: re.Match[str]) -> str:
        ends = not text[found.end() :].strip()
        return "." if ends and len(found[0]) == 2 else "…"

    text, dotted = _DOTS.subn(dots, text)
    return text, latin + glued + dotted


_QUOTED: Final = re.compile(r'(?<![^\s(\[«و])(?:"([^"\n]{1,2000})"|“([^“”\n]{1,2000})”)(?=$|[\s)\]»،؛؟.,:!…])')


def _quotes(text: str) -> tuple[str, int]:
    """Straight and English quotes around words of which one is Arabic."""
    times = 0

    def guillemets(found: re.Match[str]) -> str:
        nonlocal times
        inside = found[1] or found[2]
        if not _HAS_ARABIC.search(inside) or "«" in inside or "»" in inside or inside != inside.strip():
            return found[0]
        times += 1
        return f"«{inside}»"

    return _QUOTED.sub(guillemets, text), times


_ROUNDS: Final = 4
"""What one step uncovers the next round may clean; the tests found no text that needs more."""

_STEPS: Final[tuple[tuple[Kind, Step], ...]] = (
    ("invisible", _unseen),
    ("order", _turned_lines),
    ("letters", lambda text: _outside_kept(text, _plain_letters)),
    ("letters", _in_arabic_lines(_arabic_letters)),
    ("stretching", _in_arabic_lines(_unstretched)),
    ("spaces", _in_arabic_lines(_spaces)),
    ("punctuation", _in_arabic_lines(_punctuation)),
    ("quotes", _in_arabic_lines(_quotes)),
)
