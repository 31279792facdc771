"""No text whatsoever, lone surrogates included, makes any function fail."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime

from newsroom import arabic

NOW = datetime(2024, 12, 25, tzinfo=UTC)
POOLS = [
    range(0x20, 0x7F),
    range(0x80, 0x250),
    range(0x300, 0x370),
    range(0x600, 0x780),
    range(0x8A0, 0x900),
    range(0x1100, 0x1200),
    range(0x2000, 0x2070),
    range(0xD800, 0xE000),
    range(0xFB50, 0xFF00),
    range(0x1F300, 0x1F700),
    range(0x110000),
]


def random_texts(how_many: int) -> list[str]:
    """The same texts every time: each from two ranges, so that neighbours matter."""
    dice = random.Random(20241225)  # noqa: S311  # nothing secret: texts for a test
    return [
        "".join(chr(dice.choice(pool)) for pool in dice.choices(dice.sample(POOLS, 2), k=dice.randint(1, 20)))
        for _ in range(how_many)
    ]


def everything(text: str) -> tuple[object, ...]:
    """Every function of the package that takes text."""
    return (
        arabic.to_arabic_digits(text),
        arabic.to_latin_digits(text),
        arabic.parse_number(text),
        arabic.parse_news_date(text, now=NOW),
        arabic.parse_news_time(text),
        arabic.slug(text),
        arabic.plain_title(text, "ar"),
        arabic.plain_title(text, "en"),
        arabic.isolate(text, "ar"),
        arabic.isolate(text, "en"),
        arabic.first_strong(text),
        arabic.direction(text),
        arabic.clean_text(text),
        arabic.tokens(text),
        arabic.word_count(text),
        arabic.reading_minutes(text),
        arabic.join_names([text, text, text]),
        arabic.query_variants(text),
    )


def test_ten_thousand_random_texts_go_through_every_function() -> None:
    texts = random_texts(10_000)
    assert [len(everything(text)) for text in texts] == [18] * len(texts)


def test_ten_thousand_random_texts_are_normal_once_normalised() -> None:
    normal = [arabic.normalise(text) for text in random_texts(10_000)]
    assert [arabic.normalise(text) for text in normal] == normal


def test_ten_thousand_random_texts_with_a_word_have_a_stem() -> None:
    texts = [text for text in random_texts(10_000) if any(map(_is_letter, unicodedata.normalize("NFKC", text)))]
    assert [text for text in texts if not arabic.tokens(text) or "" in arabic.tokens(text)] == []


def _is_letter(sign: str) -> bool:
    """A letter that normalising does not delete: not tatweel, a high hamza or a Koranic sign."""
    return sign.isalnum() and sign not in "\u0640\u0674" and not "\u06d6" <= sign <= "\u06ed" and not _is_mark(sign)


def _is_mark(sign: str) -> bool:
    return "\u08d3" <= sign <= "\u08ff" or "\u0610" <= sign <= "\u061a"


def test_texts_with_endless_repetition_are_read_in_time_that_grows_with_their_length() -> None:
    bricks = [
        "(",
        "A(",
        '"',
        "1 ",
        "+1-",
        "a.",
        "@a",
        "ـ",
        "\u200d",
        "ةر ",
        "http://",
        "«",
        "12 34-",
        "`",
        "a.",
        "+0",
        "a@",
    ]
    assert [len(everything(brick * (10_000 // len(brick)))) for brick in bricks] == [18] * len(bricks)
