"""What an overview says of the councils: to whom something waits, and how far each is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services, waiting
from council.models import InputKind
from council.overviews import council_stages
from council.speech import Said, Speech
from tests.council.conftest import closed, plan

pytestmark = pytest.mark.django_db


def test_the_portfolio_holder_hears_of_what_was_passed_on_until_the_meeting(session, fred, boss):
    assert waiting.waiting_for(fred) == []
    type(session).objects.update(handed_over_at=timezone.now())
    (waits,) = waiting.waiting_for(fred)
    assert (waits.url, waits.due_at) == (session.get_absolute_url(), boss.starts_at)
    type(boss).objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert waiting.waiting_for(fred) == []


def test_a_clerk_is_led_to_the_next_step_of_a_closed_session(
    session, chris, dina, anna, opportunities
):
    def step() -> tuple[str, str]:
        (waits,) = waiting.waiting_for(dina)
        return waits.title.removeprefix(session.title), waits.url

    speech = Speech(uuid4(), chris, InputKind.MEMBER, None, [Said("Bouw.", opportunities)])
    services.submit_input(session, speech, by=chris, received_at=timezone.now())
    closed(session)
    assert step() == (" is gesloten: vraag het verslag", session.get_absolute_url())
    report = services.ask_report(session, by=dina)
    assert step() == (": het verslag wordt gemaakt", report.get_absolute_url())
    services.finish_report(report, by=anna)
    assert step() == (": bevestig het verslag", report.get_absolute_url())
    services.confirm_report(report, by=dina)
    assert step() == (" is gesloten: geef de inbreng door", session.get_absolute_url())


def test_of_two_sessions_for_one_meeting_the_open_one_tells_how_far_a_council_is(
    session, almelo_council, boss
):
    now = timezone.now()
    for opens, closes in ((5, 6), (-9, -8)):
        plan(
            almelo_council,
            meeting=boss,
            opens_at=now + timedelta(days=opens),
            closes_at=now + timedelta(days=closes),
        )
    assert council_stages(boss)[almelo_council.organisation_id].status == "started"
