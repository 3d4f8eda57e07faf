"""The database itself refuses to change what was submitted, whoever asks.

That is the input, its answers (also by adding one, or moving one in), and the words of the
questions that it answers.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION council_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'submitted input never changes'; END $$;

CREATE FUNCTION council_answer_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (
    SELECT 1 FROM council_input WHERE id = OLD.input_id AND status = 'submitted'
  ) THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF EXISTS (SELECT 1 FROM council_input WHERE id = NEW.input_id AND status = 'submitted') THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION council_question_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM council_answer JOIN council_input ON council_input.id = council_answer.input_id
    WHERE council_answer.question_id = OLD.id AND council_input.status = 'submitted'
  ) THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER council_input_never_changes BEFORE UPDATE OR DELETE ON council_input
FOR EACH ROW WHEN (OLD.status = 'submitted') EXECUTE FUNCTION council_never_changes();

CREATE TRIGGER council_answer_never_changes BEFORE INSERT OR UPDATE OR DELETE ON council_answer
FOR EACH ROW EXECUTE FUNCTION council_answer_never_changes();

CREATE TRIGGER council_question_never_changes BEFORE UPDATE ON council_question
FOR EACH ROW WHEN ((OLD.text, OLD.session_id) IS DISTINCT FROM (NEW.text, NEW.session_id))
EXECUTE FUNCTION council_question_never_changes();

CREATE TRIGGER council_question_never_goes BEFORE DELETE ON council_question
FOR EACH ROW EXECUTE FUNCTION council_question_never_changes();
"""
POSTGRESQL_BACK = """
DROP TRIGGER council_input_never_changes ON council_input;
DROP TRIGGER council_answer_never_changes ON council_answer;
DROP TRIGGER council_question_never_changes ON council_question;
DROP TRIGGER council_question_never_goes ON council_question;
DROP FUNCTION council_never_changes();
DROP FUNCTION council_answer_never_changes();
DROP FUNCTION council_question_never_changes();
"""
# SQLite has no TRUNCATE: Django empties tables between tests by DELETE, so there only Python
# and the foreign keys refuse a deletion. A later migration that alters one of these tables
# rebuilds it on SQLite and has to make its triggers again.
SQLITE = {
    "council_input_never_changes": """
        BEFORE UPDATE ON council_input WHEN OLD.status = 'submitted'
    """,
    "council_answer_never_comes": """
        BEFORE INSERT ON council_answer WHEN EXISTS (
            SELECT 1 FROM council_input WHERE id = NEW.input_id AND status = 'submitted'
        )
    """,
    "council_answer_never_changes": """
        BEFORE UPDATE ON council_answer WHEN EXISTS (
            SELECT 1 FROM council_input
            WHERE id IN (OLD.input_id, NEW.input_id) AND status = 'submitted'
        )
    """,
    "council_question_never_changes": """
        BEFORE UPDATE ON council_question
        WHEN (OLD.text, OLD.session_id) IS NOT (NEW.text, NEW.session_id) AND EXISTS (
            SELECT 1 FROM council_answer
            JOIN council_input ON council_input.id = council_answer.input_id
            WHERE council_answer.question_id = OLD.id AND council_input.status = 'submitted'
        )
    """,
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for name, moment in SQLITE.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} {moment}"
            "BEGIN SELECT RAISE(ABORT, 'submitted input never changes'); END",
            params=None,
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK, params=None)
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
