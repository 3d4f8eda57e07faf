"""Example sessions: one for every council, open now, before the coming BOSS."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from milestones.models import Meeting
from stakeholders.models import Body, OrganisationKind

from .models import InputSession, Question

OPENED_BEFORE = timedelta(days=3)
HELD_AFTER = timedelta(days=9)
CLOSES_BEFORE_BOSS = timedelta(days=10)
INTRODUCTION = (
    "Voorbeeld. Het college neemt uw inbreng mee naar het BOSS. "
    "U hoeft niet op alle vragen te antwoorden."
)


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    if not examples:
        return
    now = timezone.now()
    boss = Meeting.objects.of_boss().upcoming(now).first()
    questions = [question["text"] for question in region["questions"]]
    # The BOSS links the municipalities only; province and water authority choose their own way.
    councils = Body.objects.councils().filter(
        organisation__kind=OrganisationKind.MUNICIPALITY, input_sessions__isnull=True
    )
    for council in councils:
        _plan_example(council, today, boss, questions)


def _plan_example(council: Body, today: date, boss: Meeting | None, questions: list[str]) -> None:
    def moment(day: date, hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour)))

    last_day = today + timedelta(days=25)
    if boss is not None:
        last_day = timezone.localtime(boss.starts_at).date() - CLOSES_BEFORE_BOSS
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
