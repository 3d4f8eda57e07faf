"""Who sits at the table of the BOSS."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from council.models import Minutes
from council.models.reports import works_on_strategy
from ros_portal.lib.decisions import ALLOWED, Decision, denied
from stakeholders.models import Body, User
from stakeholders.models.organisations import BodyQuerySet
from stakeholders.permissions import Grant, bodies_with


def can_read_dossier(user: User) -> Decision:
    """Who works on the strategy, and the portfolio holders: the table of the BOSS."""
    if works_on_strategy(user):
        return ALLOWED
    return denied(gettext_lazy("Only who sits at the table of the BOSS reads its dossier."))


def can_lead_meetings(user: User) -> Decision:
    if bodies_with(user, Grant.LEAD_STRATEGY):
        return ALLOWED
    return denied(gettext_lazy("Only a project lead writes the agenda and the minutes."))


def can_correct_minutes(user: User, minutes: Minutes) -> Decision:
    if minutes.adopted_at:
        return denied(gettext_lazy("These minutes were adopted: they stay as they are."))
    if minutes.shared_at is None:
        return denied(gettext_lazy("The minutes are still being written."))
    return can_read_dossier(user)


def bodies_at_the_table(user: User) -> BodyQuerySet:
    """For which bodies this person speaks about the minutes."""
    grants = (Grant.WRITE_STRATEGY, Grant.LEAD_STRATEGY, Grant.HOLD_PORTFOLIO)
    return Body.objects.filter(
        pk__in=frozenset[int]().union(*(bodies_with(user, grant) for grant in grants))
    )
