"""What tells a form that a person sends from one that a machine makes up. No cookie, and nothing is stored.

A stamp says when the page with the form was made. It is the same for everybody and moves on four times a day only, so
that a page that is kept ready stays the same page. A question is bound to the address that is signed up with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from newsroom import arabic, clock

STEP: Final = timedelta(hours=6)
GOOD_FOR: Final = timedelta(hours=48)  # a page is kept ready for a day, and may stay open for another
ANSWERED_WITHIN: Final = timedelta(hours=1)
_SIGNATURE: Final = 16  # letters


class Age(Enum):
    """How old a form is."""

    GOOD = auto()
    OLD = auto()  # a page that was left open
    FORGED = auto()  # no page of ours


@dataclass(frozen=True, slots=True)
class Question:
    """Two figures of which the sum is asked."""

    first: int
    second: int


def stamp() -> str:
    """The stamp of a form that is printed now."""
    return _stamp(_now(STEP))


def age(text: str) -> Age:
    """How old the form with this stamp is."""
    number, _dot, _signature = text.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return Age.FORGED
    steps = _now(STEP) - int(number)
    if steps < 0 or not any(constant_time_compare(_stamp(int(number), key), text) for key in _keys()):
        return Age.FORGED
    return Age.GOOD if steps * STEP <= GOOD_FOR else Age.OLD


def question(email_norm: str) -> Question:
    """What is asked of whoever signs this address up within the hour."""
    return _question(email_norm, _now(ANSWERED_WITHIN))


def is_answer(typed: str, email_norm: str) -> bool:
    """Whether it is the sum, in whatever digits; the question of the hour before still counts."""
    answer = arabic.to_latin_digits(typed.strip())
    hours = (_now(ANSWERED_WITHIN), _now(ANSWERED_WITHIN) - 1)
    return answer in {str(asked.first + asked.second) for asked in (_question(email_norm, hour) for hour in hours)}


def _question(email_norm: str, hour: int) -> Question:
    digest = salted_hmac("newsletter.question", f"{hour} {email_norm}", algorithm="sha256").digest()
    return Question(2 + digest[0] % 8, 2 + digest[1] % 8)


def _stamp(step: int, key: str = "") -> str:
    signature = salted_hmac("newsletter.stamp", str(step), secret=key or None, algorithm="sha256").hexdigest()
    return f"{step}.{signature[:_SIGNATURE]}"


def _now(step: timedelta) -> int:
    return int(clock.now().timestamp() // step.total_seconds())


def _keys() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
