"""What the database itself refuses, on PostgreSQL and SQLite, whoever asks: for migrations.

A guard is written once, in SQL that both understand; only "differs" is said in two ways. SQLite
empties tables between tests by DELETE, so there only Python and foreign keys refuse a deletion. A
later migration that alters a guarded table rebuilds it on SQLite: `KeepingGuards` around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import migrations
from django.db.migrations.operations.base import Operation

POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {when} THEN RAISE EXCEPTION '{says}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{says}'); END
"""


class Guard(NamedTuple):
    """`event` (INSERT, UPDATE or DELETE) on `table` is refused when `when` holds of OLD or NEW."""

    name: str
    table: str
    event: str
    when: str


def differs(*columns: str) -> str:
    """One of these columns is changed."""
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) {{is_not}} ({new})"


def refuse(*guards: Guard, says: str) -> migrations.RunPython:
    """`says` is what the database answers; without quotes."""

    def guard(apps: Any, schema_editor: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        statement = POSTGRESQL if is_postgresql else SQLITE
        is_not = "IS DISTINCT FROM" if is_postgresql else "IS NOT"
        for one in _guarded(guards, is_postgresql=is_postgresql):
            facts = one._asdict() | {"when": one.when.format(is_not=is_not)}
            schema_editor.execute(statement.format(**facts, says=says), params=None)

    def unguard(apps: Any, schema_editor: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for one in _guarded(guards, is_postgresql=is_postgresql):
            if is_postgresql:
                schema_editor.execute(f"DROP TRIGGER {one.name} ON {one.table}")
                schema_editor.execute(f"DROP FUNCTION {one.name}()")
            else:
                schema_editor.execute(f"DROP TRIGGER {one.name}")

    return migrations.RunPython(guard, unguard)


def _guarded(guards: Sequence[Guard], *, is_postgresql: bool) -> list[Guard]:
    return [one for one in guards if is_postgresql or one.event != "DELETE"]


class KeepingGuards(migrations.SeparateDatabaseAndState):
    """These operations alter `table`; SQLite rebuilds it for that, and here keeps its triggers.

    Also those of other tables that read it: SQLite renames no table that a trigger looks for.
    """

    def __init__(self, table: str, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)
        self.table = table

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with self._kept(schema_editor):
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        with self._kept(schema_editor):
            super().database_backwards(app_label, schema_editor, *states)

    @contextmanager
    def _kept(self, schema_editor: Any) -> Iterator[None]:
        triggers: list[tuple[str, str]] = []
        if schema_editor.connection.vendor == "sqlite":
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                    " AND (tbl_name = %s OR instr(sql, %s))",
                    [self.table, self.table],
                )
                triggers = cursor.fetchall()
        for name, _sql in triggers:
            schema_editor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            schema_editor.execute(sql, params=None)
