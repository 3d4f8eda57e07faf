"""The database itself refuses to change what was submitted, whoever asks."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION council_input_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'submitted input never changes'; END $$;

CREATE FUNCTION council_answer_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM council_input WHERE id = OLD.input_id AND status = 'submitted') THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER council_input_never_changes BEFORE UPDATE OR DELETE ON council_input
FOR EACH ROW WHEN (OLD.status = 'submitted') EXECUTE FUNCTION council_input_never_changes();

CREATE TRIGGER council_answer_never_changes BEFORE UPDATE OR DELETE ON council_answer
FOR EACH ROW EXECUTE FUNCTION council_answer_never_changes();
"""
POSTGRESQL_BACK = """
DROP TRIGGER council_input_never_changes ON council_input;
DROP TRIGGER council_answer_never_changes ON council_answer;
DROP FUNCTION council_input_never_changes();
DROP FUNCTION council_answer_never_changes();
"""
# SQLite has no TRUNCATE: Django empties tables between tests by DELETE, so there only Python
# and the foreign keys refuse a deletion. A later migration that alters one of these tables
# rebuilds it on SQLite and has to make its trigger again.
SQLITE = [
    """
    CREATE TRIGGER council_input_never_changes BEFORE UPDATE ON council_input
    WHEN OLD.status = 'submitted'
    BEGIN SELECT RAISE(ABORT, 'submitted input never changes'); END
    """,
    """
    CREATE TRIGGER council_answer_never_changes BEFORE UPDATE ON council_answer
    WHEN (SELECT status FROM council_input WHERE id = OLD.input_id) = 'submitted'
    BEGIN SELECT RAISE(ABORT, 'submitted input never changes'); END
    """,
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK, params=None)
    else:
        schema_editor.execute("DROP TRIGGER council_input_never_changes")
        schema_editor.execute("DROP TRIGGER council_answer_never_changes")


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
