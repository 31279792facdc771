"""What a mail's HTML may hold, so that every mailbox shows it: a table of what mail programs know, and who checks it.

Mail programs are no browsers: Outlook on Windows prints with Word's engine, Gmail takes out what it does not like and
cuts off what is too long. What is not in these tables is a fault, and so is found before the first reader finds it.
`python -m bench.mail_lint FOLDER` holds the tables against the measured facts of all mail programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from django.utils.translation import gettext as _

HTML_BYTES: Final = 80 * 1024  # of the HTML part; Gmail shows the first 102 KB and hides the rest behind a link
STYLE_BYTES: Final = 16 * 1024  # of `<style>`, more of which Gmail drops whole
PREVIEW: Final = 90  # letters that a list of mails shows behind the subject

# Each with what becomes of the mail where a program does not know it; empty where all of them do.
ELEMENTS: Final[dict[str, str]] = {
    **dict.fromkeys(("html", "head", "title", "div", "span", "p", "h1", "h2", "h3"), ""),
    **dict.fromkeys(("table", "tbody", "tr", "td", "a", "b", "br", "img"), ""),
    "body": "Yahoo makes a div of it: the div within says language and direction once more",
    "style": "holds only what a mail can do without: narrow screens and dark ones",
    "meta": "the letters are UTF-8 by the part's own header, too; colour schemes are an offer",
}
ATTRIBUTES: Final[dict[str, str]] = {
    **dict.fromkeys(("href", "src", "alt", "style", "width", "height", "align", "bgcolor", "border"), ""),
    **dict.fromkeys(("cellpadding", "cellspacing", "class", "charset", "name", "content"), ""),
    "dir": "direction and text-align stand in every cell's style as well",
    "lang": "for voices and hyphenation only",
    "role": "for voices: a table for layout is read as text",
    "aria-hidden": "for voices: what is dropped here is blanks",
}
PROPERTIES: Final[dict[str, str]] = {
    **dict.fromkeys(("color", "background-color", "font-family", "font-size", "font-weight", "line-height"), ""),
    **dict.fromkeys(("text-align", "text-decoration", "vertical-align"), ""),
    **dict.fromkeys(("border", "border-top", "border-bottom"), ""),
    "direction": "the attribute dir stands beside it",
    "margin": "on paragraphs and headings only, where all keep it",
    "padding": "on cells; where it is dropped from a link, the cell around it still has its colour",
    "padding-left": "on cells only, as the padding of all sides",
    "padding-right": "on cells only, as the padding of all sides",
    "width": "the attribute stands beside it",
    "height": "the attribute stands beside it",
    "max-width": "Outlook on Windows takes the whole window; the lines are long there and all is readable",
    "max-height": "hides the preview line beside display and mso-hide",
    "overflow": "hides the preview line beside display and mso-hide",
    "display": "none for the preview line, beside mso-hide for Outlook; block for pictures, each in a cell",
    "mso-hide": "Outlook's own way to hide",
}
_DISPLAYS: Final = {"none", "block", "inline-block"}
_NO_VALUES: Final = re.compile(r"var\(|calc\(|url\(|flex|grid|\bstart\b|\bend\b|-inline|rgba?\(|hsl", re.I)
_MEDIA: Final = re.compile(r"@media \((max-width: \d+px|prefers-color-scheme: dark)\) \{")
_NO_PICTURES: Final = re.compile(r"\.(webp|avif|svg|gif)(\?|$)", re.I)
_C1: Final = re.compile("[\x80-\x9f]")  # a mail with one of them is cut off by Gmail whatever its size
_TAG_LEFT: Final = re.compile(r"\{\{|\{%|\{#")
_WHOLE: Final = ("https://", "http://", "mailto:")
_VOID: Final = {"br", "img", "meta"}


def faults(html: str, *, preheader: str = "") -> list[str]:
    """What would go wrong in some mailbox, one line each; nothing where all is well."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*_of_the_whole(html), *reader.faults, *reader.at_the_end(preheader)]


