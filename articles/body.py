"""The story's text as HTML: cleaned once on its way in, taken apart at its read-also blocks on its way out.

`clean` is the only sanitiser of the project. What passes it is what our own editor writes; everything else is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Final
from urllib.parse import parse_qs, urlsplit

import nh3

from newsroom import arabic
from newsroom.embeds import EMBED_HOSTS

MAX_BODY_BYTES: Final = 1_000_000  # per language; more is refused with a message by the form

_BLOCKS: Final = {
    *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"),
    *("figure", "figcaption", "aside", "hr", "pre"),
}
_TABLES: Final = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_INLINE: Final = {
    *("a", "strong", "b", "em", "i", "u", "s", "del", "ins", "small", "sub", "sup", "br", "wbr"),
    *("span", "bdi", "code", "mark", "time", "q", "cite", "abbr"),
}
_OBJECTS: Final = {"img", "oembed"}
TAGS: Final = _BLOCKS | _TABLES | _INLINE | _OBJECTS
# What comes along in a paste and stands for a block of ours; it is renamed, so that its words do not run together.
_STANDS_FOR: Final = {"h1": "h2", "h5": "h4", "h6": "h4"}
_PASTED_BLOCKS: Final = {"div", "section", "article", "main", "header", "footer", "center", "address"}

_ATTRIBUTES: Final = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "oembed": {"url"},
    "p": {"data-article", "data-gallery"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLASSES: Final = {
    "p": {"related-read", "gallery", "speaker"},
    "figure": {"image", "table", "media"},
    "aside": {"facts"},
}
_WITH_CONTENT_GONE: Final = {
    *("script", "style", "svg", "math", "template", "noscript", "title", "iframe", "object"),
    *("noembed", "noframes", "xmp", "plaintext", "select", "textarea"),
}
_VALUES: Final[dict[str, re.Pattern[str]]] = {
    "data-article": re.compile(r"[0-9]{1,9}"),
    "data-gallery": re.compile(r"[0-9]{1,9}"),
    "start": re.compile(r"-?[0-9]{1,6}"),
    "colspan": re.compile(r"[0-9]{1,3}"),
    "rowspan": re.compile(r"[0-9]{1,4}"),
    "width": re.compile(r"[0-9]{1,4}"),
    "height": re.compile(r"[0-9]{1,4}"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
    "datetime": re.compile(r"[0-9TZ:+. -]{1,40}"),
    "dir": re.compile(r"rtl|ltr|auto"),
    "src": re.compile(r"/media/(?!.*\.\.)[\w./-]+"),  # our own files by our own names: nothing encoded, no query
}
_LANGUAGE: Final = re.compile(r"(ar|en)(?:-[a-z0-9]{1,8})*", re.I)  # BCP 47; what follows the language is dropped
# C0 and C1 controls but tab and line feed, lone surrogates (nh3 raises on them), bidi overrides, embeddings, isolates:
# direction is an attribute of a block or of <bdi>, never a sign that nobody sees.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# What nobody sees in an address and what could hide its scheme or its host: soft hyphen, zero-width and direction
# characters, and the blanks that browsers drop (WHATWG URL, "remove all ASCII tab or newline").
_INVISIBLE: Final = re.compile("[\t\n\r\u00ad\u061c\u200b-\u200f\u2060-\u2069\ufeff]")
_TWO_SLASHES: Final = re.compile(r"[/\\]{2}")  # browsers read a backslash as a slash: the address of another host
_EMPTY_SHELLS: Final = (
    re.compile(r' class=""'),
    re.compile(r"<img(?![^>]*\ssrc=)[^>]*>"),
    re.compile(r"<oembed(?![^>]*\surl=)[^>]*>\s*(?:</oembed>)?"),
    re.compile(r"<figure[^>]*>\s*(?:<figcaption[^>]*>\s*</figcaption>)?\s*</figure>"),
    re.compile(r'<p(?=[^>]*\sclass="related-read")(?![^>]*\sdata-article=)[^>]*>.*?</p>', re.S),
    re.compile(r'<p(?=[^>]*\sclass="gallery")(?![^>]*\sdata-gallery=)[^>]*>.*?</p>', re.S),
)
# Elements that say nothing: a link that leads nowhere, a span without language or direction. Innermost first.
_SAYING_NOTHING: Final = (
    re.compile(r'<a rel="noopener">((?:(?!</?a\b).)*)</a>', re.S),
    re.compile(r"<span>((?:(?!</?span\b).)*)</span>", re.S),
)
# Word marks Arabic with its language and the direction of the English program around it.
_AGAINST_ITS_LANGUAGE: Final = re.compile(r'<span(?: lang="ar" dir="ltr"| dir="ltr" lang="ar")>')
# Google Docs puts everything into a <b> that is not bold.
_B: Final = re.compile(r"<b\b[^<>]*>", re.I)
_NOT_BOLD: Final = re.compile(r"font-weight:\s*(?:normal|400)", re.I)
_BARE_AMPERSAND: Final = re.compile(r"&(?!#?\w{1,32};)", re.A)  # html5ever is slow at names that are none
_ROUNDS: Final = 8

# An HTML parser needs a time quadratic in the depth of what it reads (for every block it looks through all that are
# open), so nothing nested deeper than a page of any program is handed to one.
_DEPTH: Final = 256
_REFERENCES: Final = 50_000
_TOKEN: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes|noscript)\b.*?(?:</(?P=raw)\b|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)"
    r"""(?:[^>"'=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|=\s*+[^>\s"'][^\s>]*+|["'=])*+(?:>|\Z)"""
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.S | re.I,
)
_NOT_NESTING: Final = {
    *("br", "hr", "img", "wbr", "col", "input", "link", "meta", "source", "area", "base", "embed", "param", "track"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rp", "rt"),
}


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """nh3's filter: the value to keep, or None to drop the attribute; it must never raise."""
    match attribute:
        case "lang":
            found = _LANGUAGE.fullmatch(value)
            return found[1].lower() if found else None
        case "href":
            return _link(value)
        case "url":
            return value if _is_embed(value) else None
        case "alt" | "title" | "class" | "rel":
            return value
    allowed = _VALUES.get(attribute)
    return value if allowed and allowed.fullmatch(value) else None


