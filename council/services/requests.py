"""An executive asks for a session; the clerk plans one, or says why not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from council import notifications
from council.models import InputSession, SessionRequest
from milestones.models import Meeting
from ros_portal.audit.services import record
from ros_portal.lib.keys import write_once
from stakeholders.models import Body, User


class RequestAnswered(Exception):
    """A colleague answered it a moment ago."""


@transaction.atomic
def ask_session(
    body: Body, *, meeting: Meeting | None, why: str, key: UUID, by: User
) -> SessionRequest:
    """The clerks of the council are told. Raises UsedForSomethingElse."""
    asked, is_new = write_once(
        SessionRequest, key=key, body=body, meeting=meeting, why=why, asked_by=by
    )
    if is_new:
        record("council.session.asked", asked, by=by, body=body.pk, why=why)
        notifications.tell_clerks(asked)
    return asked


def answer_request(asked: SessionRequest, *, session: InputSession, by: User) -> None:
    """Inside the transaction that plans the session. Raises RequestAnswered."""
    asked = _open_request(asked)
    asked.session = session
    _settle(asked, by=by)
    record("council.session.agreed", asked, by=by, session=session.pk)


@transaction.atomic
def decline_request(asked: SessionRequest, *, reason: str, by: User) -> None:
    """Raises RequestAnswered."""
    asked = _open_request(asked)
    asked.refusal = reason
    _settle(asked, by=by)
    record("council.session.declined", asked, by=by, reason=reason)


def _open_request(asked: SessionRequest) -> SessionRequest:
    asked = SessionRequest.objects.select_for_update().get(pk=asked.pk)
    if asked.answered_at:
        raise RequestAnswered
    return asked


def _settle(asked: SessionRequest, *, by: User) -> None:
    asked.answered_by, asked.answered_at = by, timezone.now()
    asked.save(update_fields=["answered_by", "answered_at", "session", "refusal"])
    notifications.tell_asker(asked)
