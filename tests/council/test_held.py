"""A session is held once its moment has come: the planning and the page say on which day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from council import services
from council.models import InputSession
from council.overviews import council_stages
from tests.council.conftest import plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(almelo_council, boss) -> InputSession:
    now = timezone.now()
    return plan(almelo_council, meeting=boss, held_at=now - timedelta(days=2),
                opens_at=now - timedelta(days=5), closes_at=now - timedelta(days=1))  # fmt: skip


def test_it_is_held_when_its_moment_has_come(time_machine, almelo_council, dina, chris):
    now = timezone.now()
    coming = plan(almelo_council, held_at=now + timedelta(days=1), opens_at=now + timedelta(hours=9),
                  closes_at=now + timedelta(days=3))  # fmt: skip
    assert coming.held_on is None
    time_machine.move_to(coming.held_at)
    assert coming.held_on == timezone.localdate(coming.held_at)


def test_what_does_not_go_on_was_not_held(almelo_council, dina):
    now = timezone.now()
    coming = plan(almelo_council, held_at=now - timedelta(days=1), opens_at=now + timedelta(days=1),
                  closes_at=now + timedelta(days=3))  # fmt: skip
    assert services.cancel_session(coming, reason="Vol.", by=dina).held_on is None


def test_the_planning_and_the_page_say_when_it_was_held(client, gijs, held, boss, almelo_council):
    day = date_format(timezone.localdate(held.held_at), "j F")
    client.force_login(gijs)
    for address in (f"/schedule/boss/{boss.pk}/", held.get_absolute_url(), "/council/"):
        assert f"behandeld op {day}" in client.get(address).content.decode(), address
    stage = council_stages(boss)[almelo_council.organisation_id]
    assert stage.note == f"Behandeld op {day}, geen inbreng ontvangen"
