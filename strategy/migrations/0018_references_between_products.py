"""A chapter is named in the texts of other products too: what changes in the menu renews them all."""

from django.db import migrations

from ros_portal.lib.stamps import Touch, also_touched, no_longer_touched

IN_THE_MENU = ["product_id", "number", "slug", "title", "status", "lead_id", "published_id"]
OWN = Touch("strategy_chapter", "id = {row}.product_id", IN_THE_MENU)
OF_THE_STRATEGY = Touch(
    "strategy_chapter",
    "strategy_id = (SELECT strategy_id FROM strategy_product WHERE id = {row}.product_id)",
    IN_THE_MENU,
)


class Migration(migrations.Migration):
    dependencies = [("strategy", "0017_what_changed_outside_suggestions")]

    operations = [
        no_longer_touched("strategy_product", [OWN]),
        also_touched("strategy_product", [OF_THE_STRATEGY]),
    ]
