"""What an overview says of the councils: to whom something waits, and how far each is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from council import waiting
from council.overviews import council_stages
from tests.council.conftest import plan

pytestmark = pytest.mark.django_db


def test_the_portfolio_holder_hears_of_what_was_passed_on_until_the_meeting(session, fred, boss):
    assert waiting.waiting_for(fred) == []
    type(session).objects.update(handed_over_at=timezone.now())
    (waits,) = waiting.waiting_for(fred)
    assert (waits.url, waits.due_at) == (session.get_absolute_url(), boss.starts_at)
    type(boss).objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert waiting.waiting_for(fred) == []


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
