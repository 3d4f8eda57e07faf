"""Adopted minutes, the advice they tell of, and the corrections beside them stay as they are."""

from django.db import migrations

from ros_portal.lib.guards import Guard, differs, refuse

OF_ADOPTED = (
    "EXISTS (SELECT 1 FROM council_minutes"
    " WHERE meeting_id = OLD.meeting_id AND adopted_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("council", "0009_meetings_and_their_minutes")]

    operations = [
        refuse(
            Guard(
                "council_minutes_never_change",
                "council_minutes",
                "UPDATE",
                "OLD.adopted_at IS NOT NULL",
            ),
            Guard(
                "council_minutes_never_go",
                "council_minutes",
                "DELETE",
                "OLD.adopted_at IS NOT NULL",
            ),
            Guard(
                "milestones_meetingitem_never_changes",
                "milestones_meetingitem",
                "UPDATE",
                f"{OF_ADOPTED} AND {differs('meeting_id', 'title', 'advice')}",
            ),
            Guard("council_correction_never_changes", "council_correction", "UPDATE", "1 = 1"),
            Guard("council_correction_never_goes", "council_correction", "DELETE", "1 = 1"),
            says="adopted minutes never change",
        )
    ]
