"""Names stand in a row as the language joins them."""

from __future__ import annotations

import pytest

from newsroom.arabic import join_names


@pytest.mark.parametrize(
    ("names", "language", "printed"),
    [
        ([], "ar", ""),
        (["سمر خوري"], "ar", "سمر خوري"),
        (["سمر خوري", "سامر العلي"], "ar", "سمر خوري وسامر العلي"),
        (["سمر خوري", "سامر العلي", "رنا حداد"], "ar", "سمر خوري، سامر العلي ورنا حداد"),
        (["سمر خوري", " ", "سامر العلي "], "ar", "سمر خوري وسامر العلي"),
        (["A", "B"], "en", "A and B"),
        (["A", "B", "C"], "en", "A, B and C"),
        (["A", "B", "C", "D"], "en", "A, B, C and D"),
    ],
)
def test_names_are_joined(names: list[str], language: str, printed: str) -> None:
    assert join_names(names, language) == printed
