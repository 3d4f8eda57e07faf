"""Who enters dates: a clerk those of the own council, a project lead the BOSS and milestones."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, User
from stakeholders.permissions import Grant, bodies_with

from .models import Meeting


def can_enter_dates(user: User, council: Body) -> Decision:
    if council.pk in bodies_with(user, Grant.RUN_SESSIONS):
        return ALLOWED
    return denied(_("Only the clerk of this council enters its dates."))


def can_plan_boss(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(_("Only a project lead plans the BOSS."))


def can_move_boss(user: User, meeting: Meeting) -> Decision:
    """Answers were published after a BOSS that was held: it stays when it was."""
    if meeting.starts_at <= timezone.now():
        return denied(_("This BOSS has been held: it cannot be moved any more."))
    return can_plan_boss(user)


def can_plan_milestones(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(_("Only a project lead plans milestones."))
