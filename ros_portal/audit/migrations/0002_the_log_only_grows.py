"""The database itself refuses to change the log, whoever asks."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log only grows'; END $$;

CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE ON audit_auditevent
FOR EACH ROW EXECUTE FUNCTION audit_log_only_grows();
"""
POSTGRESQL_BACK = """
DROP TRIGGER audit_log_only_grows ON audit_auditevent;
DROP FUNCTION audit_log_only_grows();
"""
# SQLite has no TRUNCATE: Django empties tables between tests by DELETE, so there only Python
# refuses a deletion.
SQLITE = """
CREATE TRIGGER audit_log_only_grows BEFORE UPDATE ON audit_auditevent
BEGIN SELECT RAISE(ABORT, 'the log only grows'); END
"""
SQLITE_BACK = "DROP TRIGGER audit_log_only_grows"


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE, params=None)


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL_BACK if postgresql else SQLITE_BACK, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
