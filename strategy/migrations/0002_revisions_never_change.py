"""The database itself refuses to change a revision, whoever asks."""

from django.db import migrations

TABLES = ["strategy_revision", "strategy_publication"]

POSTGRESQL = """
CREATE FUNCTION strategy_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% never changes', TG_TABLE_NAME; END $$;
"""
POSTGRESQL_TABLE = """
CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION strategy_never_changes();
"""
# SQLite has no TRUNCATE: Django empties tables between tests by DELETE, so only Python and the
# foreign keys refuse that there. A later migration that alters one of these tables rebuilds it
# on SQLite and has to make its trigger again; tests/strategy/test_revisions.py says so.
SQLITE_TABLE = """
CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} never changes'); END;
"""


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL, params=None)
    for table in TABLES:
        statement = POSTGRESQL_TABLE if postgresql else SQLITE_TABLE
        schema_editor.execute(statement.format(table=table), params=None)


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        on_table = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_never_changes{on_table}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION strategy_never_changes()")


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_the_strategy_and_its_texts")]

    operations = [migrations.RunPython(guard, unguard)]
