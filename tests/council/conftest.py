from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.models import (
    Destination,
    InputKind,
    InputSession,
    Outcome,
    Point,
    Question,
    Response,
)
from council.speech import Said, Speech
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, User

# A session behind closed doors, for `plan`.
IN_SECRET = {
    "is_closed": True,
    "secrecy_by": "Presidium",
    "secrecy_on": date(2026, 3, 2),
    "secrecy_ground": "Financiële belangen",
}


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


def met(boss: Meeting) -> Meeting:
    """An hour ago."""
    Meeting.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    boss.refresh_from_db()
    return boss


def handed_over(session: InputSession, clerk: User) -> InputSession:
    """Closed, its report made and confirmed as it came in, and with the executive."""
    report = services.ask_report(closed(session), by=clerk)
    services.confirm_report(report, by=clerk)
    services.hand_over(session, by=clerk)
    session.refresh_from_db()
    return session


@pytest.fixture
def to_boss(
    chris: User, dina: User, fred: User, session: InputSession
) -> Callable[..., list[Point]]:
    """`to_boss(Said(…), …)`: what Chris said, on its way to the BOSS."""

    def bring(*said: Said) -> list[Point]:
        speech = Speech(key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, said=said)
        services.submit_input(session, speech, by=chris, received_at=timezone.now())
        handed_over(session, dina)
        found = list(Point.objects.order_by("number"))
        services.destine(found, destination=Destination.BOSS, reason="", by=fred)
        return list(Point.objects.order_by("number"))

    return bring


@pytest.fixture
def points(
    to_boss: Callable[..., list[Point]], opportunities: Question, concerns: Question
) -> list[Point]:
    return to_boss(Said("Bouw bij het spoor.", opportunities), Said("Wie betaalt dit?", concerns))


@pytest.fixture
def response(bram: User, points: list[Point]) -> Response:
    return services.answer_points(
        points, title="Spoor", outcome=Outcome.NOT, text="De strategie zegt dit niet.", by=bram
    )
