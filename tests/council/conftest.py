from datetime import timedelta

import pytest
from django.utils import timezone

from council import services
from council.models import InputSession, Question
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User


def plan(body: Body, **changes) -> InputSession:
    now = timezone.now()
    fields = {
        "title": "Sessie ROS",
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=1),
        **changes,
    }
    session = InputSession.objects.create(body=body, **fields)
    for position, text in enumerate(["Waar ziet u kansen?", "Waar zitten zorgen?"], start=1):
        Question.objects.create(session=session, position=position, text=text)
    return session


@pytest.fixture
def boss(db: None) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=30))


@pytest.fixture
def session(almelo_council: Body, boss: Meeting) -> InputSession:
    return plan(almelo_council, meeting=boss)


@pytest.fixture
def opportunities(session: InputSession) -> Question:
    return session.questions.get(position=1)


@pytest.fixture
def concerns(session: InputSession) -> Question:
    return session.questions.get(position=2)


def closed(session: InputSession) -> InputSession:
    """A moment ago."""
    InputSession.objects.filter(pk=session.pk).update(closes_at=timezone.now())
    session.refresh_from_db()
    return session


def handed_over(session: InputSession, clerk: User) -> InputSession:
    """Closed, its report made and confirmed as it came in, and with the executive."""
    report = services.ask_report(closed(session), by=clerk)
    services.confirm_report(report, by=clerk)
    services.hand_over(session, by=clerk)
    session.refresh_from_db()
    return session
