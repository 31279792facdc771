"""The style sheets that readers load: Arabic set as Arabic, one set of rules for both directions, old browsers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import newsroom

FOLDER = Path(newsroom.__file__).parent / "static" / "newsroom" / "css"
PUBLIC = ("tokens.css", "look.css", "gallery.css", "drawing.css", "lite.css")
PHYSICAL = (
    r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b",
    r"(?<![-\w])(?:left|right|top|bottom)\s*:",
    r"text-align:\s*(?:left|right|justify)",
    r"float:\s*(?:left|right)",
    r"(?<![-\w])(?:width|height|min-width|max-width|min-height|max-height)\s*:",
)
# Chrome and WebView 95, Firefox 102: what they do not know must not carry the layout.
TOO_NEW = (
    r":has\(",
    r"color-mix\(",
    r"light-dark\(",
    r"@container",
    r"@layer",
    r"^\s+&",
    r"\d(?:dvh|svh|lvh|cqw|cqi)\b",
)
NOT_ARABIC = (r"letter-spacing:\s*(?!0)", r"text-transform:\s*uppercase", r"font-style:\s*(?:italic|oblique)")


def rules(name: str) -> str:
    """Without comments, without the conditions of media queries."""
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / name).read_text("utf-8"), flags=re.S)
    text = re.sub(r"@(?:media|supports)[^{]*\{", "{", text)
    text = re.sub(r"([\w-]+):[^;{}]+;\s*\1:[^;{}]+cqi;", r"\1: 0;", text)  # said before in words that all know
    return re.sub(r":lang\(en\)[^{}]*\{[^}]*\}", "", text)


def found(name: str, patterns: tuple[str, ...]) -> list[str]:
    return [hit[0] for pattern in patterns for hit in re.finditer(pattern, rules(name), re.M)]


@pytest.mark.parametrize("name", PUBLIC)
def test_sides_are_named_by_the_direction_of_the_text(name: str) -> None:
    assert found(name, PHYSICAL) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_browsers_of_old_phones_know_all_of_it(name: str) -> None:
    assert found(name, TOO_NEW) == []


@pytest.mark.parametrize("name", PUBLIC)
def test_arabic_is_neither_spaced_nor_slanted(name: str) -> None:
    assert found(name, NOT_ARABIC) == []


def test_the_body_is_large_and_airy() -> None:
    tokens = (FOLDER / "tokens.css").read_text("utf-8")
    assert re.search(r"--t-text:\s*1\.125rem", tokens)
    line_height = re.search(r"--lh-text:\s*([\d.]+)", tokens)
    assert line_height
    assert 1.8 <= float(line_height[1]) <= 1.9


def test_what_a_page_loads_is_small() -> None:
    css = sum(len(gzip.compress((FOLDER / name).read_bytes(), 9)) for name in ("tokens.css", "look.css"))
    script = len(gzip.compress((FOLDER.parent / "js" / "page.js").read_bytes(), 9))
    first = (FOLDER.parent / "js" / "theme-first.js").stat().st_size
    assert css <= 12_000
    assert script <= 10_000
    assert first <= 300
