"""Who is let in, and what they are appointed to do."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue
from ros_portal.lib.decisions import require
from stakeholders import tasks
from stakeholders.models import Appointment, Body, Group, Invitation, User
from stakeholders.models.people import AppointmentQuerySet, Role
from stakeholders.permissions import can_invite, settle_grants

INVITATION_VALID = timedelta(days=14)


class RoleDoesNotFitBody(Exception):
    """Council roles belong to a council, the others to an executive."""


class GroupOfAnotherBody(Exception):
    """A member can only sit in a group of the own council."""


class AlreadyInvited(Exception):
    """There is an open invitation for this role already."""


class EndsBeforeItStarts(Exception):
    """An appointment lasts at least a day."""


class AppointedAlready(Exception):
    """This person has this role here, without an end."""


class BehindTheWall(Exception):
    """This person works for the other body of the same organisation."""


class InvitationClosed(Exception):
    """The invitation was used, withdrawn or is too old."""


@transaction.atomic
def invite_person(
    *, email: str, name: str, body: Body, role: str, group: Group | None, by: User
) -> Invitation:
    check_role(role, body, group)
    require(can_invite(by, body, role))
    if known := User.objects.filter(email__iexact=email).first():
        check_wall(known, body)
        if _running(known, body, role).filter(until_on=None).exists():
            raise AppointedAlready
    same = Invitation.objects.filter(email__iexact=email, body=body, role=role)
    for lapsed in same.lapsed():
        withdraw_invitation(lapsed, by=by)

    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email.lower(),
                name=name,
                body=body,
                role=role,
                group=group,
                invited_by=by,
                expires_at=timezone.now() + INVITATION_VALID,
            )
    except IntegrityError as taken:
        raise AlreadyInvited from taken
    record("stakeholders.person.invited", invitation, by=by, role=role, body=body.slug)
    enqueue(tasks.mail_invitation, invitation.pk, key=f"invitation:{invitation.pk}")
    return invitation


def _running(user: User, body: Body, role: str) -> AppointmentQuerySet:
    return user.appointments.current().filter(body=body, role=role)


def check_wall(user: User, body: Body) -> None:
    """Nobody sits on both sides of one organisation at the same time."""
    if body.organisation_id is None:
        return
    beside = user.appointments.current().filter(body__organisation=body.organisation_id)
    if beside.exclude(body=body).exists():
        raise BehindTheWall


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationClosed
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(
        "stakeholders.invitation.withdrawn",
        invitation,
        by=by,
        expires_at=invitation.expires_at,
    )


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the account, or add the role to the account that already has this address."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("body", "group")
        .get(pk=invitation.pk)
    )
    if not invitation.is_acceptable:
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
    check_wall(user, body)
    if from_on is None and (running := _running(user, body, role).first()):
        if running.until_on is None:
            raise AppointedAlready
        end_appointment(running, until_on=until_on, by=by)  # it was to end, and now it goes on
        return running
    appointment, created = Appointment.objects.get_or_create(
        user=user,
        body=body,
        role=role,
        from_on=from_on or timezone.localdate(),
        defaults={"until_on": until_on, "group": group},
    )
    if created:
        record(
            "stakeholders.person.appointed",
            appointment,
            by=by,
            person=user.email,
            body=body.slug,
            role=role,
            group=str(group or ""),
            from_on=appointment.from_on,
            until_on=appointment.until_on,
        )
        settle_grants([user])
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, until_on: date | None, by: User | None) -> None:
    """None takes the end away again."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if until_on and until_on < appointment.from_on:
        raise EndsBeforeItStarts
    before = appointment.until_on
    appointment.until_on = until_on
    appointment.save(update_fields=["until_on"])
    record("stakeholders.appointment.ended", appointment, by=by, old=before, new=until_on)
    settle_grants([appointment.user])


def check_role(role: str, body: Body, group: Group | None) -> None:
    if body.kind != Role(role).body_kind:
        raise RoleDoesNotFitBody
    if group is not None and group.body_id != body.pk:
        raise GroupOfAnotherBody


@transaction.atomic
def change_profile(user: User, *, name: str, phone: str) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    before = {"name": user.name, "phone": user.phone}
    user.name, user.phone = name, phone
    user.save(update_fields=["name", "phone"])
    after = {"name": name, "phone": phone}
    record("stakeholders.profile.changed", user, by=user, old=before, new=after)


@transaction.atomic
def move_account(user: User, *, old: str, by: User) -> None:
    """The account is at another address now; the old mailbox opens nothing any more."""
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("stakeholders.account.moved", user, by=by, old=old, new=user.email)
