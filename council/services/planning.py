"""Moving a BOSS, with what that means to councils."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from council import notifications
from council.planning import Move, move_of
from milestones.models import Meeting
from milestones.services import move_meeting
from stakeholders.models import User


@transaction.atomic
def move_boss(
    meeting: Meeting, *, seen: datetime, starts_at: datetime, place: str, by: User
) -> Move:
    """The clerks of the councils that no longer fit are told. Raises MovedMeanwhile, MeetingThere."""
    move = move_of(meeting, starts_at)
    told = [body.pk for body in move.told]
    event = move_meeting(meeting, seen=seen, starts_at=starts_at, place=place, by=by, told=told)
    meeting.refresh_from_db()
    notifications.tell_boss_moved(meeting, move.told, event_id=event.pk)
    return move
