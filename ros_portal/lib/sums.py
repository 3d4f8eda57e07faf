"""Totals that the database itself keeps, on PostgreSQL and SQLite: for migrations.

A change of a part moves its total by the difference, so that two people who change two parts at
once both count. A later migration that alters one of these tables rebuilds it on SQLite, and has to
add it up again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import migrations

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Total(NamedTuple):
    """`into` of the row of `table` to which `key` of a part leads is the sum of `of` of its parts."""

    table: str
    into: str
    of: str


def added_up(parts: str, *, key: str, totals: Sequence[Total]) -> migrations.RunPython:
    """Of the table `parts`; all of `totals` stand in the same table."""
    (table,) = {total.table for total in totals}

    def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for event, statements in _statements(table, key, totals):
            name = f"{parts}_added_up_{event.lower()}"
            trigger = f"CREATE TRIGGER {name} AFTER {event} ON {parts} FOR EACH ROW"
            if is_postgresql:
                schema_editor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                    f" $$ BEGIN {statements} RETURN NULL; END $$;"
                    f"{trigger} EXECUTE FUNCTION {name}();"
                )
            else:
                schema_editor.execute(f"{trigger} BEGIN {statements} END")

    def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for event, _statement in _statements(table, key, totals):
            name = f"{parts}_added_up_{event.lower()}"
            if is_postgresql:
                schema_editor.execute(f"DROP TRIGGER {name} ON {parts}")
                schema_editor.execute(f"DROP FUNCTION {name}()")
            else:
                schema_editor.execute(f"DROP TRIGGER {name}")

    return migrations.RunPython(create, drop)


def _statements(table: str, key: str, totals: Sequence[Total]) -> Iterator[tuple[str, str]]:
    for event, rows in (("INSERT", ["+NEW"]), ("DELETE", ["-OLD"]), ("UPDATE", ["-OLD", "+NEW"])):
        statements = (
            f"UPDATE {table} SET "
            + ", ".join(f"{one.into} = {one.into} {row[0]} {row[1:]}.{one.of}" for one in totals)
            + f" WHERE id = {row[1:]}.{key};"
            for row in rows
        )
        yield event, " ".join(statements)
