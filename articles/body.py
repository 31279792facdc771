"""The story's text as HTML: cleaned once on its way in, taken apart at its read-also blocks on its way out.

`clean` is the only sanitiser of the project. What passes it is what our own editor writes; everything else is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Final
from urllib.parse import urlsplit

import nh3

from newsroom import arabic

MAX_BODY_BYTES: Final = 1_000_000  # per language; more is refused with a message by the form

_BLOCKS: Final = {"p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "figure", "figcaption", "hr", "pre"}
_TABLES: Final = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_INLINE: Final = {
    "a",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "br",
    "span",
    "bdi",
    "code",
    "mark",
    "time",
    "q",
}
_OBJECTS: Final = {"img", "oembed"}
TAGS: Final = _BLOCKS | _TABLES | _INLINE | _OBJECTS

_ATTRIBUTES: Final = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "oembed": {"url"},
    "p": {"data-article"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_CLASSES: Final = {"p": {"related-read"}, "figure": {"image", "table", "media"}}
_WITH_CONTENT_GONE: Final = {
    "script",
    "style",
    "svg",
    "math",
    "template",
    "noscript",
    "title",
    "iframe",
    "object",
}
_EMBED_HOSTS: Final = {
    "www.youtube.com",
    "youtube.com",
    "youtu.be",
    "vimeo.com",
    "soundcloud.com",
    "t.me",
    "x.com",
    "twitter.com",
    "www.facebook.com",
    "www.instagram.com",
    "www.tiktok.com",
}
_PLAIN_NUMBER: Final = re.compile(r"[0-9]{1,9}")
# C0 and C1 controls but tab and line feed, lone surrogates (nh3 raises on them), bidi overrides and embeddings.
_UNWANTED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
# What nobody sees in an address and what could hide its scheme: soft hyphen, zero-width and direction characters.
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u2060-\u2069\ufeff]")
_EMPTY_SHELLS: Final = (
    re.compile(r' class=""'),
    re.compile(r"<img(?![^>]*\ssrc=)[^>]*>"),
    re.compile(r"<oembed(?![^>]*\surl=)[^>]*>\s*(?:</oembed>)?"),
    re.compile(r"<figure[^>]*>\s*(?:<figcaption[^>]*>\s*</figcaption>)?\s*</figure>"),
    re.compile(r'<p(?=[^>]*\sclass="related-read")(?![^>]*\sdata-article=)[^>]*>.*?</p>', re.S),
)
_ROUNDS: Final = 4


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    """nh3's filter: the value to keep, or None to drop the attribute."""
    match (tag, attribute):
        case (_, "dir"):
            return value if value in ("rtl", "ltr", "auto") else None
        case (_, "lang"):
            return value.lower()[:2] if value.lower()[:2] in ("ar", "en") else None
        case ("img", "src"):
            return value if value.startswith("/media/") and ".." not in value else None
        case ("a", "href"):
            address = _INVISIBLE.sub("", value).strip()
            return address if _is_safe_link(address) else None
        case ("oembed", "url"):
            parts = urlsplit(value)
            return value if parts.scheme == "https" and parts.hostname in _EMBED_HOSTS else None
        case ("p", "data-article") | (_, "colspan") | (_, "rowspan") | ("ol", "start") | (_, "width") | (_, "height"):
            return value if _PLAIN_NUMBER.fullmatch(value) else None
    return value


def _is_safe_link(value: str) -> bool:
    if value.startswith(("//", "/\\")):
        return False
    try:
        return urlsplit(value).scheme in ("", "http", "https", "mailto", "tel")
    except ValueError:
        return False


def _clean_once(html: str) -> str:
    cleaned = nh3.clean(
        _UNWANTED.sub("", html),
        tags=TAGS,
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
    return cleaned


def clean(html: str) -> str:
    """`html` with nothing left but what our editor writes; cleaning what is clean changes nothing.

    Total: any string is accepted, including lone surrogates and control characters.
    """
    for _round in range(_ROUNDS):
        cleaned = _clean_once(html)
        if cleaned == html:
            break
        html = cleaned
    return html


def plain_text(html: str) -> str:
    """The words of `html`, a line per block; for counting, search and mail."""
    with_lines = re.sub(r"</(?:p|h[2-4]|li|blockquote|figcaption|tr|caption)>|<br\s*/?>|<hr\s*/?>", "\n", html)
    return unescape(re.sub(r"<[^>]*>", "", with_lines)).strip()


@dataclass(frozen=True, slots=True)
class ReadAlso:
    """The place of a read-also block: the id of the story to read; its headline is looked up when it is shown."""

    article_id: int


READ_ALSO: Final = re.compile(r'<p(?=[^>]*\sclass="related-read")[^>]*\sdata-article="([0-9]{1,9})"[^>]*>.*?</p>', re.S)


_EMBED: Final = re.compile(r'<figure[^>]*>\s*<oembed[^>]*\surl="([^"]*)"[^>]*>\s*(?:</oembed>)?\s*</figure>')


def split(html: str) -> list[str | ReadAlso]:
    """Clean HTML in order, cut at its read-also blocks; the words stored inside such a block are dropped.

    They may be the headline of a story that is no longer public, so no reader ever gets them. An embedded address
    becomes a plain link: nothing is asked of its host before the reader asks.
    """
    html = _EMBED.sub(_as_link, html)
    parts: list[str | ReadAlso] = []
    position = 0
    for found in READ_ALSO.finditer(html):
        if found.start() > position:
            parts.append(html[position : found.start()])
        parts.append(ReadAlso(int(found[1])))
        position = found.end()
    if html[position:].strip():
        parts.append(html[position:])
    return parts


def _as_link(found: re.Match[str]) -> str:
    address = found[1]
    return f'<p class="embed" dir="ltr"><a href="{address}" rel="noopener">{address}</a></p>'


_TAG: Final = re.compile(r"(<[^>]*>)")
_TAG_NAME: Final = re.compile(r"</?([a-z0-9]+)")
_OWN_DIRECTION: Final = re.compile(r"\s(?:dir|lang)=")
_FENCES: Final = {"bdi", "code", "pre"}
_VOID: Final = {"br", "hr", "img"}


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
