"""Who works an answer out, who publishes it, and who tells the council."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from council.models import GOES_ALONG, InputSession, Point, Response
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, BodyKind, User
from stakeholders.permissions import Grant, bodies_with, organisations_with, user_organisations


def reads_answers_before_the_council(user: User, session: InputSession) -> bool:
    """The own executive reads what was published before it tells its council."""
    return session.body.organisation_id in user_organisations(user, BodyKind.EXECUTIVE)


def is_told_to_council(point: Point) -> bool:
    return bool(point.response and point.response.published_at and point.released_at)


def reads_answer(user: User, point: Point) -> bool:
    """Everybody who sees the point, once it was told to the council; the executives before."""
    if point.response is None or not point.response.published_at:
        return False
    session = point.report.session
    return is_told_to_council(point) or reads_answers_before_the_council(user, session)


def can_answer(user: User) -> Decision:
    """The project team: who writes the strategy."""
    if bodies_with(user, Grant.WRITE_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only who writes the strategy works out points."))


def can_work_out(user: User, point: Point) -> Decision:
    if point.destination not in GOES_ALONG or not point.report.session.handed_over_at:
        return denied(
            gettext_lazy("This point does not go along: it is answered by its own executive.")
        )
    return can_answer(user)


def can_approve(user: User, response: Response) -> Decision:
    if response.submitted_at is None:
        return denied(gettext_lazy("Nobody asked yet to read this answer."))
    if response.prepared_by_id == user.pk:
        return denied(gettext_lazy("A colleague has to read what you wrote."))
    return can_answer(user)


def can_publish_responses(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only a project lead publishes the answers after a BOSS."))


def organisations_told_by(user: User) -> frozenset[int]:
    """The organisations of which this person tells the council something for its executive."""
    return organisations_with(user, Grant.WRITE_LETTERS) | organisations_with(
        user, Grant.HOLD_PORTFOLIO
    )


def can_release(user: User, session: InputSession) -> Decision:
    return can_tell_council(user, session.body)


def can_tell_council(user: User, council: Body) -> Decision:
    """The own executive tells its own council."""
    if council.organisation_id in organisations_told_by(user):
        return ALLOWED
    return denied(gettext_lazy("Only the executive of this council tells it what was answered."))
