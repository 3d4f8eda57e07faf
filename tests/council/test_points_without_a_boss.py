"""A point that goes along to the BOSS reaches a dossier, also when nobody said to which BOSS."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.clock import feed_next_boss
from council.dossier import dossier_of
from council.models import Destination, InputKind, InputSession, Point
from council.speech import Said, Speech
from milestones.models import Meeting
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Body, BodyKind
from tests.council.conftest import handed_over, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)


@pytest.fixture
def loose(body, almelo_council, chris, dina) -> InputSession:
    """The clerk did not know which BOSS it would be for."""
    session = plan(almelo_council)
    said = [Said("Bouw bij het spoor.", session.questions.first())]
    speech = Speech(key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, said=said)
    services.submit_input(session, speech, by=chris, received_at=timezone.now())
    return handed_over(session, dina)


def destine(by, where=Destination.BOSS, reason=""):
    services.destine(Point.objects.all(), destination=where, reason=reason, by=by)


def in_dossier(meeting: Meeting) -> list[Point]:
    return [point for section in dossier_of(meeting).themes for point in section.open]


def test_it_goes_to_the_next_boss(loose, body, fred):
    for days in (40, 20):
        Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=days))
    destine(fred)
    boss = Meeting.objects.order_by("starts_at").first()
    assert in_dossier(boss) == [Point.objects.get()]
    event = AuditEvent.objects.get(event="council.session.given_to_boss")
    assert (event.actor, event.facts) == (fred, {"meeting": boss.pk})


def test_without_a_boss_it_is_shown_and_goes_along_once_one_is_planned(
    client, loose, fred, anna, gijs
):
    destine(fred)
    client.force_login(anna)
    page = client.get("/council/points/").content.decode()
    assert "1 punt gaat naar een BOSS dat nog niet is gepland" in page
    assert "Bouw bij het spoor." in client.get("/council/points/?state=loose").content.decode()
    client.force_login(gijs)
    starts_at = timezone.localtime() + timedelta(days=30)
    asked = {"starts_at": starts_at.strftime("%Y-%m-%dT%H:%M"), "place": "Almelo"}
    assert client.post("/schedule/boss/new/", asked).status_code == 302
    assert in_dossier(Meeting.objects.get()) == [Point.objects.get()]
    assert "een BOSS dat nog niet" not in client.get("/council/points/").content.decode()


def test_a_boss_that_came_from_elsewhere_takes_it_by_the_clock(loose, body, fred):
    destine(fred)
    boss = Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=20))
    for _turn in range(2):
        feed_next_boss()
    assert in_dossier(boss) == [Point.objects.get()]
    assert AuditEvent.objects.filter(event="council.session.given_to_boss").count() == 1


def test_what_stays_with_the_executive_goes_to_no_boss(loose, body, fred):
    Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=20))
    destine(fred, Destination.LOCAL, "Dat doen wij zelf.")
    feed_next_boss()
    loose.refresh_from_db()
    assert loose.meeting is None
