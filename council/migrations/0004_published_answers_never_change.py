"""The database itself refuses to change a confirmed point's words, or an answer that was published."""

from django.db import migrations

from ros_portal.lib.guards import Guard, differs, refuse

ANSWERED = differs("title", "outcome", "text", "prepared_by_id", "approved_by_id", "approved_at",
                   "meeting_id", "published_at")  # fmt: skip
SAID = differs("report_id", "number", "text", "question_id")
CONFIRMED = "EXISTS (SELECT 1 FROM council_report WHERE id = OLD.report_id AND confirmed_at IS NOT NULL)"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM council_response WHERE id = OLD.response_id AND published_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("council", "0003_points_and_what_is_answered")]

    operations = [
        refuse(
            Guard(
                "council_response_never_changes",
                "council_response",
                "UPDATE",
                f"OLD.published_at IS NOT NULL AND {ANSWERED}",
            ),
            Guard(
                "council_point_never_changes",
                "council_point",
                "UPDATE",
                f"({CONFIRMED} AND {SAID}) OR ({PUBLISHED} AND {differs('response_id')})",
            ),
            Guard("council_trace_never_changes", "council_trace", "UPDATE", PUBLISHED),
            Guard("council_trace_never_goes", "council_trace", "DELETE", PUBLISHED),
            Guard("council_point_never_goes", "council_point", "DELETE", CONFIRMED),
            says="what was confirmed or published never changes",
        )
    ]
