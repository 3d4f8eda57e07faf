from django.db import migrations, models

from ros_portal.lib.guards import KeepingGuards


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_sums_that_close")]

    operations = [
        migrations.AddField(
            model_name="citation",
            name="looked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="looked at"),
        ),
        KeepingGuards(
            "programme_progressnote",
            [
                migrations.AddConstraint(
                    model_name="progressnote",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)),
                        name="note_percent_is_at_most_100",
                    ),
                ),
            ],
        ),
    ]
