"""The facts of a motion or decision, and its votes, stay as they were submitted with it."""

from django.db import migrations

from ros_portal.lib.guards import Guard, refuse

SUBMITTED = {
    "council_resolution": (
        "EXISTS (SELECT 1 FROM council_input WHERE id = {row}.input_id AND status = 'submitted')"
    ),
    "council_vote": (
        "EXISTS (SELECT 1 FROM council_resolution JOIN council_input ON council_input.id = input_id"
        " WHERE council_resolution.id = {row}.resolution_id AND status = 'submitted')"
    ),
}
MOMENTS = {"comes": ("INSERT", "NEW"), "changes": ("UPDATE", "OLD"), "goes": ("DELETE", "OLD")}


class Migration(migrations.Migration):
    dependencies = [("council", "0006_motions_and_decisions")]

    operations = [
        refuse(
            *(
                Guard(f"{table}_never_{name}", table, event, submitted.format(row=row))
                for table, submitted in SUBMITTED.items()
                for name, (event, row) in MOMENTS.items()
            ),
            says="submitted input never changes",
        )
    ]
