"""An item that puts an answer before a BOSS had the name that the team gives that answer."""

from django.db import migrations

FOR_EVERYBODY = "Antwoord aan de raden"


def rename(apps, schema_editor):
    """Councils read the agenda before the answer; what is published, or in adopted minutes, stays."""
    MeetingItem = apps.get_model("milestones", "MeetingItem")
    Proposal = apps.get_model("council", "Proposal")
    proposals = Proposal.objects.filter(response__published_at=None)
    for proposal in proposals.exclude(item__meeting__minutes__adopted_at__isnull=False):
        MeetingItem.objects.filter(pk=proposal.item_id, title=proposal.response.title).update(
            title=FOR_EVERYBODY
        )


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0017_sessions_that_do_not_go_on"),
        ("milestones", "0005_named_in_the_texts_too"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
