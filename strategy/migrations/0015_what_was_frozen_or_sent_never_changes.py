"""The database itself refuses to change a frozen version or a suggestion that was sent."""

from django.db import migrations

FROZEN = ["strategy_version", "strategy_versionchapter"]

# What an organisation sent; what is decided about it comes later, once.
SENT = [
    "id",
    "chapter_id",
    "revision_id",
    "block_id",
    "proposed",
    "body_id",
    "author_id",
    "reason",
    "started_at",
    "sent_at",
    "key",
]
DECIDED = ["status", "decision", "decided_by_id", "decided_at", "result_id"]


def differs(columns, operator):
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) {operator} ({new})"


def suggestion_changes(differ):
    return (
        f"(OLD.sent_at IS NOT NULL AND {differs(SENT, differ)})"
        f" OR (OLD.decided_at IS NOT NULL AND {differs(DECIDED, differ)})"
    )


# As in 0002: SQLite empties its tables between tests by DELETE.
POSTGRESQL = [
    *(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION strategy_never_changes();"
        for table in FROZEN
    ),
    "CREATE TRIGGER strategy_suggestion_never_changes BEFORE UPDATE ON strategy_suggestion"
    f" FOR EACH ROW WHEN ({suggestion_changes('IS DISTINCT FROM')})"
    " EXECUTE FUNCTION strategy_never_changes();",
    "CREATE TRIGGER strategy_suggestion_never_goes BEFORE DELETE ON strategy_suggestion"
    " FOR EACH ROW WHEN (OLD.sent_at IS NOT NULL)"
    " EXECUTE FUNCTION strategy_never_changes();",
]
SQLITE = [
    *(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} never changes'); END;"
        for table in FROZEN
    ),
    "CREATE TRIGGER strategy_suggestion_never_changes BEFORE UPDATE ON strategy_suggestion"
    f" WHEN {suggestion_changes('IS NOT')}"
    " BEGIN SELECT RAISE(ABORT, 'strategy_suggestion never changes'); END;",
]


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    triggers = [(f"{table}_never_changes", table) for table in (*FROZEN, "strategy_suggestion")]
    if postgresql:
        triggers.append(("strategy_suggestion_never_goes", "strategy_suggestion"))
    for trigger, table in triggers:
        on_table = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {trigger}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("strategy", "0014_versions_keep_their_words")]

    operations = [migrations.RunPython(guard, unguard)]
