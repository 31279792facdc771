"""A database constraint that Django lacks and that both of our databases can hold: intervals that never overlap.

PostgreSQL gets an exclusion constraint, SQLite two triggers. Both are written through the schema editor, so that they
are part of the migration state and come back when SQLite rebuilds a table (a trigger made by `RunSQL` is lost there).
Django's own `ExclusionConstraint` is not used: its migration cannot run on SQLite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The open end must not look like a number: SQLite would turn '9999' into one beside a datetime column, and a number is
# less than any text.
_TRIGGER = """CREATE TRIGGER {name} BEFORE {event} ON {table}
WHEN EXISTS (SELECT 1 FROM {table} AS other WHERE {same}
  AND other.{start} < COALESCE(NEW.{end}, '9999-12-31')
  AND NEW.{start} < COALESCE(other.{end}, '9999-12-31'){not_itself})
BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {constraint}'); END"""


class NoOverlap(models.BaseConstraint):
    """Rows that agree in `same` have half-open intervals `[start, end)` that do not overlap; an `end` of NULL is open.

    Breaking it raises `IntegrityError`, whose text holds the constraint's name on both databases.
    """

    default_violation_error_message = _("This period overlaps another one.")

    def __init__(self, *, name: str, same: Sequence[str], start: str, end: str) -> None:
        super().__init__(name=name)
        self.same = tuple(same)
        self.start = start
        self.end = end

    def _columns(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> tuple[list[str], str, str]:
        def column(name: str) -> str:
            field = model._meta.get_field(name)
            assert isinstance(field, models.Field)  # noqa: S101  # a relation seen from the other side has no column
            return schema_editor.quote_name(str(field.column))

        return [column(field) for field in self.same], column(self.start), column(self.end)

    def _trigger_names(self) -> dict[str, str]:
        return {"INSERT": f"{self.name}_insert", "UPDATE": f"{self.name}_update"}

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Nothing inside CREATE TABLE: the constraint follows the table, as a statement of its own.

        Django calls this for a new table and for one that SQLite rebuilds, and runs the deferred statements afterwards.
        """
        if model is not None and schema_editor is not None:
            for sql in self._statements(model, schema_editor):
                schema_editor.deferred_sql.append(sql)
        return ""

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Add the constraint to a table that exists."""
        if model is None or schema_editor is None:
            return None
        *first, last = self._statements(model, schema_editor)
        if schema_editor.connection.vendor == "postgresql":
            for sql in first:
                schema_editor.execute(sql)
        else:  # asked for while the table is being created: the triggers follow it
            schema_editor.deferred_sql.extend(first)
        return last

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Drop the constraint."""
        if model is None or schema_editor is None:
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        if schema_editor.connection.vendor == "postgresql":
            return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"
        *first, last = [f"DROP TRIGGER IF EXISTS {name}" for name in self._trigger_names().values()]
        for sql in first:
            schema_editor.execute(sql)
        return last

    def _statements(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> list[Any]:
        same, start, end = self._columns(model, schema_editor)
        table = Table(model._meta.db_table, schema_editor.quote_name)
        if schema_editor.connection.vendor == "postgresql":
            equal = ", ".join(f"{column} WITH =" for column in same)
            extension = "CREATE EXTENSION IF NOT EXISTS btree_gist"
            exclude = f"ALTER TABLE %(table)s ADD CONSTRAINT {schema_editor.quote_name(self.name)} EXCLUDE USING gist "
            exclude += f"({equal}, tstzrange({start}, {end}) WITH &&)"
            return [extension, Statement(exclude, table=table)]
        return [
            Statement(
                _TRIGGER.format(
                    name=name,
                    event=event,
                    table="%(table)s",
                    same=" AND ".join(f"other.{column} = NEW.{column}" for column in same),
                    start=start,
                    end=end,
                    not_itself="" if event == "INSERT" else " AND other.id <> NEW.id",
                    constraint=self.name,
                ),
                table=table,
            )
            for event, name in self._trigger_names().items()
        ]

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Refuse an overlapping instance with a message, as `full_clean()` expects of a constraint."""
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        others = model._default_manager.using(using).filter(**{field: getattr(instance, field) for field in self.same})
        others = others.filter(models.Q(**{self.end: None}) | models.Q(**{f"{self.end}__gt": start}))
        if end is not None:
            others = others.filter(**{f"{self.start}__lt": end})
        if others.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs.update(same=self.same, start=self.start, end=self.end)
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.same, self.start, self.end))