def _link(value: str) -> str | None:
    """The address that a link leads to: a page of ours, or one of the web's, a mail address, a telephone number."""
    address = _INVISIBLE.sub("", value).strip()
    if len(address) > _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(address)
        while parts.hostname in ("www.google.com", "google.com") and parts.path == "/url":
            if not (target := parse_qs(parts.query).get("q")):
                break
            address = _INVISIBLE.sub("", target[0]).strip()
            parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return address if host and _TWO_SLASHES.match(address[len(parts.scheme) + 1 :]) else None
    if parts.scheme in ("mailto", "tel"):
        return address
    return None if parts.scheme or _TWO_SLASHES.match(address) or _SCHEME_LIKE.match(address) else address


_LONGEST_ADDRESS: Final = 2048
_SCHEME_LIKE: Final = re.compile(r"[^/?#]*:")  # what a browser may read as a scheme and we do not


def _is_embed(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in EMBED_HOSTS and _INVISIBLE.search(value) is None


def _clean_once(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=TAGS | _PASTED_BLOCKS | set(_STANDS_FOR),
        clean_content_tags=_WITH_CONTENT_GONE,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_attribute,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        strip_comments=True,
    )
    for shell in _EMPTY_SHELLS:
        cleaned = shell.sub("", cleaned)
    for nothing in _SAYING_NOTHING:
        cleaned = nothing.sub(r"\1", cleaned)
    return _own_blocks(_AGAINST_ITS_LANGUAGE.sub('<span lang="ar">', cleaned))


_RENAMED: Final = re.compile(rf"(</?)({'|'.join(_STANDS_FOR)})(?=[ >])")
_ANY_BLOCK: Final = "|".join(sorted(_BLOCKS | _TABLES | _PASTED_BLOCKS | {"oembed"}))
_LEAF: Final = re.compile(rf"<({'|'.join(sorted(_PASTED_BLOCKS))})([^>]*)>((?:(?!</?(?:{_ANY_BLOCK})\b).)*)</\1>", re.S)
_PASTED_TAG: Final = re.compile(rf"</?(?:{'|'.join(sorted(_PASTED_BLOCKS))})(?: [^>]*)?>")


def _own_blocks(html: str) -> str:
    """Blocks that our editor does not write as those that it writes: a box of words is a paragraph, a box of boxes
    nothing. Expects what nh3 wrote: no tag of it is hidden in an attribute.
    """
    html = _RENAMED.sub(lambda found: found[1] + _STANDS_FOR[found[2]], html)
    html = _LEAF.sub(lambda found: f"<p{found[2]}>{found[3]}</p>" if found[3].strip() else " ", html)
    return _PASTED_TAG.sub(_in_its_place, html)


def _in_its_place(found: re.Match[str]) -> str:
    """What stands where a box of boxes was: a line's end between words, nothing between tags."""
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return "" if before in ("", ">", "\n") or after in ("", "<", "\n") else "\n"


def clean(html: str) -> str:
    """`html` with nothing left but what our editor writes; cleaning what is clean changes nothing.

    Total: any string is accepted, including lone surrogates and control characters. What nests without end, or is
    still changing after some rounds, is nobody's honest text: its words alone are kept.
    """
    html = _BARE_AMPERSAND.sub("&amp;", _UNWANTED.sub("", html))
    html = _B.sub(lambda found: "<span>" if _NOT_BOLD.search(found[0]) else found[0], html)
    for _round in range(_ROUNDS):
        if _is_too_much(html):
            break
        cleaned = _clean_once(html)
        if cleaned == html:
            return html
        html = cleaned
    words = escape(plain_text(html), quote=False)
    return f"<p>{words}</p>" if words else ""


def _is_too_much(html: str) -> bool:
    """Whether `html` may be nested deeper than `_DEPTH`: an end tag counts where it ends what was opened last.

    So are more character references than any text has: each of them costs a parser as much as a paragraph.
    """
    if html.count("&") > _REFERENCES:
        return True
    if html.count("<") <= _DEPTH:
        return False
    still_open: list[str] = []
    for found in _TOKEN.finditer(html):
        name = (found["name"] or "").lower()
        if not name or name in _NOT_NESTING:
            continue
        if not found["end"]:
            still_open.append(name)
        elif still_open and still_open[-1] == name:
            still_open.pop()
        if len(still_open) > _DEPTH:
            return True
    return False


def of_plain(text: str) -> str:
    """Clean HTML of typed paragraphs: an empty line ends one, `#` begins a heading, `-` a point of a list."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.replace("\r", "").strip()):
        lines = [escape(line.strip()) for line in block.splitlines() if line.strip()]
        if lines and all(line.startswith("-") for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{line.removeprefix('-').strip()}</li>" for line in lines) + "</ul>")
        elif len(lines) == 1 and lines[0].startswith("#"):
            blocks.append(f"<h2>{lines[0].lstrip('# ')}</h2>")
        elif lines:
            blocks.append(f"<p>{'<br>'.join(lines)}</p>")
    return clean("".join(blocks))


def plain_text(html: str) -> str:
    """The words of `html`, a line per block; for counting, search and mail."""
    with_lines = re.sub(r"</(?:p|h[2-4]|li|dt|dd|blockquote|figcaption|tr|caption)>|<br\s*/?>|<hr\s*/?>", "\n", html)
    return unescape(re.sub(r"<[^<>]*>", "", with_lines)).strip()


_OWN_PICTURE: Final = re.compile(r'<img[^>]*\ssrc="/media/([^"]+)"[^>]*>')
_ALT: Final = re.compile(r'\salt="([^"]*)"')


def pictures_in(html: str) -> set[str]:
    """The names of the files of our library that clean HTML shows."""
    return set(_OWN_PICTURE.findall(html))


@dataclass(frozen=True, slots=True)
class ReadAlso:
    """The place of a read-also block: the id of the story to read; its headline is looked up when it is shown."""

    article_id: int


@dataclass(frozen=True, slots=True)
class GalleryPlace:
    """The place of a gallery: its id, and its title as it stood when the text was written."""

    gallery_id: int
    title: str


Part = str | ReadAlso | GalleryPlace

READ_ALSO: Final = re.compile(r'<p(?=[^>]*\sclass="related-read")[^>]*\sdata-article="([0-9]{1,9})"[^>]*>.*?</p>', re.S)


_GALLERY: Final = re.compile(r'<p(?=[^>]*\sclass="gallery")[^>]*\sdata-gallery="([0-9]{1,9})"[^>]*>(.*?)</p>', re.S)
_PLACE: Final = re.compile(f"(?P<read_also>{READ_ALSO.pattern})|(?P<gallery>{_GALLERY.pattern})", re.S)


def gallery_block(gallery_id: int, title: str) -> str:
    """The HTML of a gallery's place."""
    return f'<p class="gallery" data-gallery="{gallery_id}">{escape(title, quote=False)}</p>'


def galleries_in(html: str) -> set[int]:
    """The ids of the galleries that clean HTML names."""
    return {int(found[1]) for found in _GALLERY.finditer(html)}


_EMBED: Final = re.compile(r'<figure[^>]*>\s*<oembed[^>]*\surl="([^"]*)"[^>]*>\s*(?:</oembed>)?\s*</figure>')


def own_words(html: str) -> str:
    """`plain_text` of what the story itself says: without the headlines that stand in its read-also blocks, which are
    other stories' and may not be public any more.
    """
    return plain_text("".join(part for part in split(html) if isinstance(part, str)))


def pictures_as_links(html: str) -> str:
    """Clean HTML in which each picture is a link to its file, named by its alternative text."""

    def link(found: re.Match[str]) -> str:
        words = _ALT.search(found[0])
        return f'<a href="/media/{found[1]}">{words[1] if words and words[1] else found[1]}</a>'

    return _OWN_PICTURE.sub(link, html)


def split(html: str) -> list[Part]:
    """Clean HTML in order, cut at its read-also blocks and galleries; the words stored in the former are dropped.

    They may be the headline of a story that is no longer public, so no reader ever gets them. An embedded address
    becomes a plain link: nothing is asked of its host before the reader asks.
    """
    html = _EMBED.sub(_as_link, html)
    parts: list[Part] = []
    position = 0
    for found in _PLACE.finditer(html):
        if found.start() > position:
            parts.append(html[position : found.start()])
        parts.append(_place(found[0]))
        position = found.end()
    if html[position:].strip():
        parts.append(html[position:])
    return parts


def _place(block: str) -> ReadAlso | GalleryPlace:
    if gallery := _GALLERY.fullmatch(block):
        return GalleryPlace(int(gallery[1]), plain_text(gallery[2]))
    read_also = READ_ALSO.fullmatch(block)
    assert read_also  # noqa: S101  one of the two
    return ReadAlso(int(read_also[1]))


def _as_link(found: re.Match[str]) -> str:
    address = found[1]
    return f'<p class="embed" dir="ltr"><a href="{address}" rel="noopener">{address}</a></p>'


_TAG: Final = re.compile(r"(<[^>]*>)")
_TAG_NAME: Final = re.compile(r"</?([a-z0-9]+)")
_OWN_DIRECTION: Final = re.compile(r"\s(?:dir|lang)=")
_FENCES: Final = {"bdi", "code", "pre"}
_VOID: Final = {"br", "hr", "img"}


@lru_cache(maxsize=128)
def fenced(html: str, language: str) -> str:
    """Clean HTML with the foreign runs of its text in `<bdi lang dir>`, so that a reader hears and sees them right.

    What carries a direction or language already, and code, stays as it is. Nothing of this is stored.
    """
    pieces: list[str] = []
    open_tags: list[tuple[str, bool]] = []  # name, and whether text inside it is fenced by the tag itself
    for piece in _TAG.split(html):
        if not piece.startswith("<"):
            inside = any(own for _name, own in open_tags)
            pieces.append(piece if inside or not piece.strip() else arabic.isolate(unescape(piece), language))
            continue
        pieces.append(piece)
        name = found[1] if (found := _TAG_NAME.match(piece)) else ""
        if piece.startswith("</"):
            while open_tags and open_tags.pop()[0] != name:
                pass  # a tag that was never closed ends with the one around it
        elif name and name not in _VOID:
            open_tags.append((name, name in _FENCES or bool(_OWN_DIRECTION.search(piece))))
    return "".join(pieces)


def read_also_block(article_id: int, headline: str) -> str:
    """The block as the editor stores it."""
    return f'<p class="related-read" data-article="{article_id}">{escape(headline, quote=False)}</p>'
