"""What a text says about an item of an agenda follows its title."""

from django.db import migrations

from ros_portal.lib.stamps import Touch, also_touched

EVERY_PRODUCT = "1 = 1"


class Migration(migrations.Migration):
    dependencies = [("milestones", "0004_items_of_agendas")]

    operations = [
        also_touched(
            "strategy_product",
            [Touch("milestones_meetingitem", EVERY_PRODUCT, ["title", "meeting_id"])],
        )
    ]
