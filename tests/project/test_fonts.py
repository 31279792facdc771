"""The fonts that are cut at set-up: small, whole for Arabic news, under a name of their own."""

from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from newsroom import fonts

FOLDER = settings.STATIC_SOURCES / "newsroom" / "fonts"
FILES = ["sans-arabic-400.woff2", "sans-arabic-700.woff2", "sans-latin-400.woff2", "sans-latin-700.woff2"]


def test_four_files_weigh_less_than_fifty_kilobytes() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.woff2")) == FILES
    assert sum((FOLDER / name).stat().st_size for name in FILES) <= 50 * 1024


@pytest.mark.parametrize("weight", [400, 700])
def test_every_character_of_arabic_news_is_there(weight: int) -> None:
    wanted = 'ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىة ًٌٍَُِّْـ،؛؟«»٠١٢٣٤٥٦٧٨٩0123456789.:!-–—…()/"|٪'
    have = TTFont(FOLDER / f"sans-arabic-{weight}.woff2").getBestCmap()
    assert {letter for letter in wanted if ord(letter) not in have} == set()


@pytest.mark.parametrize("name", FILES)
def test_the_reserved_name_is_not_used(name: str) -> None:
    """OFL-1.1, 3: a modified version carries another name; the copyright line stays."""
    names = TTFont(FOLDER / name)["name"]
    assert [names.getDebugName(number) for number in (1, 16)] == ["Newsroom Sans", None]
    assert "Plex" not in names.getDebugName(4) + names.getDebugName(6)
    assert "IBM" in names.getDebugName(0)


def test_the_licence_lies_beside() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE.txt").read_text("utf-8")


def test_fonts_that_are_there_are_not_cut_again(tmp_path: Path) -> None:
    (tmp_path / "made-from").write_text(fonts._fingerprint())
    assert not fonts.build(tmp_path)


def test_a_font_is_cut_to_the_letters_that_are_asked_for(tmp_path: Path) -> None:
    font = TTFont(Path(str(files("fontpkg_ibm_plex_sans_arabic") / "files" / "IBMPlexSansArabic-Bold.ttf")))
    fonts._write(font, "U+0627-0628", "Bold", tmp_path / "cut.woff2")
    cut = TTFont(tmp_path / "cut.woff2")
    assert sorted(cut.getBestCmap()) == [0x627, 0x628]
    assert cut["name"].getDebugName(4) == "Newsroom Sans Bold"


def test_a_range_is_read_as_in_a_stylesheet() -> None:
    assert fonts.characters("U+0041-0043,U+00AB") == {0x41, 0x42, 0x43, 0xAB}
