"""Who is let in, and what they are appointed to do."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue

from . import tasks
from .models import Appointment, Body, Group, Invitation, User
from .models.organisations import BodyKind
from .models.people import COUNCIL_ROLES
from .permissions import settle_grants

INVITATION_VALID = timedelta(days=14)


class RoleDoesNotFitBody(Exception):
    """Council roles belong to a council, the others to an executive."""


class GroupOfAnotherBody(Exception):
    """A member can only sit in a group of the own council."""


class AlreadyInvited(Exception):
    """There is an open invitation for this role already."""


class EndsBeforeItStarts(Exception):
    """An appointment lasts at least a day."""


class InvitationClosed(Exception):
    """The invitation was used, withdrawn or is too old."""


@transaction.atomic
def invite_person(
    *, email: str, name: str, body: Body, role: str, group: Group | None, by: User
) -> Invitation:
    check_role(role, body, group)
    if Invitation.objects.open().filter(email__iexact=email, body=body, role=role).exists():
        raise AlreadyInvited

    invitation = Invitation.objects.create(
        email=email.lower(),
        name=name,
        body=body,
        role=role,
        group=group,
        invited_by=by,
        expires_at=timezone.now() + INVITATION_VALID,
    )
    record("stakeholders.person.invited", invitation, by=by, role=role, body=body.slug)
    enqueue(tasks.mail_invitation, invitation.pk, key=f"invitation:{invitation.pk}")
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationClosed
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record("stakeholders.invitation.withdrawn", invitation, by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the account, or add the role to the account that already has this address."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("body", "group")
        .get(pk=invitation.pk)
    )
    if not is_acceptable(invitation):
        raise InvitationClosed

    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record("stakeholders.invitation.accepted", invitation, by=user)
    appoint(
        user, invitation.body, invitation.role, group=invitation.group, by=invitation.invited_by
    )
    return user


def is_acceptable(invitation: Invitation) -> bool:
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > timezone.now()
    )


@transaction.atomic
def appoint(
    user: User,
    body: Body,
    role: str,
    *,
    by: User | None,
    from_on: date | None = None,
    until_on: date | None = None,
    group: Group | None = None,
) -> Appointment:
    check_role(role, body, group)
    appointment, created = Appointment.objects.get_or_create(
        user=user,
        body=body,
        role=role,
        from_on=from_on or timezone.localdate(),
        defaults={"until_on": until_on, "group": group},
    )
    if created:
        record("stakeholders.person.appointed", appointment, by=by, person=user.email)
        settle_grants([user])
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, until_on: date, by: User) -> None:
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if until_on < appointment.from_on:
        raise EndsBeforeItStarts
    before = appointment.until_on
    appointment.until_on = until_on
    appointment.save(update_fields=["until_on"])
    record("stakeholders.appointment.ended", appointment, by=by, old=before, new=until_on)
    settle_grants([appointment.user])


def check_role(role: str, body: Body, group: Group | None) -> None:
    wanted = BodyKind.COUNCIL if role in COUNCIL_ROLES else BodyKind.EXECUTIVE
    if body.kind != wanted:
        raise RoleDoesNotFitBody
    if group is not None and group.body_id != body.pk:
        raise GroupOfAnotherBody


@transaction.atomic
def change_profile(user: User, *, name: str, phone: str) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": user.name, "phone": user.phone}
    user.name, user.phone = name, phone
    user.save(update_fields=["name", "phone"])
    record("stakeholders.profile.changed", user, by=user, old=before)
