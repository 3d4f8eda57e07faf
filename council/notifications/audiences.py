"""Who may get a kind of notification, and so may choose how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import Q

from council.models import Guest, InputSession
from stakeholders.models import Appointment, Body, Role, User
from stakeholders.permissions import Grant, holders_of, users_with

MEMBERS: Final = frozenset({Grant.GIVE_INPUT})
CLERKS: Final = frozenset({Grant.RUN_SESSIONS})
# Also a clerk, who wrote down what a meeting brought.
SPEAKERS: Final = MEMBERS | CLERKS
# Who takes part in anything; an administrator looks after accounts.
GUESTS: Final = frozenset(Grant) - {Grant.MANAGE_PEOPLE}
HOLDERS: Final = frozenset({Grant.HOLD_PORTFOLIO})
EXECUTIVE: Final = frozenset({Grant.WRITE_LETTERS, Grant.HOLD_PORTFOLIO})


def guests_among(session: InputSession, guests: Iterable[Guest]) -> set[User]:
    """The people behind these invitations today; members are told what members are told."""
    alone = [one.person_id for one in guests if one.person_id]
    bodies = [one.body_id for one in guests if one.body_id]
    people = Appointment.objects.current().filter(user__is_active=True).select_related("user")
    people = people.exclude(role=Role.ADMINISTRATOR)
    invited = people.filter(Q(user__in=alone) | Q(body__in=bodies))
    return {one.user for one in invited} - set(users_with(Grant.GIVE_INPUT, session.body))


def executives_of(
    councils: Iterable[Body], grants: frozenset[Grant]
) -> Mapping[int | None, set[User]]:
    """By organisation: who holds one of these grants for the executive beside its council."""
    own = {council.organisation_id for council in councils}
    executives = list(Body.objects.executives().filter(organisation__in=own))
    people: dict[int | None, set[User]] = defaultdict(set)
    for grant in grants:
        holders = holders_of(grant, executives)
        for executive in executives:
            people[executive.organisation_id].update(holders[executive.pk])
    return people
