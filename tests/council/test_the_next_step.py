"""One button of a session is the next step of its clerk; everything else stands quietly beside it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from council import services
from council.models import InputSession
from tests.council.conftest import closed, plan
from tests.council.test_reminders import speak

pytestmark = pytest.mark.django_db


def primary(client, session):
    page = client.get(session.get_absolute_url()).content.decode()
    return re.findall(r"nl-button--primary[^>]*>([^<]+)<", page)


@pytest.fixture(autouse=True)
def _as_clerk(client, dina):
    client.force_login(dina)


def test_a_session_to_come_goes_to_the_room(client, almelo_council):
    now = timezone.now()
    coming = plan(
        almelo_council, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=5)
    )
    assert primary(client, coming) == ["QR-code voor de zaal"]


@pytest.mark.parametrize(
    ("mode", "step"), [("meeting", "Sessie vastleggen"), ("online", "Stuur herinnering")]
)
def test_an_open_session_is_captured_or_its_members_are_reminded(client, session, mode, step):
    InputSession.objects.update(mode=mode)
    assert primary(client, session) == [step]


def test_what_the_executive_has_can_be_made_public(client, points, session):
    assert primary(client, session) == ["Maak de inbreng openbaar"]


def test_the_report_comes_before_the_executive(client, dina, chris, session, opportunities):
    speak(session, chris, opportunities)
    closed(session)
    assert primary(client, session) == ["Laat het verslag maken"]
    report = services.ask_report(session, by=dina)
    assert primary(client, session) == ["Naar het verslag"]
    services.confirm_report(report, by=dina)
    assert primary(client, session) == ["Geef door aan het college"]
