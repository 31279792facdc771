"""An UPDATE that the ORM writes once and that is run many times with other values.

For the two statements that each mail needs: to write such a one anew takes the ORM ten times as long as the database
takes to run it. The rule still stands in one place, as conditions of the ORM.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
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


class Statement:
    """`rows()` with their `changes`, either with `given` values in them; written at its first run."""

    def __init__(self, rows: Callable[[], models.QuerySet[Any]], **changes: Any) -> None:
        self._rows = rows
        self._changes = changes
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}  # by kind of database

    def run(self, **values: Any) -> int:
        """Run it; returns how many rows it changed."""
        database = connections[DEFAULT_DB_ALIAS]
        sql, parameters = self._written.get(database.vendor) or self._write()
        ready = [_prepared(values[one.name], database) if isinstance(one, _Place) else one for one in parameters]
        with database.cursor() as cursor:
            cursor.execute(sql, ready)
            changed: int = cursor.rowcount
        return changed

    def _write(self) -> tuple[str, tuple[Any, ...]]:
        query: Any = self._rows().query.chain(UpdateQuery)
        query.add_update_values(self._changes)
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        written = self._written[connection.vendor] = sql, tuple(parameters)
        return written


def _prepared(value: Any, database: BaseDatabaseWrapper) -> Any:
    """A value as the database wants it."""
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not database.features.has_native_uuid_field:
        return value.hex
    return value
