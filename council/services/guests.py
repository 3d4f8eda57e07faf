"""Who is invited to a session beside the council, and who is so no longer."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from council import notifications, permissions
from council.models import Guest, InputSession
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import Body, User


@transaction.atomic
def invite(
    session: InputSession, *, people: Collection[User], bodies: Collection[Body], by: User
) -> list[Guest]:
    """Who was invited already stays so and hears nothing anew; returns the new guests."""
    session = _locked(session, by)
    there = list(session.guests.all())
    seated = {one.body_id for one in there}
    known = {one.person_id for one in there}
    invited = Guest.objects.bulk_create(
        [
            *(Guest(session=session, body=one, invited_by=by) for one in bodies
              if one.pk not in seated),
            *(Guest(session=session, person=one, invited_by=by) for one in people
              if one.pk not in known),
        ]
    )  # fmt: skip
    if invited:
        record("council.session.invited", session, by=by, **_told(invited))
        notifications.tell_invited(session, invited)
    return invited


@transaction.atomic
def withdraw_invitation(guest: Guest, *, by: User) -> None:
    """From here on the session is not there for this guest; a second press changes nothing."""
    session = _locked(guest.session, by)
    found = list(session.guests.filter(pk=guest.pk))
    if found:
        record("council.session.invitation_withdrawn", session, by=by, **_told(found))
        session.guests.filter(pk=guest.pk).delete()


def _locked(session: InputSession, by: User) -> InputSession:
    session = (
        InputSession.objects.select_for_update(of=("self",))
        .select_related("body", "report")
        .get(pk=session.pk)
    )
    require(permissions.can_invite(by, session))
    return session


def _told(guests: Collection[Guest]) -> dict[str, list[int]]:
    return {
        "people": [one.person_id for one in guests if one.person_id],
        "bodies": [one.body_id for one in guests if one.body_id],
    }
