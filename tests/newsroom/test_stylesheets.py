"""The public stylesheets and scripts keep the house's rules, and stay small."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from newsroom import fonts, static_storage, theme

STATIC = Path(theme.SOURCE).parents[1]
STYLESHEETS = [STATIC / "css" / name for name in ("tokens.css", "look.css", "gallery.css", "drawing.css")]
SCRIPTS = [STATIC / "js" / name for name in ("theme-first.js", "page.js")]

PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|inset-(?:left|right))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)",
)
MEDIA_QUERY = re.compile(r"@media[^{]*")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def rules(path: Path) -> str:
    """A stylesheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


def weight(paths: list[Path]) -> int:
    """Bytes of the files as they are sent, gzip -9."""
    sent = [
        static_storage.without_comments(path.read_text()) if path.suffix == ".css" else path.read_text()
        for path in paths
    ]
    return sum(len(gzip.compress(text.encode(), 9)) for text in sent)


def unicode_ranges(family: str) -> list[str]:
    """The `unicode-range` of every face of a family."""
    faces = re.findall(r"@font-face\s*\{(.*?)\}", rules(STYLESHEETS[0]), re.S)
    own = [face for face in faces if f'font-family: "{family}"' in face]
    return [found[1].replace(" ", "") for face in own if (found := re.search(r"unicode-range:([^;]*)", face))]


def looks(tokens: str) -> list[dict[str, str]]:
    """The colours in the light and in the dark: what the dark does not change is as in the light."""
    named = re.findall(r"(--[\w-]+): (#[0-9a-fA-F]{6});", tokens)
    light = dict(reversed(named))
    return [light, light | dict(named)]


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart (WCAG 2.2, contrast ratio)."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
class TestRules:
    """What is written in a public stylesheet."""

    def test_direction_comes_from_dir_alone(self, path: Path) -> None:
        assert PHYSICAL.findall(MEDIA_QUERY.sub("", rules(path))) == []

    def test_nothing_is_addressed_by_id(self, path: Path) -> None:
        selectors = re.findall(r"([^{}]+)\{", rules(path))
        assert [selector for selector in selectors if re.search(r"#[a-zA-Z]", selector)] == []

    def test_nothing_is_forced(self, path: Path) -> None:
        assert rules(path).count("!important") == 0

    def test_nothing_comes_from_elsewhere(self, path: Path) -> None:
        assert re.findall(r"@import|https?:|url\((?!\"\.\./fonts/)", rules(path)) == []

    def test_arabic_letters_are_never_spaced_or_slanted_or_justified(self, path: Path) -> None:
        found = re.findall(r"letter-spacing|text-transform|text-align:\s*justify|oblique", rules(path))
        assert found == []


def test_colours_have_their_names_in_the_tokens() -> None:
    assert [COLOUR.findall(rules(path).partition("@media print")[0]) for path in STYLESHEETS[1:]] == [[], [], []]


def test_every_token_that_the_pages_use_is_named() -> None:
    together = "".join(rules(path) for path in STYLESHEETS)
    used = set(re.findall(r"var\((--[\w-]+)", together))
    named = set(re.findall(r"(--[\w-]+)\s*:", together))

    assert used - named == set()


def test_both_ways_to_the_dark_set_the_same_colours() -> None:
    tokens = rules(STYLESHEETS[0])
    by_system = re.search(r':root:not\(\[data-theme="light"\]\)\s*\{(.*?)\}', tokens, re.S)
    by_choice = re.search(r':root\[data-theme="dark"\]\s*\{(.*?)\}', tokens, re.S)
    assert by_system is not None
    assert by_choice is not None

    assert by_system[1].split() == by_choice[1].split()


@pytest.mark.parametrize(
    ("family", "cut"),
    [("Newsroom Sans", fonts.ARABIC), ("Newsroom Sans Latin", fonts.LATIN)],
)
def test_a_face_is_asked_for_exactly_what_its_file_holds(family: str, cut: str) -> None:
    held = fonts.characters(f"{cut},{fonts.COMMON}")

    assert [fonts.characters(range_) for range_ in unicode_ranges(family)] == [held, held]


def test_the_stylesheets_weigh_at_most_8_kilobytes() -> None:
    assert weight(STYLESHEETS[:2]) <= 8 * 1024


def test_the_scripts_weigh_at_most_8_kilobytes() -> None:
    assert weight(SCRIPTS) <= 8 * 1024


def test_the_inline_script_has_at_most_300_bytes() -> None:
    assert len(theme.theme_script().encode()) <= 300


class TestFaultsOfFields:
    """What is wrong with a field can be read: red on paper, pale red on the purple of the newsletter's box."""

    LOOK = rules(STYLESHEETS[1])

    @pytest.mark.parametrize(
        ("selector", "colour"), [(".problem", "--red"), (".letter .problem", "--on-purple-red")], ids=["paper", "box"]
    )
    def test_each_ground_has_its_own_red(self, selector: str, colour: str) -> None:
        rule = re.search(rf"^{re.escape(selector)} \{{([^}}]*)\}}", self.LOOK, re.M)
        assert rule
        assert re.findall(r"(?<![-\w])color: var\((--[\w-]+)\)", rule[1]) == [colour]

    @pytest.mark.parametrize("ink", ["--red", "--on-purple-red"])
    def test_it_stands_out_in_light_and_dark(self, ink: str) -> None:
        ground = {"--red": "--paper", "--on-purple-red": "--purple-ground"}[ink]
        for look in looks(rules(STYLESHEETS[0])):
            assert contrast(look[ink], look[ground]) >= 4.5

    def test_the_field_has_a_red_edge(self) -> None:
        edges = re.findall(
            r"^(\.\w+)[^{}]*\[aria-invalid=\"true\"\] \{ border: 2px solid var\((--[\w-]+)\)", self.LOOK, re.M
        )
        assert edges == [(".letter", "--on-purple-red"), (".choices", "--red")]
