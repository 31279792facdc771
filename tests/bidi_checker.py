"""Finds on a page what a reader would see or hear wrong: foreign words that nobody marked, titles that turn round.

axe does not look for this. Used by the tests of every page kind, in both languages.
"""

from __future__ import annotations

from html.parser import HTMLParser

from newsroom import arabic

SILENT = {"script", "style", "template", "noscript", "svg", "option"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
TITLES = {"og:title", "og:site_name", "og:description", "description", "twitter:title"}


class Checker(HTMLParser):
    """Reads a page; `faults` says what is wrong, one line each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.page_language = ""
        self._open: list[tuple[str, str, bool]] = []  # tag, language in force, whether it fences its text

    @property
    def _language(self) -> str:
        return self._open[-1][1] if self._open else self.page_language

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "html":
            self.page_language = given.get("lang") or ""
        if tag == "meta" and (given.get("property") or given.get("name")) in TITLES:
            self._check_title(given.get("content") or "")
        if tag not in VOID:
            fences = (bool(given.get("dir")) and tag not in {"html", "body"}) or tag in {"bdi", "code", "pre"}
            self._open.append((tag, given.get("lang") or self._language, fences))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or any(tag in SILENT for tag, _language, _fences in self._open):
            return
        if self._open and self._open[-1][0] == "title":
            self._check_title(text)
            return
        language, innermost = self._language, self._open[-1][2] if self._open else False
        foreign = [run.text for run in arabic.foreign_runs(text, language) if run.direction and run.language]
        if foreign and not (innermost and language == self.page_language and foreign == [text]):
            self.faults.append(f"{language}: {foreign} in {text[:60]!r}")

    def _check_title(self, title: str) -> None:
        if title and arabic.plain_title(title, self.page_language)[:1] != title[:1]:
            self.faults.append(f"turns round: {title[:60]!r}")


def faults(html: str) -> list[str]:
    """What is wrong on a page."""
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.faults
