"""A stamp on every product that the database renews when a page of its chapters looks different.

The text of a chapter is not among it: that is known by its revision, which never changes.
"""

from django.db import migrations

from ros_portal.lib.stamps import StampField, Touch, stamped

IN_THE_MENU = ["product_id", "number", "slug", "title", "status", "lead_id", "published_id"]
TOUCHES = [
    Touch("strategy_chapter", "id = {row}.product_id", IN_THE_MENU),
    Touch("strategy_figure", "strategy_id = {row}.strategy_id"),
    Touch(
        "strategy_figure_chapters",
        "id IN (SELECT product_id FROM strategy_chapter WHERE id = {row}.chapter_id)",
    ),
    Touch(
        "stakeholders_organisation",
        "id IN (SELECT product_id FROM strategy_chapter WHERE lead_id = {row}.id)",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0002_a_stamp_for_what_people_may_do"),
        ("strategy", "0002_revisions_never_change"),
    ]

    operations = [
        migrations.AddField("product", "stamp", StampField()),
        stamped("strategy_product", TOUCHES),
    ]