def _of_the_whole(html: str) -> Iterator[str]:
    size = len(html.encode())
    if size > HTML_BYTES:
        yield _("%(size)s bytes of HTML, at most %(most)s") % {"size": size, "most": HTML_BYTES}
    if _C1.search(html):
        yield _("a control character (U+0080 to U+009F)")
    if _TAG_LEFT.search(html):
        yield _("a tag of a template that was not filled in")
    if '<meta charset="utf-8">' not in html:
        yield _("does not say that it is UTF-8")


def _unknown(what: str) -> str:
    return _("not known to every mail program: %(what)s") % {"what": what}


class _Reader(HTMLParser):
    """Reads a mail, and notes what is wrong."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self._headings: list[int] = []
        self._words = ""  # of the body
        self._style = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag not in ELEMENTS:
            self._note(_unknown(f"<{tag}>"))
        for name in (name for name in given if name not in ATTRIBUTES):
            self._note(_unknown(f"<{tag} {name}>"))
        self._read_style(tag, given.get("style", ""))
        if tag == "a":
            self._read_link(given)
        elif tag == "img":
            self._read_picture(given)
        elif tag == "table" and given.get("role") != "presentation":
            self._note(_("a table for layout that voices would read as a table"))
        elif re.fullmatch("h[1-6]", tag):
            self._headings.append(int(tag[1]))
        if tag not in _VOID:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._inside:
            self._style += data
        elif "body" in self._inside:
            self._words += data

    def at_the_end(self, preheader: str) -> Iterator[str]:
        """What only the whole shows."""
        if len(self._style.encode()) > STYLE_BYTES:
            found = {"size": len(self._style.encode()), "most": STYLE_BYTES}
            yield _("%(size)s bytes of style, at most %(most)s") % found
        for rule in re.findall(r"@[^{]*\{", self._style):
            if not _MEDIA.fullmatch(rule):
                yield _unknown(rule.strip(" {"))
        for name in re.findall(r"[{;]\s*([\w-]+)\s*:", self._style):
            if name not in PROPERTIES and name != "border-color":
                yield _unknown(f"{name} (style)")
        if self._headings.count(1) != 1:
            yield _("%(n)s headings of the first level, not one") % {"n": self._headings.count(1)}
        if any(later - sooner > 1 for sooner, later in zip(self._headings, self._headings[1:], strict=False)):
            yield _("headings leave out a level: %(levels)s") % {"levels": self._headings}
        if preheader and not " ".join(self._words.split()).startswith(" ".join(preheader.split())[:PREVIEW]):
            yield _("does not begin with its preview line")

    def _read_style(self, tag: str, style: str) -> None:
        for rule in filter(None, (part.strip() for part in style.split(";"))):
            name, __, value = (part.strip() for part in rule.partition(":"))
            if name not in PROPERTIES:
                self._note(_unknown(f"{name} (<{tag}>)"))
            if _NO_VALUES.search(value) or (name == "display" and value not in _DISPLAYS):
                self._note(_unknown(f"{name}: {value}"))

    def _read_link(self, given: dict[str, str]) -> None:
        if "dir" in given:
            self._note(_("dir on a link, which Outlook gets wrong"))
        self._read_address(given.get("href", ""), _WHOLE)

    def _read_picture(self, given: dict[str, str]) -> None:
        source = given.get("src", "")
        if "alt" not in given:
            self._note(_("a picture without an alternative text: %(what)s") % {"what": source})
        if not (given.get("width", "").isdigit() and given.get("height", "").isdigit()):
            self._note(_("a picture without its size: %(what)s") % {"what": source})
        self._read_address(source, _WHOLE[:2])
        if _NO_PICTURES.search(source):
            self._note(_("a picture that not every mail program shows: %(what)s") % {"what": source})

    def _read_address(self, address: str, whole: tuple[str, ...]) -> None:
        if not address.startswith(whole):
            self._note(_("no whole address: %(what)s") % {"what": address[:60]})

    def _note(self, words: str) -> None:
        if words not in self.faults:
            self.faults.append(words)
