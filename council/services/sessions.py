"""A council's session: planned, kept open longer, and handed to the own executive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Model, ProtectedError
from django.utils import timezone

from council import notifications
from council.models import (
    Extension,
    Input,
    InputSession,
    Question,
    Report,
    SessionRequest,
    StandingQuestion,
)
from council.plans import SETTLED_BY_OPENING, Plan
from milestones.models import Meeting
from ros_portal.audit.services import record
from stakeholders.models import Body, User

from .requests import answer_request


class AlreadyHandedOver(Exception):
    """A colleague handed the input over a moment ago."""


class MadePublicAlready(Exception):
    """Everybody reads the input of this session."""


class NotConfirmed(Exception):
    """There is input, and the clerk has not confirmed yet what was said."""


class ClosesEarlier(Exception):
    """A new closing moment gives time; it never takes time away."""


class ClosesAfterMeeting(Exception):
    """What is given after the meeting cannot go to it."""


class ReportAskedFor(Exception):
    """The report of the session is being made."""


class SettledByOpening(Exception):
    """Members speak, knowing until when, about which text, on what and for whom."""


class QuestionAnswered(Exception):
    """Somebody began to answer a question that would go; its text is the argument."""


class SessionCancelled(Exception):
    """It does not go on."""


class CannotCancel(Exception):
    """It opened, or a colleague cancelled it a moment ago."""


class SessionStillOpen(Exception):
    """Members can still submit: the executive would read it at once."""


@transaction.atomic
def hand_over(session: InputSession, *, by: User) -> None:
    """From here on the council's own executive reads the input.

    Raises AlreadyHandedOver, SessionStillOpen, NotConfirmed.
    """
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    if session.handed_over_at:
        raise AlreadyHandedOver
    check_goes_on(session)
    if timezone.now() < session.closes_at:
        raise SessionStillOpen
    is_confirmed = Report.objects.filter(session=session, confirmed_at__isnull=False).exists()
    if not is_confirmed and Input.objects.submitted().filter(session=session).exists():
        raise NotConfirmed
    session.handed_over_at = timezone.now()
    session.save(update_fields=["handed_over_at"])
    record("council.session.handed_over", session, by=by)
    notifications.tell_handed_over(session)


@transaction.atomic
def plan_session(
    plan: Plan, *, body: Body, by: User, asked: SessionRequest | None = None
) -> InputSession:
    """Put it on the agenda; `asked` is the request of the executive that it answers.

    Raises ClosesAfterMeeting, and RequestAnswered when a colleague was a moment earlier.
    """
    check_closing(plan.closes_at, plan.meeting)
    session = InputSession.objects.create(body=body, **plan.facts())
    _ask(session, plan.questions)
    if asked is not None:
        answer_request(asked, session=session, by=by)
    record(
        "council.session.planned",
        session,
        by=by,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
    )
    return session


@transaction.atomic
def change_session(session: InputSession, plan: Plan, *, by: User) -> InputSession:
    """Before it opens everything; later only what nobody spoke on.

    Raises ClosesAfterMeeting, SettledByOpening, QuestionAnswered, ReportAskedFor, AlreadyHandedOver,
    MadePublicAlready.
    """
    session = InputSession.objects.select_for_update().get(pk=session.pk)
    check_goes_on(session)
    if session.handed_over_at:
        raise AlreadyHandedOver
    if Report.objects.filter(session=session).exists():
        raise ReportAskedFor
    if session.published_at:
        raise MadePublicAlready
    before = {name: getattr(session, name) for name in plan.facts()}
    changed = {name: value for name, value in plan.facts().items() if value != before[name]}
    # A BOSS that was moved to before its closing moment is told to the clerk, and stops nothing else.
    if "closes_at" in changed or "meeting" in changed:
        check_closing(plan.closes_at, plan.meeting)
    asked = list(session.questions.values_list("text", flat=True))
    asks_otherwise = asked != list(plan.questions)
    if timezone.now() >= session.opens_at and (
        asks_otherwise or any(name in changed for name in SETTLED_BY_OPENING)
    ):
        raise SettledByOpening
    for name, value in changed.items():
        setattr(session, name, value)
    session.changed_at = timezone.now()
    session.save(update_fields=[*changed, "changed_at"])
    if asks_otherwise:
        _ask(session, plan.questions)
    record(
        "council.session.changed",
        session,
        by=by,
        old={name: _told(before[name]) for name in changed},
        new={name: _told(value) for name, value in changed.items()},
        **({"old_questions": asked, "questions": list(plan.questions)} if asks_otherwise else {}),
    )
    return session


def _told(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _ask(session: InputSession, texts: Sequence[str]) -> None:
    """Questions that stay keep their row: somebody may have begun to answer them."""
    asked = {question.text: question for question in session.questions.all()}
    for text, question in asked.items():
        if text not in texts:
            try:
                question.delete()
            except ProtectedError as begun:
                raise QuestionAnswered(text) from begun
    # Out of the way of each other first: two may have changed places.
    session.questions.update(position=F("position") + 2 * len(texts) + len(asked))
    for position, text in enumerate(texts, start=1):
        if text in asked:
            session.questions.filter(text=text).update(position=position)
        else:
            Question.objects.create(session=session, position=position, text=text)


@transaction.atomic
def extend_session(
    session: InputSession, *, closes_at: datetime, reason: str, by: User
) -> InputSession:
    """More time, never less; who sees the session reads why, and who is invited is told.

    Raises ClosesEarlier, ClosesAfterMeeting, AlreadyHandedOver, ReportAskedFor, MadePublicAlready.
    """
    session = (
        InputSession.objects.select_for_update(of=("self",))
        .select_related("body", "meeting")
        .get(pk=session.pk)
    )
    check_goes_on(session)
    # The executive reads from the hand-over on: what came later would reach it at once.
    if session.handed_over_at:
        raise AlreadyHandedOver
    # Its civil servants read from here on, and what came later would be in nobody's report.
    if Report.objects.filter(session=session).exists():
        raise ReportAskedFor
    # What came later would be public at once.
    if session.published_at:
        raise MadePublicAlready
    if closes_at <= session.closes_at:
        raise ClosesEarlier
    check_closing(closes_at, session.meeting)
    before = session.closes_at
    session.closes_at, session.changed_at = closes_at, timezone.now()
    session.save(update_fields=["closes_at", "changed_at"])
    extension = Extension.objects.create(
        session=session, closed_at=before, closes_at=closes_at, reason=reason, by=by
    )
    record("council.session.extended", session, by=by, old=before, new=closes_at, reason=reason)
    if timezone.now() >= session.opens_at:  # else the mail of the opening names the new moment
        notifications.tell_extended(extension)
    return session


@transaction.atomic
def cancel_session(session: InputSession, *, reason: str, by: User) -> InputSession:
    """Only before it opens: nobody has spoken. Drafts stay with who wrote them."""
    session = (
        InputSession.objects.select_for_update(of=("self",))
        .select_related("body", "request__asked_by")
        .get(pk=session.pk)
    )
    now = timezone.now()
    if session.cancelled_at or now >= session.opens_at:
        raise CannotCancel
    # The clock of another server may be a little ahead of ours.
    if Input.objects.submitted().filter(session=session).exists():
        raise CannotCancel
    session.cancelled_at = session.changed_at = now
    session.cancelled_because = reason
    session.save(update_fields=["cancelled_at", "cancelled_because", "changed_at"])
    record("council.session.cancelled", session, by=by, reason=reason)
    notifications.tell_cancelled(session, by=by)
    return session


def check_goes_on(session: InputSession) -> None:
    if session.cancelled_at:
        raise SessionCancelled


def check_closing(closes_at: datetime, meeting: Meeting | None) -> None:
    """Raises ClosesAfterMeeting."""
    if meeting is not None and closes_at > meeting.starts_at:
        raise ClosesAfterMeeting


def questions_to_begin_with(body: Body) -> list[str]:
    """Those of this council's last session, or else those of the region."""
    last = InputSession.objects.filter(body=body).order_by("-opens_at").first()
    asked = last.questions.all() if last else None
    return [question.text for question in asked or StandingQuestion.objects.all()]
