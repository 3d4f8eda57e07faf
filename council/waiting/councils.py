"""What waits for a member and for a clerk."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from council.models import InputSession, Reading, Report, SessionRequest
from council.permissions import spoken
from ros_portal.lib.dates import end_of
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .sessions import before_meeting, count_of


def for_member(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.GIVE_INPUT)
    if not councils:
        return []
    sessions = (
        InputSession.objects.open()
        .filter(body__in=councils)
        .waiting_for(user)
        .select_related("meeting__body")
    )
    return [
        Waiting(
            title=_("%(session)s: give your input") % {"session": session.title},
            note=_("Your draft has been kept.") if session.has_draft else _for_whom(session),
            url=reverse("input_edit", args=[session.pk]),
            action=_("Go on") if session.has_draft else _("Give input"),
            due_at=session.closes_at,
        )
        for session in sessions
    ]


def words_to_read(user: User) -> list[Waiting]:
    """What a clerk wrote down of this member or its group, as long as nobody of them reacted."""
    if not bodies_with(user, Grant.GIVE_INPUT):
        return []
    return [
        Waiting(
            title=_("%(session)s: is this what you said?") % {"session": reading.session.title},
            note=_("The clerk wrote it down."),
            url=reverse("session_reading", args=[reading.session_id]),
            action=_("Read and react"),
            due_at=end_of(reading.due_on),
        )
        for reading in Reading.objects.waiting_for(user).select_related("session")
    ]


def for_clerk(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.RUN_SESSIONS)
    if not councils:
        return []
    sessions = (
        InputSession.objects.going_on()
        .filter(body__in=councils, handed_over_at__isnull=True, opens_at__lte=timezone.now())
        .counted()
        .select_related("meeting__body", "report")
    )
    now = timezone.now()
    return [
        _open_session(session) if session.is_open(now) else _closed_session(session)
        for session in sessions
    ]


def requests_to_answer(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.RUN_SESSIONS)
    if not councils:
        return []
    requests = SessionRequest.objects.open().filter(body__in=councils).with_everything_to_show()
    return [
        Waiting(
            title=_("%(name)s asks for a session, for the executive") % {"name": asked.asked_by},
            note=asked.why,
            url=f"{reverse('session_create')}?request={asked.pk}",
            action=_("Put it on the agenda"),
            due_at=asked.meeting.starts_at if asked.meeting else None,
        )
        for asked in requests
    ]


def _open_session(session: InputSession) -> Waiting:
    return Waiting(
        title=_("%(session)s is open") % {"session": session.title},
        note=count_of(session),
        url=session.get_absolute_url(),
        action=_("See who has spoken"),
        due_at=session.closes_at,
    )


def _closed_session(session: InputSession) -> Waiting:
    report: Report | None = getattr(session, "report", None)
    title, page, action = _next_step(session, report)
    return Waiting(
        title=title % {"session": session.title},
        note=count_of(session),
        url=page.get_absolute_url(),
        action=action,
        due_at=before_meeting(session),
    )


def _next_step(
    session: InputSession, report: Report | None
) -> tuple[str, InputSession | Report, str]:
    """What it is called, where it is done, and the button that leads there."""
    if report is None and session.submitted:
        return _("%(session)s is closed: ask for the report"), session, _("To the session")
    if report is None or report.confirmed_at:
        return _("%(session)s is closed: pass the input on"), session, _("To the session")
    if report.ready_at:
        return _("%(session)s: confirm the report"), report, _("To the report")
    return _("%(session)s: the report is being made"), report, _("To the report")


def _for_whom(session: InputSession) -> str:
    if session.meeting is None:
        return ""
    return _("Goes to the %(meeting)s") % {"meeting": session.meeting}


def invitations(user: User) -> list[Waiting]:
    """Sessions to come to as a guest; whose moment stands in the calendar as a session already."""
    councils = bodies_with(user, Grant.GIVE_INPUT) | bodies_with(user, Grant.RUN_SESSIONS)
    sessions = (
        InputSession.objects.inviting(user)
        .going_on()
        .filter(closes_at__gt=timezone.now())
        .exclude(body__in=councils)
        .select_related("body")
    )
    return [
        Waiting(
            title=_("You are invited: %(session)s") % {"session": session.title},
            note=_when(session),
            url=session.get_absolute_url(),
            action=_("Read what it is about"),
        )
        for session in sessions
    ]


def _when(session: InputSession) -> str:
    if session.held_at is None:
        return session.body.name
    return f"{session.body.name}, {spoken(session.held_at)}"
