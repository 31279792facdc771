"""Statements that the ORM writes once and that are run many times with other values, by the database's driver.

For what each mail needs: to write such a one anew takes the ORM ten times as long as the database takes to run it. The
rule still stands in one place, as conditions of the ORM.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value comes that is known at each run only."""

    name: str


def given(name: str) -> RawSQL:
    """The value that `run` is given under this name."""
    return RawSQL("%s", (_Place(name),))


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement in the words of one kind of database; `places` are those of its parameters that are given."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]


class _Statement:
    """Written at its first run on each kind of database."""

    def __init__(self, rows: Callable[[], models.QuerySet[Any]]) -> None:
        self._rows = rows
        self._written: dict[str, _Written] = {}

    def _executed(self, values: dict[str, Any]) -> Any:
        """The cursor after a run. Errors are those of Django."""
        database = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(database.vendor) or self._write(database)
        prepared = {name: _prepared(value, database) for name, value in values.items()}
        parameters = list(written.parameters)
        for place, name in written.places:
            parameters[place] = prepared[name]
        database.ensure_connection()
        with database.wrap_database_errors:
            if database.vendor == "postgresql":  # Django's own cursor writes the values into the text, one by one
                return psycopg.Cursor(database.connection).execute(written.sql, parameters)
            return database.connection.execute(written.sql, parameters)

    def _write(self, database: BaseDatabaseWrapper) -> _Written:
        sql, parameters = self._query().get_compiler(connection=database).as_sql()
        if database.vendor == "sqlite":
            sql = sql.replace("%s", "?")
        plain = tuple(str(one) if isinstance(one, str) else one for one in parameters)  # of a choice, its value
        places = tuple((place, one.name) for place, one in enumerate(parameters) if isinstance(one, _Place))
        written = self._written[database.vendor] = _Written(sql, plain, places)
        return written

    def _query(self) -> Any:
        return self._rows().query


class Select(_Statement):
    """`rows()`, an ordered `values_list`, with `given` values in it."""

    def run(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them: only for numbers and texts."""
        rows: list[tuple[Any, ...]] = self._executed(values).fetchall()
        return rows


class Update(_Statement):
    """`rows()` with their `changes`, either with `given` values in them."""

    def __init__(self, rows: Callable[[], models.QuerySet[Any]], **changes: Any) -> None:
        super().__init__(rows)
        self._changes = changes

    def run(self, **values: Any) -> int:
        """Run it; returns how many rows it changed."""
        return int(self._executed(values).rowcount)

    def _query(self) -> Any:
        query: Any = self._rows().query.chain(UpdateQuery)
        query.add_update_values(self._changes)
        return query


def _prepared(value: Any, database: BaseDatabaseWrapper) -> Any:
    """A value as the database wants it."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not database.features.has_native_uuid_field:
        return value.hex
    return value
