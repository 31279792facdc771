"""Arabic done right: digits, dates, plurals, direction, addresses, search words, clean input.

Pure functions without Django and without anything else of ours: same input, same output, no exception for any
text whatsoever. Everything the rest of the project needs is named here.
"""

from newsroom.arabic.analyse import ANALYSER_VERSION, query_variants, stem, tokens
from newsroom.arabic.bidi import Run, foreign_runs, isolate, plain_line, plain_title
from newsroom.arabic.cleaning import Change, Cleaned, clean_text, describe_changes
from newsroom.arabic.dates import (
    BODY,
    BODY_MONTH,
    CARD_TIME,
    MASTHEAD,
    RECENT,
    DateStyle,
    ago,
    format_news_date,
)
from newsroom.arabic.digits import (
    format_number,
    format_percent,
    parse_number,
    to_arabic_digits,
    to_latin_digits,
    with_digits,
)
from newsroom.arabic.direction import direction, first_strong
from newsroom.arabic.names import join_names
from newsroom.arabic.near import one_apart, one_less
from newsroom.arabic.normalise import normalise, normalise_begun
from newsroom.arabic.plurals import count, plural_ar, plural_en, plural_form_ar
from newsroom.arabic.reading import reading_minutes, word_count
from newsroom.arabic.reading_dates import LONGEST_DATE, ReadDate, parse_news_date, parse_news_time, read_news_date
from newsroom.arabic.slugs import slug

__all__ = [
    "ANALYSER_VERSION",
    "BODY",
    "BODY_MONTH",
    "CARD_TIME",
    "LONGEST_DATE",
    "MASTHEAD",
    "RECENT",
    "Change",
    "Cleaned",
    "DateStyle",
    "ReadDate",
    "Run",
    "ago",
    "clean_text",
    "count",
    "describe_changes",
    "direction",
    "first_strong",
    "foreign_runs",
    "format_news_date",
    "format_number",
    "format_percent",
    "isolate",
    "join_names",
    "normalise",
    "normalise_begun",
    "one_apart",
    "one_less",
    "parse_news_date",
    "parse_news_time",
    "parse_number",
    "plain_line",
    "plain_title",
    "plural_ar",
    "plural_en",
    "plural_form_ar",
    "query_variants",
    "read_news_date",
    "reading_minutes",
    "slug",
    "stem",
    "to_arabic_digits",
    "to_latin_digits",
    "tokens",
    "with_digits",
    "word_count",
]
