"""Appointments become guardian grants here, and only this module knows which.

A grant is a guardian row on a Body. It counts only while an appointment that gives it is
current, so an appointment that lapsed last night gives nothing this morning, whether or not
the hourly clean-up has run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial

from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermission

from ros_portal.lib.decisions import ALLOWED, Decision, denied

from .kept import kept_for
from .models import Appointment, Body, BodyKind, Invitation, Organisation, Role, User


class Grant(StrEnum):
    PROPOSE_STRATEGY = "propose_strategy"
    WRITE_STRATEGY = "write_strategy"
    LEAD_STRATEGY = "lead_strategy"
    GIVE_INPUT = "give_input"
    RUN_SESSIONS = "run_sessions"
    WRITE_LETTERS = "write_letters"
    HOLD_PORTFOLIO = "hold_portfolio"
    MANAGE_PEOPLE = "manage_people"


ROLE_GRANTS: Mapping[str, frozenset[Grant]] = {
    Role.ADVISER: frozenset({Grant.PROPOSE_STRATEGY}),
    Role.EDITOR: frozenset({Grant.PROPOSE_STRATEGY, Grant.WRITE_STRATEGY}),
    Role.PROJECT_LEAD: frozenset(
        {Grant.PROPOSE_STRATEGY, Grant.WRITE_STRATEGY, Grant.LEAD_STRATEGY}
    ),
    Role.COUNCIL_MEMBER: frozenset({Grant.GIVE_INPUT}),
    # The people of a council are its clerk's: an administrator of the executive could otherwise
    # invite somebody, or himself, to the other side of the wall.
    Role.COUNCIL_CLERK: frozenset({Grant.RUN_SESSIONS, Grant.MANAGE_PEOPLE}),
    Role.EXECUTIVE_SECRETARY: frozenset({Grant.WRITE_LETTERS}),
    Role.PORTFOLIO_HOLDER: frozenset({Grant.HOLD_PORTFOLIO}),
    Role.ADMINISTRATOR: frozenset({Grant.MANAGE_PEOPLE}),
}

NOBODY: frozenset[int] = frozenset()


def bodies_with(user: User | AnonymousUser, grant: Grant) -> frozenset[int]:
    """The ids of the bodies for which this person holds the grant today (≤ 2 queries a request)."""
    if not isinstance(user, User):
        return NOBODY
    return _grants(user).get(grant, NOBODY)


def organisations_with(user: User | AnonymousUser, grant: Grant) -> frozenset[int]:
    """The ids of the organisations of those bodies; no query more."""
    bodies = bodies_with(user, grant)
    return frozenset(
        appointment.body.organisation_id
        for appointment in (user.current_appointments if isinstance(user, User) else ())
        if appointment.body_id in bodies and appointment.body.organisation_id
    )


def user_bodies(user: User | AnonymousUser) -> frozenset[int]:
    """The ids of the bodies this person belongs to today."""
    if not isinstance(user, User):
        return NOBODY
    return frozenset(appointment.body_id for appointment in user.current_appointments)


def user_organisations(user: User | AnonymousUser, *kinds: str) -> frozenset[int]:
    """The ids of the organisations of this person's bodies, or only of bodies of these kinds."""
    if not isinstance(user, User):
        return NOBODY
    return frozenset(
        appointment.body.organisation_id
        for appointment in user.current_appointments
        if appointment.body.organisation_id and (not kinds or appointment.body.kind in kinds)
    )


def can_manage_people(user: User, organisation: Organisation) -> Decision:
    """Of one of its bodies at least: the executive's administrator, the council's clerk."""
    bodies = bodies_with(user, Grant.MANAGE_PEOPLE)
    # No query: whoever manages a body sits in it, and it knows its organisation.
    of_organisation = {
        appointment.body_id
        for appointment in user.current_appointments
        if appointment.body.organisation_id == organisation.pk
    }
    if bodies & of_organisation:
        return ALLOWED
    return denied(
        _("Only the administrator of this organisation and the clerk of its council can do this.")
    )


def can_manage_people_of(user: User, body: Body) -> Decision:
    if body.pk in bodies_with(user, Grant.MANAGE_PEOPLE):
        return ALLOWED
    if body.kind == BodyKind.COUNCIL:
        return denied(_("Only the clerk of this council decides about its people."))
    return denied(_("Only the administrator of this organisation decides about its people."))


