"""The facts of a motion or decision, and its votes, stay as they were submitted with it."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION council_resolution_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION council_vote_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (
    SELECT 1 FROM council_resolution JOIN council_input ON council_input.id = input_id
    WHERE council_resolution.id = OLD.resolution_id AND status = 'submitted'
  ) THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF EXISTS (
    SELECT 1 FROM council_resolution JOIN council_input ON council_input.id = input_id
    WHERE council_resolution.id = NEW.resolution_id AND status = 'submitted'
  ) THEN
    RAISE EXCEPTION 'submitted input never changes';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER council_resolution_never_changes
BEFORE INSERT OR UPDATE OR DELETE ON council_resolution
FOR EACH ROW EXECUTE FUNCTION council_resolution_never_changes();

CREATE TRIGGER council_vote_never_changes BEFORE INSERT OR UPDATE OR DELETE ON council_vote
FOR EACH ROW EXECUTE FUNCTION council_vote_never_changes();
"""
POSTGRESQL_BACK = """
DROP TRIGGER council_resolution_never_changes ON council_resolution;
DROP TRIGGER council_vote_never_changes ON council_vote;
DROP FUNCTION council_resolution_never_changes();
DROP FUNCTION council_vote_never_changes();
"""
# On SQLite foreign keys refuse a deletion, see 0002.
OF_SUBMITTED = {
    "council_resolution": "SELECT 1 FROM council_input WHERE id = {row}.input_id AND status = 'submitted'",
    "council_vote": """
        SELECT 1 FROM council_resolution JOIN council_input ON council_input.id = input_id
        WHERE council_resolution.id = {row}.resolution_id AND status = 'submitted'
    """,
}
MOMENTS = {"comes": ("INSERT", "NEW"), "changes": ("UPDATE", "OLD")}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for table, submitted in OF_SUBMITTED.items():
        for name, (moment, row) in MOMENTS.items():
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_{name} BEFORE {moment} ON {table}"
                f" WHEN EXISTS ({submitted.format(row=row)})"
                " BEGIN SELECT RAISE(ABORT, 'submitted input never changes'); END",
                params=None,
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK, params=None)
        return
    for table in OF_SUBMITTED:
        for name in MOMENTS:
            schema_editor.execute(f"DROP TRIGGER {table}_never_{name}")


class Migration(migrations.Migration):
    dependencies = [("council", "0006_motions_and_decisions")]

    operations = [migrations.RunPython(guard, unguard)]
