"""What was confirmed, passed on, made public, told, asked or promised stays so, whoever asks."""

from django.db import migrations

from ros_portal.lib.guards import Guard, differs, refuse

CONFIRMED = (
    "EXISTS (SELECT 1 FROM council_point JOIN council_report ON council_report.id = report_id"
    " WHERE council_point.id = OLD.point_id AND confirmed_at IS NOT NULL)"
)
SPOKEN = "EXISTS (SELECT 1 FROM council_input WHERE session_id = OLD.id AND status = 'submitted')"
DESTINED = differs("destination", "destination_reason", "destined_by_id", "destined_at")


def once(*columns: str, when: str) -> str:
    """These are written once, with the moment `when`."""
    return f"(OLD.{when} IS NOT NULL AND {differs(*columns, when)})"


def any_of(*conditions: str) -> str:
    return " OR ".join(f"({one})" for one in conditions)


CHANGES = {
    "council_report": "OLD.confirmed_at IS NOT NULL",
    "council_inputsession": any_of(
        once(when="handed_over_at"),
        once(when="published_at"),
        f"{differs('body_id', 'is_closed', 'secrecy_by', 'secrecy_on', 'secrecy_ground')}"
        f" AND {SPOKEN}",
    ),
    "council_inquiry": any_of(
        differs("session_id", "asked_by_id", "text", "chapter_id", "asked_at", "key"),
        once("answer", "answered_by_id", when="answered_at"),
    ),
    "council_undertaking": any_of(
        differs("session_id", "text", "holder_id", "due_on", "registered_by_id", "key"),
        once("settlement", "settled_by_id", when="settled_at"),
    ),
    "council_sessionrequest": any_of(
        differs("body_id", "meeting_id", "why", "asked_by_id", "asked_at", "key"),
        once("answered_by_id", "session_id", "refusal", when="answered_at"),
    ),
    "council_note": "1 = 1",
}
GOES = ("council_inquiry", "council_undertaking", "council_sessionrequest", "council_note")


class Migration(migrations.Migration):
    dependencies = [("council", "0018_a_name_for_everybody_on_the_agenda")]

    operations = [
        refuse(
            *(Guard(f"{table}_is_kept", table, "UPDATE", when) for table, when in CHANGES.items()),
            *(Guard(f"{table}_never_goes", table, "DELETE", "1 = 1") for table in GOES),
            Guard(
                "council_report_never_goes", "council_report", "DELETE", CHANGES["council_report"]
            ),
            Guard(
                "council_point_is_kept",
                "council_point",
                "UPDATE",
                any_of(
                    f"OLD.response_id IS NOT NULL AND {DESTINED}",
                    # Who works it out says where it stands, until the council was told.
                    once("chapter_id", "revision_id", "block_id", when="released_at"),
                ),
            ),
            *(
                Guard(
                    f"council_point_answers_never_{name}",
                    "council_point_answers",
                    event,
                    CONFIRMED,
                )
                for name, event in (
                    ("change", "UPDATE"),
                    ("go", "DELETE"),
                )
            ),
            says="what was passed on never changes",
        )
    ]
