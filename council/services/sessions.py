"""A council's session: planned, kept open longer, and handed to the own executive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from council.models import Input, InputSession, Question, Report
from milestones.models import Meeting
from ros_portal.audit.services import record
from stakeholders.models import Body, User


class AlreadyHandedOver(Exception):
    """A colleague handed the input over a moment ago."""


class NotConfirmed(Exception):
    """There is input, and the clerk has not confirmed yet what was said."""


class ClosesEarlier(Exception):
    """A new closing moment gives time; it never takes time away."""


class ClosesAfterMeeting(Exception):
    """What is given after the meeting cannot go to it."""


class ReportAskedFor(Exception):
    """The report of the session is being made."""


class SessionStillOpen(Exception):
    """Members can still submit: the executive would read it at once."""


@transaction.atomic
def hand_over(session: InputSession, *, by: User) -> None:
    """From here on the council's own executive reads the input."""
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    if session.handed_over_at:
        raise AlreadyHandedOver
    if timezone.now() < session.closes_at:
        raise SessionStillOpen
    is_confirmed = Report.objects.filter(session=session, confirmed_at__isnull=False).exists()
    if not is_confirmed and Input.objects.submitted().filter(session=session).exists():
        raise NotConfirmed
    session.handed_over_at = timezone.now()
    session.save(update_fields=["handed_over_at"])
    record("council.session.handed_over", session, by=by)


@transaction.atomic
def plan_session(
    *,
    body: Body,
    by: User,
    title: str,
    introduction: str,
    mode: str,
    held_at: datetime | None,
    place: str,
    meeting: Meeting | None,
    opens_at: datetime,
    closes_at: datetime,
    questions: Sequence[str],
) -> InputSession:
    check_closing(closes_at, meeting)
    session = InputSession.objects.create(
        body=body,
        title=title,
        introduction=introduction,
        mode=mode,
        held_at=held_at,
        place=place,
        meeting=meeting,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    Question.objects.bulk_create(
        Question(session=session, position=position, text=text)
        for position, text in enumerate(questions, start=1)
    )
    record("council.session.planned", session, by=by, opens_at=opens_at, closes_at=closes_at)
    return session


@transaction.atomic
def extend_session(
    session: InputSession, *, closes_at: datetime, reason: str, by: User
) -> InputSession:
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    # The executive reads from the hand-over on: what came later would reach it at once.
    if session.handed_over_at:
        raise AlreadyHandedOver
    # Its civil servants read from here on, and what came later would be in nobody's report.
    if Report.objects.filter(session=session).exists():
        raise ReportAskedFor
    if closes_at <= session.closes_at:
        raise ClosesEarlier
    check_closing(closes_at, session.meeting)
    before = session.closes_at
    session.closes_at = closes_at
    session.save(update_fields=["closes_at"])
    record("council.session.extended", session, by=by, old=before, new=closes_at, reason=reason)
    return session


def check_closing(closes_at: datetime, meeting: Meeting | None) -> None:
    if meeting is not None and closes_at > meeting.starts_at:
        raise ClosesAfterMeeting


def questions_asked_before(body: Body) -> list[str]:
    """The questions of this council's last session: mostly they are asked again."""
    last = InputSession.objects.filter(body=body).order_by("-opens_at").first()
    return [question.text for question in last.questions.all()] if last else []
