"""A portfolio holder with forty points decides about all of them at once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from council import services
from council.models import Destination, InputKind, Point
from council.speech import Said, Speech
from tests.council.conftest import handed_over, plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_points_are_ticked_with_one_key(
    live_server, open_page, assert_accessible, chris, dina, fred, almelo_council
):
    session = plan(almelo_council)  # of no BOSS yet: its points wait for the next one
    said = [Said(f"Punt {question}.", question) for question in session.questions.all()]
    speech = Speech(key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, said=said)
    services.submit_input(session, speech, by=chris, received_at=timezone.now())
    handed_over(session, dina)
    page = open_page(fred, session.report.get_absolute_url())
    page.get_by_role("button", name="Alles op deze pagina aanvinken").press("Enter")
    for box in page.get_by_role("checkbox").all():
        expect(box).to_be_checked()
    assert_accessible(page)
    page.get_by_role("radio", name="Mee naar het BOSS").check()
    page.get_by_role("button", name="Leg dit vast").click()
    expect(page.get_by_text("Het is vastgelegd")).to_be_visible()
    assert set(Point.objects.values_list("destination", flat=True)) == {Destination.BOSS}
