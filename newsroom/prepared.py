"""Questions that are put together once and asked often.

Django writes the SQL of a queryset anew each time, which takes it ten times as long as a database needs to answer it.
The models and their querysets still say what the SQL is; what differs between two askings is a `Slot`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Expression, Field, Func, QuerySet

Row = dict[str, Any]
_PLACE: Final = re.compile("(?<!%)%s")


class Slot(Expression):
    """A value that is known when the question is asked, by its name; stands wherever a filter takes a value."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and itself as the value to be replaced."""
        return "%s", (self,)

    def values(self, given: Any, connection: Any) -> list[Any]:
        """What is `given`, as the database takes it."""
        return [self.output_field.get_db_prep_value(given, connection)]


class _Slots(Slot):
    """Any number of values, at least one."""

    def values(self, given: Any, connection: Any) -> list[Any]:
        return [value for each in given for value in super(_Slots, self).values(each, connection)]


class Among(Func):
    """That a column holds one of the values that are given by `name`: for `filter()`."""

    template = "%(expressions)s"
    arg_joiner = " IN "
    conditional = True

    def __init__(self, column: str, name: str, field: Field[Any, Any]) -> None:
        super().__init__(column, _Slots(name, field), output_field=BooleanField())


class _Compiled(NamedTuple):
    """SQL between its placeholders, what goes there, and what becomes of the columns that come back."""

    pieces: tuple[str, ...]
    params: tuple[Any, ...]
    columns: tuple[str, ...]
    compiler: Any
    converters: Any


class Prepared:
    """A question of a fixed shape; `build` gives it as `values()`, with slots for what differs."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build: Final = build
        self._compiled = lru_cache(maxsize=None)(self._compile)

    def rows(self, **given: Any) -> list[Row]:
        """The rows by the names of their columns, with what is `given` in the slots of these names."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled(connection.vendor)
        sql, values = [compiled.pieces[0]], []
        for param, piece in zip(compiled.params, compiled.pieces[1:], strict=True):
            filled = param.values(given[param.name], connection) if isinstance(param, Slot) else [param]
            values += filled
            places = ", ".join(["%s"] * len(filled))
            sql += [f"({places})" if isinstance(param, _Slots) else places, piece]
        with connection.cursor() as cursor:
            cursor.execute("".join(sql), values)
            rows = cursor.fetchall()
        if compiled.converters:
            rows = compiled.compiler.apply_converters(rows, compiled.converters)
        return [dict(zip(compiled.columns, row, strict=True)) for row in rows]

    def _compile(self, _vendor: str) -> _Compiled:
        query = self._build().query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        columns = query.selected or (*query.values_select, *query.annotation_select)
        return _Compiled(tuple(_PLACE.split(sql)), tuple(params), tuple(columns), compiler, converters)
