"""The stamp of a form: when it is good, and that nobody makes one up."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from newsletter import stamps
from newsletter.stamps import Age
from newsroom import clock

NOON = datetime(2024, 12, 25, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def aged(hours: float) -> Age:
    with clock.held_at(NOON):
        stamp = stamps.stamp()
    with clock.held_at(NOON + hours * HOUR):
        return stamps.age(stamp)


@pytest.mark.parametrize(
    ("hours", "age"),
    [(0, Age.GOOD), (24, Age.GOOD), (48, Age.GOOD), (53.9, Age.GOOD), (54, Age.OLD), (1000, Age.OLD), (-6, Age.FORGED)],
)
def test_it_is_good_for_two_days(hours: float, age: Age) -> None:
    assert aged(hours) is age


def test_a_page_that_is_printed_again_within_hours_is_the_same_page() -> None:
    with clock.held_at(NOON):
        first = stamps.stamp()
    with clock.held_at(NOON + 5.9 * HOUR):
        assert stamps.stamp() == first


def test_every_letter_of_it_is_checked() -> None:
    stamp = stamps.stamp()
    changed = [
        stamp[:place] + ("0" if letter != "0" else "1") + stamp[place + 1 :] for place, letter in enumerate(stamp)
    ]
    assert {stamps.age(one) for one in changed} == {Age.FORGED}


def test_it_outlives_the_change_of_the_key(settings: Settings) -> None:
    stamp = stamps.stamp()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert stamps.age(stamp) is Age.GOOD


def test_one_of_another_key_is_forged(settings: Settings) -> None:
    stamp = stamps.stamp()
    settings.SECRET_KEY = "another"
    assert stamps.age(stamp) is Age.FORGED


def test_the_question_stays_for_an_hour_and_its_answer_for_another() -> None:
    with clock.held_at(NOON):
        asked = stamps.question("reem@example.org")
    sum_ = str(asked.first + asked.second)
    with clock.held_at(NOON + 1.9 * HOUR):
        assert stamps.is_answer(sum_, "reem@example.org")
