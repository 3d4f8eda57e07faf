"""That input was taken back stays so."""

from django.db import migrations

from ros_portal.lib.guards import Guard, refuse


class Migration(migrations.Migration):
    dependencies = [("council", "0015_input_that_was_taken_back")]

    operations = [
        refuse(
            Guard("council_withdrawal_never_changes", "council_withdrawal", "UPDATE", "1 = 1"),
            Guard("council_withdrawal_never_goes", "council_withdrawal", "DELETE", "1 = 1"),
            says="what was taken back stays so",
        )
    ]
