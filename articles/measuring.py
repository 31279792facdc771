"""How long a text is, as the desk and the public page say it: in words and in minutes of reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import get_language

from articles import body
from newsroom import arabic
from newsroom.languages import ARABIC


class Measured(NamedTuple):
    """How long a text is."""

    words: int
    minutes: int


def measured(html: str, language: str) -> Measured:
    """The length of a body in `language`, of its own words alone."""
    text = body.own_words(html)
    return Measured(arabic.word_count(text), arabic.reading_minutes(text, language))


def measure(html: str, language: str) -> str:
    """`٣٩٨ كلمة · ٣ دقائق` of a body in `language`, in the language of the desk; empty where there is no word."""
    words, minutes = measured(html, language)
    if not words:
        return ""
    desk = get_language() or ARABIC
    return f"{arabic.count(words, 'word', desk)} · {arabic.count(minutes, 'minute', desk)}"


def measures(bodies: Mapping[str, str]) -> dict[str, str]:
    """`measure` of a body in each language."""
    return {language: measure(html, language) for language, html in bodies.items()}