def can_invite(user: User, body: Body, role: str) -> Decision:
    """The first clerk of a council comes in by the administrator; from then on the clerk decides."""
    decision = can_manage_people_of(user, body)
    if decision or role != Role.COUNCIL_CLERK:
        return decision
    clerks = Appointment.objects.current().filter(body=body, role=Role.COUNCIL_CLERK)
    invited = Invitation.objects.open().filter(body=body, role=Role.COUNCIL_CLERK)
    if clerks.exists() or invited.exists():
        return decision
    beside = Body.objects.executives().filter(organisation=body.organisation_id).first()
    return can_manage_people_of(user, beside) if beside else decision


def organisations_managed_by(user: User) -> list[Organisation]:
    """Whose people this person invites; read with the appointments."""
    bodies = bodies_with(user, Grant.MANAGE_PEOPLE)
    return [
        appointment.body.organisation
        for appointment in user.current_appointments
        if appointment.body_id in bodies and appointment.body.organisation
    ]


def settle_grants(users: Iterable[User]) -> None:
    """Make the guardian rows of these people equal to what their current appointments give."""
    user_ids = {user.pk for user in users}
    body_type = ContentType.objects.get_for_model(Body)
    permissions = dict(
        Permission.objects.filter(
            content_type=body_type, codename__in=[grant.value for grant in Grant]
        ).values_list("codename", "pk")
    )
    wanted = {
        (appointment.user_id, str(appointment.body_id), permissions[grant])
        for appointment in Appointment.objects.current().filter(user_id__in=user_ids)
        for grant in ROLE_GRANTS[appointment.role]
    }
    rows = UserObjectPermission.objects.filter(
        user_id__in=user_ids, content_type=body_type, permission_id__in=permissions.values()
    )
    present = {(row.user_id, row.object_pk, row.permission_id): row.pk for row in rows}
    UserObjectPermission.objects.filter(
        pk__in=[pk for key, pk in present.items() if key not in wanted]
    ).delete()
    UserObjectPermission.objects.bulk_create(
        [
            UserObjectPermission(
                user_id=user_id,
                object_pk=object_pk,
                permission_id=permission_id,
                content_type=body_type,
            )
            for user_id, object_pk, permission_id in sorted(wanted - present.keys())
        ],
        ignore_conflicts=True,  # the hourly clean-up and an appointment may meet
    )


def roles_with(grant: Grant) -> list[str]:
    return [role for role, grants in ROLE_GRANTS.items() if grant in grants]


def users_with(grant: Grant, body: Body) -> list[User]:
    """Who holds this grant for this body today, to tell them something."""
    appointments = Appointment.objects.current().filter(body=body, role__in=roles_with(grant))
    rows = UserObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(Body),
        object_pk=str(body.pk),
        permission__codename=grant,
    )
    holders = User.objects.filter(appointments__in=appointments, pk__in=rows.values("user_id"))
    return list(holders.filter(is_active=True).distinct())


def holders_of(grant: Grant, bodies: Iterable[Body]) -> dict[int, list[User]]:
    """The same for many bodies at once, by the id of the body, each in order of name."""
    ids = [body.pk for body in bodies]
    held = set(
        UserObjectPermission.objects.filter(
            content_type=ContentType.objects.get_for_model(Body),
            object_pk__in=[str(pk) for pk in ids],
            permission__codename=grant,
        ).values_list("user_id", "object_pk")
    )
    appointments = (
        Appointment.objects.current()
        .filter(body__in=ids, role__in=roles_with(grant), user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    holders: dict[int, dict[int, User]] = {pk: {} for pk in ids}
    for one in appointments:
        if (one.user_id, str(one.body_id)) in held:
            holders[one.body_id][one.user_id] = one.user
    return {pk: list(people.values()) for pk, people in holders.items()}


def _grants(user: User) -> Mapping[Grant, frozenset[int]]:
    """What this person may do today, for which bodies; read once per request."""
    grants: Mapping[Grant, frozenset[int]] | None = getattr(user, "_grants_cache", None)
    if grants is None:
        grants = kept_for(user, "grants", partial(_read_grants, user))
        user._grants_cache = grants  # type: ignore[attr-defined]
    return grants


def _read_grants(user: User) -> Mapping[Grant, frozenset[int]]:
    given_by_appointment: dict[Grant, set[int]] = defaultdict(set)
    for appointment in user.current_appointments:
        for grant in ROLE_GRANTS[appointment.role]:
            given_by_appointment[grant].add(appointment.body_id)

    rows = UserObjectPermission.objects.filter(
        user=user, content_type=ContentType.objects.get_for_model(Body)
    ).values_list("permission__codename", "object_pk")
    held: dict[str, set[int]] = defaultdict(set)
    for codename, object_pk in rows:
        held[codename].add(int(object_pk))

    return {
        grant: frozenset(bodies & held[grant.value])
        for grant, bodies in given_by_appointment.items()
    }
