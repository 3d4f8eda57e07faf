from django.db import migrations

from ros_portal.lib.guards import Guard, differs, refuse

MADE = ("mailing_id", "member_id", "name", "salutation", "address", "code", "file", "sha256",
        "bytes", "pages", "made_at")  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("letters", "0008_personal_letters")]

    operations = [
        refuse(
            Guard(
                "letters_recipient_stays",
                "letters_recipient",
                "UPDATE",
                f"OLD.made_at IS NOT NULL AND {differs(*MADE)}",
            ),
            Guard(
                "letters_mailing_stays",
                "letters_mailing",
                "UPDATE",
                differs("letter_id", "session_id", "fingerprint", "asked_by_id", "asked_at"),
            ),
            says="what was made for a member never changes",
        ),
    ]
