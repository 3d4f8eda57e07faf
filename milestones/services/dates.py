"""Dates that are entered, removed and moved, and the address of somebody's own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from milestones.entering import NewDate
from milestones.models import CalendarAddress, CouncilDate, Meeting
from ros_portal.audit.models import AuditEvent
from ros_portal.audit.services import record
from ros_portal.lib.tokens import new_token, token_hash
from stakeholders.models import Body, User


class MeetingThere(Exception):
    """There is a meeting of this body at this moment already."""


class MovedMeanwhile(Exception):
    """A colleague moved the meeting while this user was looking at it."""


@transaction.atomic
def enter_dates(body: Body, dates: Iterable[NewDate], *, by: User) -> int:
    """How many were new: a list that is entered again doubles nothing."""
    new = 0
    for one in dates:
        entered, is_new = CouncilDate.objects.get_or_create(
            body=body,
            kind=one.kind,
            on=one.on,
            note=one.note,
            defaults={"until_on": one.until_on},
        )
        if is_new:
            record("milestones.council_date.entered", entered, by=by, body=body.pk)
            new += 1
    return new


@transaction.atomic
def remove_date(council_date: CouncilDate, *, by: User) -> None:
    record("milestones.council_date.removed", council_date, by=by, body=council_date.body_id)
    council_date.delete()


@transaction.atomic
def add_meeting(body: Body, *, starts_at: datetime, place: str, by: User) -> Meeting:
    """Raises MeetingThere."""
    _check_free(body, starts_at)
    meeting = Meeting.objects.create(body=body, starts_at=starts_at, place=place)
    record("milestones.meeting.planned", meeting, by=by, starts_at=starts_at)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, seen: datetime, starts_at: datetime, place: str, by: User, **facts: object
) -> AuditEvent:
    """From the moment at which this user saw it; `facts` go along into the log.

    Raises MovedMeanwhile and MeetingThere.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    )
    if meeting.starts_at != seen:
        raise MovedMeanwhile
    if starts_at != seen:
        _check_free(meeting.body, starts_at)
    old_place = meeting.place
    meeting.starts_at, meeting.place, meeting.moved_at = starts_at, place, timezone.now()
    meeting.save(update_fields=["starts_at", "place", "moved_at"])
    return record(
        "milestones.meeting.moved",
        meeting,
        by=by,
        old=seen,
        new=starts_at,
        old_place=old_place,
        new_place=place,
        **facts,
    )


def _check_free(body: Body, starts_at: datetime) -> None:
    if Meeting.objects.filter(body=body, starts_at=starts_at).exists():
        raise MeetingThere


@transaction.atomic
def renew_calendar_address(user: User) -> str:
    """The secret of a new address, which is shown once; the old one leads nowhere from now on."""
    token = new_token()
    CalendarAddress.objects.update_or_create(
        user=user, defaults={"token_hash": token_hash(token), "made_at": timezone.now()}
    )
    record("milestones.calendar.renewed", user, by=user)
    return token
