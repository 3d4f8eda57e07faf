"""The database itself refuses to change a comment or a position: others answered it."""

from django.db import migrations

SAID = ["strategy_comment", "strategy_position"]


def guard(apps, schema_editor):
    for table in SAID:
        # As in 0002: SQLite empties its tables between tests by DELETE.
        statement = (
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION strategy_never_changes();"
            if schema_editor.connection.vendor == "postgresql"
            else f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} never changes'); END;"
        )
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for table in SAID:
        on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {table}_never_changes{on_table}")


class Migration(migrations.Migration):
    dependencies = [("strategy", "0019_what_was_still_open_in_a_version")]

    operations = [migrations.RunPython(guard, unguard)]
