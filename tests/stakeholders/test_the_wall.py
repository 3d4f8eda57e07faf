"""Council and executive of one organisation are two bodies, and nobody walks round the wall."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from stakeholders import services
from stakeholders.models import Appointment, Invitation, Role, User
from stakeholders.permissions import Grant, bodies_with
from stakeholders.tokens import invitation_token
from tests.jobs import run_due

PEOPLE = "/partners/almelo/people/"


def invite(client, user, **data):
    client.force_login(User.objects.get(pk=user.pk))
    return client.post(PEOPLE, {"name": "Nieuw", "email": "nieuw@gemeente.test", **data})


def person(user, body, role):
    return {"email": user.email, "name": user.name, "body": body, "role": role, "group": None}


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.COUNCIL_CLERK])
def test_an_administrator_of_the_executive_brings_nobody_into_a_council_with_a_clerk(
    client, hanna, dina, almelo_council, role
):
    assert invite(client, hanna, role=role).status_code == 422
    with pytest.raises(PermissionDenied):
        services.invite_person(
            email="x@y.test", name="x", body=almelo_council, role=role, group=None, by=hanna
        )
    assert not Invitation.objects.exists()


def test_the_clerk_brings_in_the_members(client, dina, almelo_council, almelo_group):
    assert invite(client, dina, role=Role.COUNCIL_MEMBER, group=almelo_group.pk).status_code == 302
    assert Invitation.objects.get().body == almelo_council
    assert invite(client, dina, role=Role.EDITOR).status_code == 422


def test_the_first_clerk_comes_in_by_the_administrator_and_no_second(client, hanna, almelo_council):
    assert invite(client, hanna, role=Role.COUNCIL_CLERK).status_code == 302
    again = invite(client, hanna, role=Role.COUNCIL_CLERK, email="ander@gemeente.test")
    assert again.status_code == 422


def test_nobody_sits_on_both_sides(client, hanna, almelo_council, anna, dina):
    refused = invite(client, dina, role=Role.COUNCIL_MEMBER, email=anna.email)
    assert "andere kant" in refused.content.decode()
    with pytest.raises(services.BehindTheWall):
        services.appoint(hanna, almelo_council, Role.COUNCIL_CLERK, by=None)


def test_an_invitation_from_before_the_wall_opens_nothing(client, dina, anna, almelo_council):
    invitation = Invitation.objects.create(
        **person(anna, almelo_council, Role.COUNCIL_MEMBER),
        invited_by=dina,
        expires_at=timezone.now() + timedelta(days=1),
    )
    client.force_login(anna)
    assert client.post(f"/invitations/{invitation_token(invitation)}/").status_code == 410
    assert not bodies_with(User.objects.get(pk=anna.pk), Grant.GIVE_INPUT)


def test_the_people_of_the_other_side_are_not_shown_nor_ended(client, hanna, chris, dina, anna):
    client.force_login(User.objects.get(pk=hanna.pk))
    page = client.get(PEOPLE).content.decode()
    assert anna.email in page
    assert chris.email not in page
    appointment = chris.appointments.get()
    address = reverse("appointment_end", args=["almelo", appointment.pk])
    assert client.get(address).status_code == 403


def test_who_has_the_role_already_is_not_invited_again(client, dina, chris, almelo_group):
    refused = invite(client, dina, role=Role.COUNCIL_MEMBER, email=chris.email)
    assert "deze rol al" in refused.content.decode()
    assert not Invitation.objects.exists()


def test_who_leaves_today_and_is_invited_again_stays(hanna, anna, almelo_executive):
    appointment = anna.appointments.get()
    services.end_appointment(appointment, until_on=timezone.localdate(), by=hanna)
    invitation = services.invite_person(**person(anna, almelo_executive, Role.EDITOR), by=hanna)
    services.accept_invitation(invitation, name="Anna", password="")
    assert Appointment.objects.get(user=anna, role=Role.EDITOR).until_on is None


def test_an_account_that_moved_leaves_nothing_at_the_old_mailbox(client, anna):
    old = anna.email
    anna.set_password("drie-woorden-onthouden")
    anna.save()
    client.force_login(anna)
    assert client.get("/profile/").status_code == 200

    admin = User.objects.create_superuser("beheer@gemeente.test", "x", name="Beheer")
    boss = type(client)()
    boss.force_login(admin)
    sent = {"email": "anders@gemeente.test", "name": "Anna", "is_active": "on"}
    for prefix in ("appointments", "appointments-2"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    saved = boss.post(f"/admin/stakeholders/user/{anna.pk}/change/", sent)
    assert saved.status_code == 302

    assert client.get("/profile/").status_code == 302  # signed out everywhere
    credentials = {"login": old, "password": "drie-woorden-onthouden"}
    assert client.post("/accounts/login/", credentials).status_code == 200
    client.post("/accounts/password/reset/", {"email": old})
    run_due()
    assert not any("/password/reset/key/" in message.body for message in mail.outbox)
    moved = {**credentials, "login": "anders@gemeente.test"}
    assert client.post("/accounts/login/", moved).status_code == 302


def test_the_administration_has_no_door_of_its_own(client):
    response = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_ones_own_address_is_no_password(client, hanna, almelo_executive):
    invitation = services.invite_person(
        email="nieuw.persoon@gemeente.test",
        name="Nieuw",
        body=almelo_executive,
        role=Role.EDITOR,
        group=None,
        by=hanna,
    )
    link = f"/invitations/{invitation_token(invitation)}/"
    sent = {"name": "Nieuw", "password": "nieuw.persoon@gemeente.test"}
    assert client.post(link, sent).status_code == 422


def test_an_address_that_is_too_long_is_told(client, hanna):
    long = "a" * 290 + "@gemeente.test"
    assert invite(client, hanna, role=Role.EDITOR, email=long).status_code == 422
