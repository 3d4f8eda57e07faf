"""The database itself refuses to change a confirmed point's words, or an answer that was published."""

from django.db import migrations


def differs(columns, operator):
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) {operator} ({new})"


ANSWERED = ["title", "outcome", "text", "prepared_by_id", "approved_by_id", "approved_at",
            "meeting_id", "published_at"]  # fmt: skip
SAID = ["report_id", "number", "text", "question_id"]
CONFIRMED = "EXISTS (SELECT 1 FROM council_report WHERE id = OLD.report_id AND confirmed_at IS NOT NULL)"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM council_response WHERE id = OLD.response_id AND published_at IS NOT NULL)"
)


def guards(operator):
    """(name, table, event, when): what is refused."""
    return [
        (
            "council_response_never_changes",
            "council_response",
            "UPDATE",
            f"OLD.published_at IS NOT NULL AND {differs(ANSWERED, operator)}",
        ),
        (
            "council_point_never_changes",
            "council_point",
            "UPDATE",
            f"({CONFIRMED} AND {differs(SAID, operator)})"
            f" OR ({PUBLISHED} AND {differs(['response_id'], operator)})",
        ),
        ("council_trace_never_changes", "council_trace", "UPDATE", PUBLISHED),
        ("council_trace_never_goes", "council_trace", "DELETE", PUBLISHED),
        ("council_point_never_goes", "council_point", "DELETE", CONFIRMED),
    ]


POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {when} THEN RAISE EXCEPTION '{table}: what was confirmed or published never changes'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when}
BEGIN SELECT RAISE(ABORT, '{table}: what was confirmed or published never changes'); END
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, table, event, when in guards("IS DISTINCT FROM"):
            schema_editor.execute(
                POSTGRESQL.format(name=name, table=table, event=event, when=when), params=None
            )
        return
    for name, table, event, when in guards("IS NOT"):
        # SQLite empties its tables between tests by DELETE.
        if event != "DELETE":
            schema_editor.execute(
                SQLITE.format(name=name, table=table, event=event, when=when), params=None
            )


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, event, _when in guards("IS NOT"):
        if postgresql:
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")
        elif event != "DELETE":
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("council", "0003_points_and_what_is_answered")]

    operations = [migrations.RunPython(guard, unguard)]
