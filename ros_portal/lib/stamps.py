"""A stamp on a row that the database renews whenever something that belongs to the row changes.

What was made of such a row and of everything around it may be kept under its stamp: after a change,
by whoever and by whatever means, it is only no longer found. A migration adds the column and then
the triggers:

    operations = [AddField(…, "stamp", StampField()), stamped("app_model", [Touch(…), …])]

SQLite loses the triggers of a table that a later migration rebuilds: `stamped` again, after it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import migrations, models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVENTS = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}


def new_stamp() -> str:
    return secrets.token_hex(16)


class StampField(models.CharField[str, str]):
    def __init__(self, **options: Any) -> None:
        options = {"max_length": 32, "default": new_stamp, "editable": False, **options}
        super().__init__(**options)


@dataclass(frozen=True)
class Touch:
    """A change of a row of `table` renews the stamp of the rows that meet `where`.

    `where` is SQL about the stamped table, in which `{row}` is the row that changed. With `columns`,
    an update counts only when one of these has another value.
    """

    table: str
    where: str
    columns: Sequence[str] = ()


def stamped(table: str, touches: Sequence[Touch]) -> migrations.RunPython:
    """Triggers that renew `stamp` in `table` with every write to a row, and with every touch.

    Every write, so that saving a row read long ago never brings its old stamp back.
    """

    def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        postgresql = schema_editor.connection.vendor == "postgresql"
        schema_editor.execute((ON_WRITE if postgresql else ON_WRITE_SQLITE).format(table=table))
        _touch(schema_editor, table, touches)

    def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        names = [(name, touch.table) for name, touch, _event in _triggers(table, touches)]
        _drop(schema_editor, [*names, (f"{table}_stamp", table)])

    return migrations.RunPython(create, drop)


def also_touched(table: str, touches: Sequence[Touch]) -> migrations.RunPython:
    """For a later migration: what else renews the stamps of a table that has them already."""

    def create(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        _touch(schema_editor, table, touches)

    def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        _drop(
            schema_editor,
            [(name, touch.table) for name, touch, _event in _triggers(table, touches)],
        )

    return migrations.RunPython(create, drop)


def no_longer_touched(table: str, touches: Sequence[Touch]) -> migrations.RunPython:
    """For a later migration: before `also_touched` says it otherwise about the same tables."""
    again = also_touched(table, touches)
    assert again.reverse_code is not None
    return migrations.RunPython(again.reverse_code, again.code)


def _touch(schema_editor: BaseDatabaseSchemaEditor, table: str, touches: Sequence[Touch]) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, touch, event in _triggers(table, touches):
        when = f" WHEN ({_differs(touch, postgresql)})" if _is_particular(touch, event) else ""
        renewals = " ".join(
            f"UPDATE {table} SET stamp = '' WHERE {touch.where.format(row=row)};"
            for row in EVENTS[event]
        )
        trigger = f"CREATE TRIGGER {name} AFTER {event} ON {touch.table} FOR EACH ROW{when}"
        if postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {renewals} RETURN NULL; END $$;"
                f"{trigger} EXECUTE FUNCTION {name}();"
            )
        else:
            schema_editor.execute(f"{trigger} BEGIN {renewals} END")


def _drop(schema_editor: BaseDatabaseSchemaEditor, triggers: Sequence[tuple[str, str]]) -> None:
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in triggers:
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")


ON_WRITE = """
CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.stamp := replace(gen_random_uuid()::text, '-', ''); RETURN NEW; END $$;

CREATE TRIGGER {table}_stamp BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_stamp();
"""
ON_WRITE_SQLITE = """
CREATE TRIGGER {table}_stamp AFTER UPDATE ON {table}
BEGIN UPDATE {table} SET stamp = lower(hex(randomblob(16))) WHERE id = NEW.id; END
"""


def _triggers(table: str, touches: Sequence[Touch]) -> Iterator[tuple[str, Touch, str]]:
    for touch in touches:
        for event in EVENTS:
            yield f"{table}_stamp_by_{touch.table}_{event}", touch, event


def _is_particular(touch: Touch, event: str) -> bool:
    return event == "update" and bool(touch.columns)


def _differs(touch: Touch, postgresql: bool) -> str:
    operator = "IS DISTINCT FROM" if postgresql else "IS NOT"
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in touch.columns)
