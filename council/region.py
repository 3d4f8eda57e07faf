"""Example sessions: one for every council, open now, and what some members said in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from milestones.boss import linked_councils
from milestones.deadlines import count_back
from milestones.models import Meeting
from stakeholders.demo import DEMO_DOMAIN
from stakeholders.models import Appointment, Body, Role

from . import services, worked_example
from .models import InputKind, InputSession, Question, StandingQuestion
from .speech import Said, Speech

OPENED_BEFORE = timedelta(days=3)
HELD_AFTER = timedelta(days=9)
EXAMPLE_WORDS = [
    "Voorbeeld. Bouw eerst rond het station en in leegstaande panden, dan pas in het weiland.",
    "Voorbeeld. Let op kleine kernen: een dorp met tien nieuwe woningen houdt zijn school.",
    "Voorbeeld. Waar laten we het water als er meer dak en straat komt?",
    "",  # no remarks
    "Voorbeeld. Een snelle bus tussen de steden helpt onze inwoners meer dan een bredere weg.",
]
INTRODUCTION = (
    "Voorbeeld. Het college neemt uw inbreng mee naar het BOSS. "
    "U hoeft niet op alle vragen te antwoorden."
)


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    questions = [question["text"] for question in region["questions"]]
    _ask_by_default(questions)
    if not examples:
        return
    now = timezone.now()
    boss = Meeting.objects.of_boss().upcoming(now).first()
    councils = linked_councils().filter(input_sessions__isnull=True)
    for place, council in enumerate(councils.order_by("name")):
        session = _plan_example(council, today, boss, questions)
        # Every third council has not spoken yet, as it goes.
        if place % 3:
            _speak_in(session, place, now)
    worked_example.load(now)


def _ask_by_default(questions: list[str]) -> None:
    """Once: afterwards the administrator words them."""
    if not StandingQuestion.objects.exists():
        StandingQuestion.objects.bulk_create(
            StandingQuestion(position=position, text=text)
            for position, text in enumerate(questions, start=1)
        )


def _plan_example(
    council: Body, today: date, boss: Meeting | None, questions: list[str]
) -> InputSession:
    def moment(day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour)))

    last_day = today + timedelta(days=25)
    if boss is not None:
        last_day = count_back(boss.on).input_closes_on
    session = InputSession.objects.create(
        body=council,
        title="Sessie ROS",
        introduction=INTRODUCTION,
        held_at=moment(today + HELD_AFTER, 19),
        place="Raadzaal (voorbeeld)",
        meeting=boss,
        opens_at=moment(today - OPENED_BEFORE, 9),
        closes_at=moment(last_day, 12),
    )
    Question.objects.bulk_create(
        Question(session=session, position=position, text=text)
        for position, text in enumerate(questions, start=1)
    )
    return session


def _speak_in(session: InputSession, place: int, now: datetime) -> None:
    """One or two members of the demo say something; a real council's members never do."""
    members = Appointment.objects.current().filter(
        body=session.body, role=Role.COUNCIL_MEMBER, user__email__endswith=DEMO_DOMAIN
    )
    questions = list(session.questions.all())
    for number, member in enumerate(members.order_by("pk")[: 1 + place % 2]):
        text = EXAMPLE_WORDS[(place + number) % len(EXAMPLE_WORDS)]
        spoken = Speech(
            key=uuid4(),
            author=member.user,
            kind=InputKind.MEMBER,
            group=member.group,
            said=[Said(text, questions[(place + number) % len(questions)])] if text else [],
            no_remarks=not text,
        )
        services.submit_input(session, spoken, by=member.user, received_at=now)
