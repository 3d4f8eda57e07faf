"""What waits for a council member or a clerk."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .models import InputSession


def waiting_for(user: User) -> list[Waiting]:
    return [*_for_member(user), *_for_clerk(user), *_for_executive(user)]


def _for_member(user: User) -> list[Waiting]:
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


def _for_clerk(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.RUN_SESSIONS)
    if not councils:
        return []
    sessions = (
        InputSession.objects.filter(
            body__in=councils, handed_over_at__isnull=True, opens_at__lte=timezone.now()
        )
        .counted()
        .select_related("meeting__body")
    )
    now = timezone.now()
    return [
        _open_session(session) if session.is_open(now) else _closed_session(session)
        for session in sessions
    ]


def _for_executive(user: User) -> list[Waiting]:
    """What the own council gave along, until the meeting it was given along for."""
    executives = bodies_with(user, Grant.HOLD_PORTFOLIO) | bodies_with(user, Grant.WRITE_LETTERS)
    if not executives:
        return []
    sessions = (
        InputSession.objects.filter(
            body__organisation__bodies__in=executives,
            handed_over_at__isnull=False,
            meeting__starts_at__gte=timezone.now(),
        )
        .counted()
        .select_related("meeting__body")
    )
    return [
        Waiting(
            title=_("%(session)s: the clerk passed the input on") % {"session": session.title},
            note=_count(session),
            url=session.get_absolute_url(),
            action=_("Read the input"),
            due_at=session.meeting.starts_at if session.meeting else None,
        )
        for session in sessions
    ]


def _open_session(session: InputSession) -> Waiting:
    return Waiting(
        title=_("%(session)s is open") % {"session": session.title},
        note=_count(session),
        url=session.get_absolute_url(),
        action=_("See who has spoken"),
        due_at=session.closes_at,
    )


def _closed_session(session: InputSession) -> Waiting:
    return Waiting(
        title=_("%(session)s is closed: pass the input on") % {"session": session.title},
        note=_count(session),
        url=session.get_absolute_url(),
        action=_("To the session"),
        due_at=session.meeting.starts_at if session.meeting else None,
    )


def _count(session: InputSession) -> str:
    count = session.submitted
    if not count:
        return _("No input submitted yet")
    return ngettext("%(count)s input submitted", "%(count)s inputs submitted", count) % {
        "count": count
    }


def _for_whom(session: InputSession) -> str:
    if session.meeting is None:
        return ""
    return _("Goes to the %(meeting)s") % {"meeting": session.meeting}
