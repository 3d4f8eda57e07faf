"""Points that go along to the BOSS while nobody said to which: the next one takes them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from council.models import InputSession, Point
from council.models.reports import LOOSE
from milestones.models import Meeting
from milestones.services import add_meeting
from ros_portal.audit.services import record
from stakeholders.models import Body, User


@transaction.atomic
def feed_next_boss(*, by: User | None) -> int:
    """Returns how many sessions; none as long as no BOSS is planned. A second call finds nothing left."""
    meeting = Meeting.objects.upcoming().of_boss().first()
    if meeting is None:
        return 0
    loose = Point.objects.going_along().filter(LOOSE).values("report__session")
    sessions = InputSession.objects.select_for_update(of=("self",)).filter(
        pk__in=loose, meeting=None
    )
    for session in sessions:
        session.meeting = meeting
        session.save(update_fields=["meeting"])
        record("council.session.given_to_boss", session, by=by, meeting=meeting.pk)
    return len(sessions)


@transaction.atomic
def plan_boss(body: Body, *, starts_at: datetime, place: str, by: User) -> Meeting:
    """Raises MeetingThere."""
    meeting = add_meeting(body, starts_at=starts_at, place=place, by=by)
    feed_next_boss(by=by)
    return meeting
