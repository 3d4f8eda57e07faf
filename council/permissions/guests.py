"""Whom a clerk can invite to a session of this council, beside its members."""

from __future__ import annotations

from collections.abc import Iterable

from council.models import Guest, InputSession
from ros_portal.lib.decisions import Decision
from stakeholders.models import Appointment, Body, BodyKind, Role, User
from stakeholders.models.organisations import BodyQuerySet
from stakeholders.permissions import user_bodies

from .sessions import can_change_session

INVITABLE = (BodyKind.COUNCIL, BodyKind.EXECUTIVE)


def can_invite(user: User, session: InputSession) -> Decision:
    return can_change_session(user, session)


def bodies_to_invite(session: InputSession) -> BodyQuerySet:
    """The council itself comes together: nobody invites it."""
    there = session.guests.filter(body__isnull=False).values("body")
    bodies = Body.objects.filter(kind__in=INVITABLE).exclude(pk=session.body_id)
    return bodies.exclude(pk__in=there).select_related("organisation")


def people_to_invite(session: InputSession) -> dict[User, Body]:
    """Who holds a place anywhere but in this council, each at one of these places."""
    there = session.guests.filter(person__isnull=False).values("person")
    appointments = (
        Appointment.objects.current()
        .filter(user__is_active=True)
        .exclude(role=Role.ADMINISTRATOR)
        .exclude(user__in=Appointment.objects.current().filter(body=session.body_id).values("user"))
        .exclude(user__in=there)
        .select_related("user", "body__organisation")
        .order_by("body__name", "user__name", "pk")
    )
    people: dict[User, Body] = {}
    for one in appointments:
        people.setdefault(one.user, one.body)
    return people


def is_among(user: User, guests: Iterable[Guest]) -> bool:
    bodies = user_bodies(user)
    return any(one.person_id == user.pk or one.body_id in bodies for one in guests)
