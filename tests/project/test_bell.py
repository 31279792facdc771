"""Ringing for a task: a broker that is down costs nothing but a line in the log."""

import ast
from pathlib import Path

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from newsroom import bell

BASE = Path(__file__).resolve().parent.parent.parent


def test_a_bell_is_taken() -> None:
    assert bell.ring("articles.tasks.nothing", 7)


def test_a_dead_broker_is_counted_and_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("newsroom.celery.app.send_task", refuse)
    before = bell.missed
    assert not bell.ring("articles.tasks.nothing")
    assert bell.missed == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_bell_waits_for_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", rung.append)
    with transaction.atomic():
        bell.ring_after_commit("articles.tasks.nothing")
        assert rung == []
    assert rung == ["articles.tasks.nothing"]


@pytest.mark.django_db(transaction=True)
def test_a_bell_of_a_transaction_that_failed_is_not_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bell, "ring", rung.append)
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        bell.ring_after_commit("articles.tasks.nothing")
        raise ValueError("no")
    assert rung == []


def test_nobody_else_calls_a_task_through_the_broker() -> None:
    calls = []
    for folder in ("newsroom", "articles", "newsletter"):
        for path in (BASE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "send_task"}:
                    calls.append(f"{path.relative_to(BASE)} {node.attr}")
    assert calls == ["newsroom/bell.py send_task"]
