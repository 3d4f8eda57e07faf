"""A stamp on every person that the database renews when anything they are or may do changes."""

from django.db import migrations

from ros_portal.lib.stamps import StampField, Touch, stamped

APPOINTED = "id IN (SELECT user_id FROM stakeholders_appointment WHERE {column} = {{row}}.id)"
TOUCHES = [
    Touch("stakeholders_appointment", "id = {row}.user_id"),
    Touch("guardian_userobjectpermission", "id = {row}.user_id"),
    Touch("stakeholders_body", APPOINTED.format(column="body_id")),
    Touch("stakeholders_group", APPOINTED.format(column="group_id")),
    Touch(
        "stakeholders_organisation",
        "id IN (SELECT user_id FROM stakeholders_appointment"
        " JOIN stakeholders_body ON stakeholders_body.id = body_id"
        " WHERE organisation_id = {row}.id)",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0001_initial"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
    ]

    operations = [
        migrations.AddField("user", "stamp", StampField()),
        stamped("stakeholders_user", TOUCHES),
    ]
