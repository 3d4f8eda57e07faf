"""Who spoke reads what was written down, and says that it is right or gives other words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from council import notifications, permissions
from council.models import Answer, Input, InputSession, Reaction, Reading, Report
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User

from .inputs import KeyUsedForOtherText
from .sessions import ReportAskedFor


class NothingWrittenDown(Exception):
    """There is nothing to read back."""


class ReadingClosed(Exception):
    """The clerk closed it, or its last day is over."""


@transaction.atomic
def ask_reading(session: InputSession, *, due_on: date, by: User) -> Reading:
    """Ask once; asking again gives more time. Raises NothingWrittenDown, ReadingClosed, ReportAskedFor."""
    session = _locked(session)
    _check_report(session)
    require(permissions.can_run_session(by, session))
    if not Input.objects.written_down().filter(session=session).exists():
        raise NothingWrittenDown
    reading, is_new = Reading.objects.get_or_create(
        session=session,
        defaults={"asked_by": by, "asked_at": timezone.now(), "due_on": due_on},
    )
    if reading.closed_at:
        raise ReadingClosed
    before, reading.due_on = reading.due_on, due_on
    reading.save(update_fields=["due_on"])
    if is_new or before != due_on:
        old = None if is_new else before
        record("council.reading.asked", session, by=by, old=old, new=due_on)
        notifications.ask_to_read(reading)
    return reading


@transaction.atomic
def close_reading(session: InputSession, *, by: User) -> None:
    """Raises ReportAskedFor."""
    session = _locked(session)
    _check_report(session)
    require(permissions.can_run_session(by, session))
    reading = Reading.objects.get(session=session)
    if reading.closed_at is None:
        reading.closed_at, reading.closed_by = timezone.now(), by
        reading.save(update_fields=["closed_at", "closed_by"])
        record("council.reading.closed", session, by=by)


@transaction.atomic
def react(answer: Answer, *, text: str, key: UUID, by: User) -> Reaction:
    """Who spoke: without text it was right. Raises ReadingClosed, ReportAskedFor, KeyUsedForOtherText."""
    session = _locked(answer.input.session)
    if known := _known(answer, text, key, by):
        return known
    _check_report(session)
    reading = Reading.objects.filter(session=session).first()
    if reading is None or not reading.takes_reactions_on(timezone.localdate()):
        raise ReadingClosed
    require(permissions.can_react(by, answer.input))
    return _add(answer, text, key, by=by)


@transaction.atomic
def mend(answer: Answer, *, text: str, key: UUID, by: User) -> Reaction:
    """The clerk: a slip of typing along. Raises ReportAskedFor, KeyUsedForOtherText."""
    session = _locked(answer.input.session)
    if known := _known(answer, text, key, by):
        return known
    _check_report(session)
    require(permissions.can_run_session(by, session))
    return _add(answer, text, key, by=by, by_clerk=True)


def _locked(session: InputSession) -> InputSession:
    """The one who asks for the report waits for us, or we for her."""
    return (
        InputSession.objects.select_for_update(of=("self",))
        .select_related("body")
        .get(pk=session.pk)
    )


def _check_report(session: InputSession) -> None:
    if session.handed_over_at or Report.objects.filter(session=session).exists():
        raise ReportAskedFor


def _known(answer: Answer, text: str, key: UUID, by: User) -> Reaction | None:
    known = Reaction.objects.filter(key=key).first()
    if known and (known.answer_id, known.text, known.by_id) != (answer.pk, text, by.pk):
        raise KeyUsedForOtherText
    return known


def _add(answer: Answer, text: str, key: UUID, *, by: User, by_clerk: bool = False) -> Reaction:
    reaction = Reaction.objects.create(answer=answer, by=by, text=text, key=key, by_clerk=by_clerk)
    event = "council.answer.corrected" if text else "council.answer.agreed"
    logged = by if by_clerk else answer.input.session.logged(by)
    record(event, answer.input, by=logged, answer=answer.pk, reaction=reaction.pk)
    return reaction
