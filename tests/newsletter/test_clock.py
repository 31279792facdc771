"""The clock that can be held still."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from newsroom import clock
from tests.newsletter.threads import together

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def test_inside_it_is_that_moment() -> None:
    with clock.held_at(NOON):
        assert clock.now() == NOON


def test_afterwards_time_goes_on_as_it_did() -> None:
    with time_machine.travel(LATER, tick=False):
        with clock.held_at(NOON):
            pass
        assert clock.now() == LATER


def test_time_goes_on_after_a_failure_inside() -> None:
    with time_machine.travel(LATER, tick=False):
        with pytest.raises(RuntimeError), clock.held_at(NOON):
            raise RuntimeError
        assert clock.now() == LATER


def test_the_inner_moment_is_the_one_that_counts() -> None:
    with clock.held_at(NOON):
        with clock.held_at(LATER):
            inner = clock.now()
        assert (inner, clock.now()) == (LATER, NOON)


def test_each_thread_has_a_clock_of_its_own() -> None:
    def held(moment: datetime) -> datetime:
        with clock.held_at(moment):
            return clock.now()

    assert together(lambda: held(NOON), lambda: held(LATER)) == [NOON, LATER]
