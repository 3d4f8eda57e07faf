"""What a province or water authority sent to the BOSS goes to its own consultation, as long as nobody
answered it: an answer stands with where its point went."""

from django.db import migrations
from django.db.models import Q

WHY = "Naar het eigen overleg: het BOSS verbindt de gemeenten."


def go_their_own_way(apps, schema_editor):
    linked = Q(
        report__session__body__organisation__kind="municipality",
        report__session__body__organisation__is_partner=True,
    )
    points = apps.get_model("council", "Point").objects.filter(destination="boss", response=None)
    for point in points.exclude(linked):
        point.destination = "consultation"
        point.destination_reason = point.destination_reason or WHY
        point.save(update_fields=["destination", "destination_reason"])


def back_to_the_boss(apps, schema_editor):
    points = apps.get_model("council", "Point").objects.filter(destination="consultation")
    points.update(destination="boss")


class Migration(migrations.Migration):
    dependencies = [("council", "0024_province_and_water_authority_go_their_own_way")]

    operations = [migrations.RunPython(go_their_own_way, back_to_the_boss)]
