"""What a printed date costs: microseconds a call, and how many times that of `datetime.strftime`.

    python -m bench.arabic_dates

The goal is 15 µs a call (arabic.md 2.2). The figures of the day are in arabic_dates.txt beside this file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from timeit import repeat

from newsroom.arabic import (
    BODY,
    CARD_TIME,
    MASTHEAD,
    RECENT,
    ago,
    clean_text,
    format_news_date,
    isolate,
    normalise,
    parse_news_date,
    plain_title,
    slug,
    tokens,
)

CALLS = 5_000
ROUNDS = 5
VALUE = datetime(2024, 12, 25, 14, 20, tzinfo=UTC)
NOW = VALUE + timedelta(minutes=3)
HEADLINE = "أذربيجان تشترط «تسليم القوات الأرمينية» لوقف العملية، وBBC تنقل عن Reuters"


def microseconds(call: Callable[[], object]) -> float:
    """The best of some rounds: the machine's noise only adds."""
    return min(repeat(call, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


MEASURED: dict[str, Callable[[], object]] = {
    "datetime.strftime('%A %d %B %Y')": lambda: VALUE.strftime("%A %d %B %Y"),
    "format_news_date header": lambda: format_news_date(VALUE, "header"),
    "format_news_date body_date": lambda: format_news_date(VALUE, "body_date"),
    "format_news_date relative": lambda: format_news_date(VALUE, "relative", now=NOW),
    "MASTHEAD.format": lambda: MASTHEAD.format(VALUE),
    "BODY.format": lambda: BODY.format(VALUE),
    "CARD_TIME.format": lambda: CARD_TIME.format(VALUE),
    "RECENT.format": lambda: RECENT.format(VALUE, now=NOW),
    "ago(3, 'minute')": lambda: ago(3, "minute"),
    "parse_news_date body": lambda: parse_news_date("10 تشرين الثاني/ نوفمبر 2020"),
    "slug of a headline": lambda: slug(HEADLINE),
    "plain_title of a headline": lambda: plain_title(HEADLINE, "ar"),
    "isolate of a headline": lambda: isolate(HEADLINE, "ar"),
    "clean_text of a headline": lambda: clean_text(HEADLINE),
    "normalise of a headline": lambda: normalise(HEADLINE),
    "tokens of a headline": lambda: tokens(HEADLINE),
}


def main() -> None:
    """One line a function."""
    base = microseconds(next(iter(MEASURED.values())))
    print(f"{'call':<36}{'µs':>8}{'× strftime':>12}")
    for name, call in MEASURED.items():
        took = microseconds(call)
        print(f"{name:<36}{took:>8.2f}{took / base:>12.1f}")


if __name__ == "__main__":
    main()
