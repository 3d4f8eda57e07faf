from django.db import migrations, models

from ros_portal.lib.guards import KeepingGuards

ANSWERED_ALONG = models.CheckConstraint(
    condition=models.Q(
        ("response__isnull", True),
        ("destination__in", ("boss", "consultation")),
        _connector="OR",
    ),
    name="point_that_is_answered_goes_along",
)


class Migration(migrations.Migration):
    dependencies = [("council", "0023_a_session_that_was_held")]

    operations = [
        KeepingGuards(
            "council_point",
            [
                migrations.RemoveConstraint("point", "point_is_answered_for_the_boss"),
                migrations.AlterField(
                    "point",
                    "destination",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("boss", "Along to the BOSS"),
                            ("consultation", "Along to our own consultation"),
                            ("own_vision", "For our own environmental vision"),
                            ("local", "Answered by ourselves"),
                        ],
                        max_length=12,
                        verbose_name="where it goes",
                    ),
                ),
                migrations.AddConstraint("point", ANSWERED_ALONG),
            ],
        )
    ]
