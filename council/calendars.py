"""What a body has in its calendar: public facts only, and never a name or what somebody said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from milestones import calendars
from milestones.boss import is_linked
from milestones.calendars import KEPT_FOR, Event
from milestones.models import CouncilDate, Meeting
from stakeholders.models import Body, User
from stakeholders.permissions import user_organisations

from .models import InputSession
from .models.sessions import InputSessionQuerySet


def events_of(bodies: Collection[Body], sessions: Iterable[InputSession]) -> Iterator[Event]:
    """The meetings and deadlines of these bodies, the own dates of councils, and these sessions.

    The BOSS is of the municipalities, other consultations are of themselves.
    """
    since = timezone.now() - KEPT_FOR
    meetings = Meeting.objects.filter(starts_at__gte=since).select_related("body")
    found = list(meetings.filter(body__in=bodies))
    if any(is_linked(body) for body in bodies):
        found += meetings.of_boss().exclude(body__in=bodies)
    yield from calendars.of_meetings(found)
    yield from calendars.of_deadlines(found)
    dates = CouncilDate.objects.filter(body__in=bodies).coming(since.date())
    yield from calendars.of_council_dates(dates.select_related("body__organisation"))
    yield from _of_sessions(sessions)


def sessions_of(body: Body) -> InputSessionQuerySet:
    """Those that the world may know of."""
    return _recent().filter(body=body, is_closed=False)


def sessions_around(user: User) -> InputSessionQuerySet:
    """Of the own organisations, and those with an invitation; a project lead sees more elsewhere."""
    own = _recent().filter(body__organisation__in=user_organisations(user))
    return own | _recent().inviting(user)


def _recent() -> InputSessionQuerySet:
    since = timezone.now() - KEPT_FOR
    return InputSession.objects.filter(closes_at__gte=since).select_related("body__organisation")


def _of_sessions(sessions: Iterable[InputSession]) -> Iterator[Event]:
    for session in sessions:
        name = f"{session.title}, {session.body.brief_name}"
        if session.cancelled_at:
            name = _("Does not go on: %(session)s") % {"session": name}
        for what, title, moment in (
            ("held", name, session.held_at),
            ("opens", _("Input opens: %(session)s") % {"session": name}, session.opens_at),
            ("closes", _("Input closes: %(session)s") % {"session": name}, session.closes_at),
        ):
            if moment is not None:
                yield Event(
                    key=f"session-{session.pk}-{what}",
                    title=title,
                    start=moment,
                    place=session.place if what == "held" else "",
                    path=session.get_absolute_url(),
                    changed_at=session.changed_at,
                    is_cancelled=session.cancelled_at is not None,
                )
