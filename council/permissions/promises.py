"""Who answers a question of a member and settles an undertaking."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from council.models import InputSession, Inquiry, Undertaking
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Appointment, Role, User
from stakeholders.permissions import Grant, organisations_with

from .sessions import can_run_session


def speaks_for_executive_of(user: User, session: InputSession) -> bool:
    """The portfolio holder, the secretary, and the civil servants who write."""
    grants = (Grant.HOLD_PORTFOLIO, Grant.WRITE_LETTERS, Grant.WRITE_STRATEGY)
    own = session.body.organisation_id
    return any(own in organisations_with(user, grant) for grant in grants)


def can_answer_inquiry(user: User, inquiry: Inquiry) -> Decision:
    if inquiry.answered_at:
        return denied(gettext_lazy("This question has been answered already."))
    if speaks_for_executive_of(user, inquiry.session):
        return ALLOWED
    return denied(gettext_lazy("Only the executive of this council answers its questions."))


def can_settle(user: User, undertaking: Undertaking) -> Decision:
    """Who promised it, or who speaks for the same executive; the clerk when it was done in the room."""
    if undertaking.settled_at:
        return denied(gettext_lazy("This undertaking has been settled already."))
    if speaks_for_executive_of(user, undertaking.session):
        return ALLOWED
    return can_run_session(user, undertaking.session)


def holders_of(session: InputSession) -> list[User]:
    """Who can promise something to this council."""
    appointments = Appointment.objects.current().filter(
        body__organisation=session.body.organisation_id, role=Role.PORTFOLIO_HOLDER
    )
    return [one.user for one in appointments.select_related("user").order_by("user__name")]
