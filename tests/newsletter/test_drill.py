"""The drill in small: senders are killed at random, and nobody gets an issue twice or not at all."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from newsletter import drilling

pytestmark = pytest.mark.beside

RECIPIENTS, WORKERS, KILLS = 150, 2, 3


def drill(**options: object) -> dict[str, float]:
    """What the drill prints, by name."""
    said = io.StringIO()
    call_command("digest_drill", recipients=RECIPIENTS, workers=WORKERS, kills=KILLS, stdout=said, **options)
    return {name: float(value) for name, value in re.findall(r"(\w+)=([0-9.]+)", said.getvalue())}


def check(found: dict[str, float]) -> None:
    """Each address once, or held where nobody can know."""
    assert (found["duplicates"], found["missing"]) == (0, 0)
    assert found["sent"] + found["uncertain"] == RECIPIENTS
    assert found["uncertain"] <= KILLS * WORKERS


def test_killed_senders_mail_nobody_twice_on_sqlite() -> None:
    check(drill())


def test_killed_senders_mail_nobody_twice_on_postgresql(postgres_url: str) -> None:
    check(drill(database=postgres_url))


def test_an_impossible_drill_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("digest_drill", workers=0)


def test_its_inner_steps_touch_no_database_but_their_own() -> None:
    with pytest.raises(CommandError, match="thrown away"):
        call_command("digest_drill", step="prepare")


class TestWhatItCounts:
    """The sink's book against the ledger's, with faults made by hand."""

    LEDGER = {"states": {"sent": 2, "uncertain": 1}, "sent": ["one", "two"], "total": 3}

    def found(self, *taken: tuple[str, str], ledger: dict[str, object] = LEDGER) -> tuple[int, int]:
        """Duplicates and missing."""
        with drilling.Sink() as sink:
            sink.taken = list(taken)
            counted = drilling.result(sink, ledger, recipients=3, seconds=1.0)
        return counted.duplicates, counted.missing

    def test_each_address_once_is_no_fault(self) -> None:
        assert self.found(("a", "one"), ("b", "two")) == (0, 0)

    def test_an_uncertain_mail_that_did_arrive_is_no_fault(self) -> None:
        assert self.found(("a", "one"), ("b", "two"), ("c", "three")) == (0, 0)

    def test_an_address_twice_is_a_duplicate_whatever_the_id(self) -> None:
        assert self.found(("a", "one"), ("b", "two"), ("a", "other")) == (1, 0)

    def test_what_counts_as_sent_and_never_arrived_is_missing(self) -> None:
        assert self.found(("a", "one")) == (0, 1)

    def test_a_row_that_ended_nowhere_is_missing(self) -> None:
        ledger = {"states": {"sent": 2, "queued": 1}, "sent": ["one", "two"], "total": 3}
        assert self.found(("a", "one"), ("b", "two"), ledger=ledger) == (0, 1)

    def test_a_reader_without_a_row_is_missing(self) -> None:
        ledger = {"states": {"sent": 2}, "sent": ["one", "two"], "total": 2}
        assert self.found(("a", "one"), ("b", "two"), ledger=ledger) == (0, 1)
