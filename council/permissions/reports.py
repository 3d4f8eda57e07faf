"""Who makes a report, who confirms it, and who says where its points go."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy

from council.models import Destination, InputSession, Point, Report
from milestones.boss import is_linked
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import (
    Grant,
    bodies_with,
    organisations_with,
    user_bodies,
    user_organisations,
)

from .sessions import can_run_session, can_run_sessions_of, goes_on


def can_ask_report(user: User, session: InputSession) -> Decision:
    if session.cancelled_at:
        return goes_on(session)
    if timezone.now() < session.closes_at:
        return denied(gettext_lazy("The report can be made once the session is closed."))
    return can_run_session(user, session)


def can_make_report(user: User, report: Report) -> Decision:
    """The clerk, and a civil servant of the executive of the same organisation."""
    if report.confirmed_at:
        return denied(gettext_lazy("The clerk confirmed this report: it stays as it is."))
    body = report.session.body
    if body.organisation_id in organisations_with(user, Grant.WRITE_STRATEGY):
        return ALLOWED
    return can_run_sessions_of(user, body)


def can_read_report(user: User, report: Report) -> Decision:
    """As with its points (`PointQuerySet.visible_to`), also when there are none."""
    body = report.session.body
    is_open_to = (
        body.pk in bodies_with(user, Grant.RUN_SESSIONS)
        or body.organisation_id in organisations_with(user, Grant.WRITE_STRATEGY)
        or (report.confirmed_at and body.pk in user_bodies(user))
        or (
            report.session.handed_over_at
            and body.organisation_id in user_organisations(user, BodyKind.EXECUTIVE)
        )
    )
    return ALLOWED if is_open_to else denied(gettext_lazy("You cannot read this report."))


def can_confirm(user: User, report: Report) -> Decision:
    if report.confirmed_at:
        return denied(gettext_lazy("The clerk confirmed this report: it stays as it is."))
    return can_run_session(user, report.session)


def can_destine_some(user: User, report: Report) -> Decision:
    """Whether this person says of the points of this report where they go."""
    return can_destine(user, Point(report=report))


def destinations_for(council: Body) -> list[Destination]:
    """The BOSS links the fourteen municipalities; province and water authority go their own way."""
    along = Destination.BOSS if is_linked(council) else Destination.OWN_CONSULTATION
    return [along, Destination.OWN_VISION, Destination.LOCAL]


def can_destine(user: User, point: Point) -> Decision:
    session = point.report.session
    if not session.handed_over_at:
        return denied(gettext_lazy("The clerk has not passed on this report yet."))
    if session.body.organisation_id in organisations_with(user, Grant.HOLD_PORTFOLIO):
        return ALLOWED
    return denied(
        gettext_lazy("Only the portfolio holder of this organisation says where a point goes.")
    )
