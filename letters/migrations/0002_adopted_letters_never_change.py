"""The database itself refuses to change what an executive adopted, whoever asks."""

from django.db import migrations

from ros_portal.lib.guards import Guard, refuse

REFUSAL = "an adopted letter never changes"

# What the letter says and who decided it. The rest may still move: the status onwards, the
# meeting away when it is deleted, and the portal's own count of changes.
LETTER = [
    "id",
    "key",
    "executive_id",
    "council_id",
    "model_id",
    "rectifies_id",
    "subject",
    "date_on",
    "reference",
    "your_reference",
    "case_number",
    "portfolio_holder",
    "handled_by",
    "contact",
    "salutation",
    "text",
    "closing",
    "agreed_at",
    "agreed_by_id",
    "handed_at",
    "is_amended",
    "decided_on",
    "decision_number",
    "created_by_id",
    "created_at",
]
# What was asked for; the rest comes when the PDF is made, and stays then.
RENDERING = ["id", "letter_id", "kind", "fingerprint", "paper", "created_by_id", "created_at"]


def differs(columns, operator):
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) {operator} ({new})"


def letter_changes(differ):
    return f"""
    OLD.status IN ('adopted', 'sent') AND (
      {differs(LETTER, differ)}
      OR NEW.status NOT IN ('adopted', 'sent')
      OR (NEW.meeting_id IS NOT NULL AND {differs(["meeting_id"], differ)})
      OR (OLD.status = 'sent' AND {differs(["status", "sent_at"], differ)})
    )"""


def rendering_changes(differ):
    return f"(OLD.made_at IS NOT NULL OR {differs(RENDERING, differ)})"


def letter_is_fixed(*rows):
    letters = ", ".join(f"{row}.letter_id" for row in rows)
    return (
        "EXISTS (SELECT 1 FROM letters_letter"
        f" WHERE id IN ({letters}) AND status IN ('adopted', 'sent'))"
    )


POSTGRESQL = f"""
CREATE FUNCTION letters_adopted_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;

CREATE FUNCTION letters_attachment_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND {letter_is_fixed("NEW")}
  OR TG_OP = 'UPDATE' AND {letter_is_fixed("OLD", "NEW")}
  OR TG_OP = 'DELETE' AND {letter_is_fixed("OLD")} THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER letters_letter_never_changes BEFORE UPDATE ON letters_letter
FOR EACH ROW WHEN ({letter_changes("IS DISTINCT FROM")})
EXECUTE FUNCTION letters_adopted_never_changes();

CREATE TRIGGER letters_letter_never_goes BEFORE DELETE ON letters_letter
FOR EACH ROW WHEN (OLD.status IN ('adopted', 'sent'))
EXECUTE FUNCTION letters_adopted_never_changes();

CREATE TRIGGER letters_rendering_never_changes BEFORE UPDATE ON letters_rendering
FOR EACH ROW WHEN ({rendering_changes("IS DISTINCT FROM")})
EXECUTE FUNCTION letters_adopted_never_changes();

CREATE TRIGGER letters_rendering_never_goes BEFORE DELETE ON letters_rendering
FOR EACH ROW WHEN (OLD.kind = 'adopted' OR OLD.made_at IS NOT NULL)
EXECUTE FUNCTION letters_adopted_never_changes();

CREATE TRIGGER letters_attachment_never_changes BEFORE INSERT OR UPDATE OR DELETE
ON letters_attachment FOR EACH ROW EXECUTE FUNCTION letters_attachment_never_changes();
"""
POSTGRESQL_BACK = """
DROP TRIGGER letters_letter_never_changes ON letters_letter;
DROP TRIGGER letters_letter_never_goes ON letters_letter;
DROP TRIGGER letters_rendering_never_changes ON letters_rendering;
DROP TRIGGER letters_rendering_never_goes ON letters_rendering;
DROP TRIGGER letters_attachment_never_changes ON letters_attachment;
DROP FUNCTION letters_adopted_never_changes();
DROP FUNCTION letters_attachment_never_changes();
"""
# SQLite has no TRUNCATE: Django empties tables between tests by DELETE, so there only Python
# and the foreign keys refuse a deletion. A later migration that alters one of these tables
# rebuilds it on SQLite and has to make its trigger again.
SQLITE = {
    "letters_letter_never_changes": f"UPDATE ON letters_letter WHEN {letter_changes('IS NOT')}",
    "letters_rendering_never_changes": (
        f"UPDATE ON letters_rendering WHEN {rendering_changes('IS NOT')}"
    ),
    "letters_attachment_never_comes": (
        f"INSERT ON letters_attachment WHEN {letter_is_fixed('NEW')}"
    ),
    "letters_attachment_never_changes": (
        f"UPDATE ON letters_attachment WHEN {letter_is_fixed('OLD', 'NEW')}"
    ),
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        return
    for name, when in SQLITE.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
            params=None,
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK, params=None)
        return
    for name in SQLITE:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_letters_and_their_pdfs")]

    operations = [
        migrations.RunPython(guard, unguard),
        refuse(
            Guard("letters_part_never_comes", "letters_part", "INSERT", letter_is_fixed("NEW")),
            Guard(
                "letters_part_never_changes",
                "letters_part",
                "UPDATE",
                letter_is_fixed("OLD", "NEW"),
            ),
            Guard("letters_part_never_goes", "letters_part", "DELETE", letter_is_fixed("OLD")),
            says=REFUSAL,
        ),
    ]
