from django.db import migrations

from ros_portal.lib.guards import Guard, differs, refuse
from ros_portal.lib.sums import Total, added_up


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_projects_and_what_they_cost")]

    operations = [
        added_up(
            "programme_contribution",
            key="year_id",
            totals=[Total("programme_yearofline", "covered", "amount")],
        ),
        added_up(
            "programme_yearofline",
            key="line_id",
            totals=[
                Total("programme_investmentline", "cost", "cost"),
                Total("programme_investmentline", "covered", "covered"),
            ],
        ),
        refuse(
            Guard(
                "programme_note_stays",
                "programme_progressnote",
                "UPDATE",
                differs("project_id", '"on"', "phase", "health", "percent", "text", "by_id"),
            ),
            Guard(
                "programme_look_stays",
                "programme_look",
                "UPDATE",
                differs("citation_id", '"then"', '"now"', "answer", "note", "by_id", "at"),
            ),
            says="What was written about a project stays as it was.",
        ),
    ]
