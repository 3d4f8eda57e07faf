"""What waits for who speaks for an executive, and for who makes its reports."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from council.models import InputSession, Inquiry, Point, Report, Undertaking
from council.permissions import organisations_told_by
from milestones.boss import is_linked
from ros_portal.lib.dates import end_of
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with, organisations_with

from .sessions import before_meeting, count_of


def for_executive(user: User) -> list[Waiting]:
    """What the own council gave along, until the meeting that it was given for."""
    own = organisations_told_by(user)
    if not own:
        return []
    sessions = (
        InputSession.objects.filter(
            body__organisation__in=own,
            handed_over_at__isnull=False,
            meeting__starts_at__gte=timezone.now(),
        )
        .counted()
        .select_related("meeting__body")
    )
    return [
        Waiting(
            title=_("%(session)s: the clerk passed the input on") % {"session": session.title},
            note=count_of(session),
            url=session.get_absolute_url(),
            action=_("Read the input"),
            due_at=before_meeting(session),
        )
        for session in sessions
    ]


def reports_to_make(user: User) -> list[Waiting]:
    own = organisations_with(user, Grant.WRITE_STRATEGY)
    if not own:
        return []
    reports = Report.objects.filter(
        session__body__organisation__in=own, ready_at__isnull=True, confirmed_at__isnull=True
    ).select_related("session__meeting")
    return [
        Waiting(
            title=_("%(session)s: make the report") % {"session": report.session.title},
            note=report.remark or _("The clerk asked for it."),
            url=report.get_absolute_url(),
            action=_("To the report"),
            due_at=before_meeting(report.session),
        )
        for report in reports
    ]


def points_to_place(user: User) -> list[Waiting]:
    """For a portfolio holder: points of which nobody knows yet where they go."""
    own = organisations_with(user, Grant.HOLD_PORTFOLIO)
    if not own:
        return []
    sessions = (
        InputSession.objects.filter(body__organisation__in=own, handed_over_at__isnull=False)
        .counting_points(Q(report__points__destination=""))
        .select_related("meeting", "body__organisation")
    )
    return [
        Waiting(
            title=ngettext(
                "%(session)s: say where %(count)s point goes",
                "%(session)s: say where %(count)s points go",
                session.points,
            )
            % {"session": session.title, "count": session.points},
            note=_("Along to the BOSS, for your own vision, or answered by yourselves.")
            if is_linked(session.body)
            else _("To your own consultation, for your own vision, or answered by yourselves."),
            url=reverse("report_detail", args=[session.pk]),
            action=_("To the report"),
            due_at=before_meeting(session),
        )
        for session in sessions
        if session.points
    ]


def answers_to_tell(user: User) -> list[Waiting]:
    """For who speaks to the own council: what was answered and not told yet."""
    own = organisations_told_by(user)
    if not own:
        return []
    sessions = InputSession.objects.filter(body__organisation__in=own).counting_points(
        Q(report__points__in=Point.objects.to_release())
    )
    return [
        Waiting(
            title=ngettext(
                "%(session)s: tell your council the answer to %(count)s point",
                "%(session)s: tell your council the answers to %(count)s points",
                session.points,
            )
            % {"session": session.title, "count": session.points},
            note=_("Mostly with the council letter."),
            url=reverse("report_detail", args=[session.pk]),
            action=_("Read and tell"),
        )
        for session in sessions
        if session.points
    ]


def inquiries_to_answer(user: User) -> list[Waiting]:
    own = organisations_told_by(user)
    if not own:
        return []
    inquiries = Inquiry.objects.filter(
        session__body__organisation__in=own, answered_at__isnull=True
    ).select_related("session")
    return [
        Waiting(
            title=_("%(session)s: a member asks a question") % {"session": inquiry.session.title},
            note=inquiry.text,
            url=reverse("inquiry_answer", args=[inquiry.pk]),
            action=_("Answer it"),
        )
        for inquiry in inquiries
    ]


def undertakings_to_settle(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.HOLD_PORTFOLIO):
        return []
    undertakings = Undertaking.objects.visible_to(user).filter(holder=user, settled_at__isnull=True)
    return [
        Waiting(
            # The title also stands in calendars, which lie on servers of others.
            title=_("%(session)s: settle what you promised")
            % {"session": undertaking.session.title},
            note=undertaking.text,
            url=reverse("undertaking_settle", args=[undertaking.pk]),
            action=_("Settle it"),
            due_at=end_of(undertaking.due_on),
        )
        for undertaking in undertakings.select_related("session")
    ]
