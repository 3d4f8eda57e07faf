"""Of what opened before the clock told it nobody hears now; why a session was extended stays."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from ros_portal.lib.guards import Guard, refuse


def tell_nothing_late(apps, schema_editor):
    opened = apps.get_model("council", "InputSession").objects.filter(opens_at__lte=timezone.now())
    opened.update(opening_told_at=F("opens_at"))


class Migration(migrations.Migration):
    dependencies = [("council", "0020_what_sessions_ask_and_tell")]

    operations = [
        migrations.RunPython(tell_nothing_late, migrations.RunPython.noop),
        refuse(
            Guard("council_extension_never_changes", "council_extension", "UPDATE", "1 = 1"),
            Guard("council_extension_never_goes", "council_extension", "DELETE", "1 = 1"),
            says="why a session stays open longer is kept as it was told",
        ),
    ]
