"""What a text says about a meeting or a milestone follows it: what changes here renews the pages."""

from django.db import migrations

from ros_portal.lib.stamps import Touch, also_touched

EVERY_PRODUCT = "1 = 1"
TOUCHES = [
    Touch("milestones_meeting", EVERY_PRODUCT, ["starts_at", "body_id"]),
    Touch("milestones_milestone", EVERY_PRODUCT, ['"on"', "title", "precision"]),
    Touch(
        "stakeholders_body",
        "EXISTS (SELECT 1 FROM milestones_meeting WHERE body_id = {row}.id)",
        ["name"],
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("milestones", "0001_initial"),
        ("strategy", "0018_references_between_products"),
    ]

    operations = [also_touched("strategy_product", TOUCHES)]
