"""Nobody signs up; who is invited comes in once, with the role of the invitation."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ros_portal.audit.models import AuditEvent
from stakeholders import services
from stakeholders.models import Invitation, Role, User
from stakeholders.permissions import Grant, bodies_with
from stakeholders.tokens import invitation_token
from tests.jobs import run_due
from tests.queries import ceiling


@pytest.fixture
def invitation(hanna, almelo_executive):
    return services.invite_person(
        email="Nieuw@gemeente.test",
        name="Nieuw",
        body=almelo_executive,
        role=Role.EDITOR,
        group=None,
        by=hanna,
    )


def link_in_mail():
    return re.search(r"http://testserver(/invitations/\S+)", mail.outbox[0].body).group(1)


def test_from_invitation_to_first_sign_in(client, hanna, almelo_executive):
    client.force_login(hanna)
    response = client.post(
        "/partners/almelo/people/",
        {"name": "Nieuw", "email": "nieuw@gemeente.test", "role": Role.EDITOR},
    )
    assert response.status_code == 302
    run_due()
    assert mail.outbox[0].to == ["nieuw@gemeente.test"]

    client.logout()
    link = link_in_mail()
    assert "Redacteur" in client.get(link).content.decode()
    client.post(link, {"name": "Nieuw Persoon", "password": "drie-woorden-onthouden"})
    assert client.login(email="nieuw@gemeente.test", password="drie-woorden-onthouden")
    newcomer = User.objects.get(email="nieuw@gemeente.test")
    assert bodies_with(newcomer, Grant.WRITE_STRATEGY) == {almelo_executive.pk}


def test_the_same_invitation_is_mailed_once(invitation):
    run_due()
    run_due()
    assert len(mail.outbox) == 1


def test_an_invitation_works_once(client, invitation):
    link = f"/invitations/{invitation_token(invitation)}/"
    client.post(link, {"name": "Nieuw", "password": "drie-woorden-onthouden"})
    second = client.post(link, {"name": "Ander", "password": "andere-woorden-hier"})
    assert second.status_code == 410
    assert User.objects.filter(email="nieuw@gemeente.test").count() == 1


def test_an_old_invitation_is_closed_with_a_way_out(client, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(f"/invitations/{invitation_token(invitation)}/")
    assert response.status_code == 410
    assert "nieuwe uitnodiging" in response.content.decode()


def test_a_withdrawn_invitation_is_closed(client, hanna, invitation):
    client.force_login(hanna)
    client.post(f"/partners/almelo/people/invitations/{invitation.pk}/withdraw/")
    client.logout()
    assert client.get(f"/invitations/{invitation_token(invitation)}/").status_code == 410


def test_a_weak_password_is_refused_with_what_to_do(client, invitation):
    response = client.post(
        f"/invitations/{invitation_token(invitation)}/", {"name": "Nieuw", "password": "kort"}
    )
    assert response.status_code == 422
    assert not User.objects.filter(email="nieuw@gemeente.test").exists()


def test_an_existing_account_gets_the_role_without_a_new_password(client, hanna, bram, almelo):
    before = bram.password
    invitation = services.invite_person(
        email=bram.email,
        name="Bram",
        body=almelo.bodies.get(kind="executive"),
        role=Role.EDITOR,
        group=None,
        by=hanna,
    )
    client.post(f"/invitations/{invitation_token(invitation)}/")
    bram = User.objects.get(pk=bram.pk)
    assert bram.password == before
    assert len(bodies_with(bram, Grant.WRITE_STRATEGY)) == 2


def test_the_same_role_is_not_offered_twice(client, hanna, invitation):
    client.force_login(hanna)
    response = client.post(
        "/partners/almelo/people/",
        {"name": "Nieuw", "email": "NIEUW@gemeente.test", "role": Role.EDITOR},
    )
    assert response.status_code == 422
    assert Invitation.objects.count() == 1


def test_ending_an_appointment_is_recorded(client, hanna, anna):
    client.force_login(hanna)
    appointment = anna.appointments.get()
    client.post(
        f"/partners/almelo/people/appointments/{appointment.pk}/end/", {"until_on": "2099-01-01"}
    )
    appointment.refresh_from_db()
    assert appointment.until_on.year == 2099
    ended = AuditEvent.objects.about(appointment).filter(event__endswith="ended").get()
    assert ended.actor_label == "Hanna"


def test_an_appointment_cannot_end_before_it_began(client, hanna, anna):
    client.force_login(hanna)
    appointment = anna.appointments.get()
    response = client.post(
        f"/partners/almelo/people/appointments/{appointment.pk}/end/", {"until_on": "2000-01-01"}
    )
    assert response.status_code == 422


def test_there_is_no_open_sign_up(client, db):
    response = client.post(
        "/accounts/signup/", {"email": "ik@elders.test", "password1": "drie-woorden-onthouden"}
    )
    assert not User.objects.filter(email="ik@elders.test").exists()
    assert 'name="password1"' not in response.content.decode()


def test_a_forgotten_password_comes_by_mail(client, anna):
    client.post("/accounts/password/reset/", {"email": anna.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    form = client.get(link.group(1), follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "nieuwe-woorden-hier", "password2": "nieuwe-woorden-hier"},
    )
    assert client.login(email=anna.email, password="nieuwe-woorden-hier")


def test_an_unknown_address_is_not_given_away(client, anna):
    def answer(email):
        response = client.post("/accounts/password/reset/", {"email": email}, follow=True)
        return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()

    assert answer(anna.email) == answer("wie@elders.test")


def test_signing_in_with_the_wrong_password_is_told_in_dutch(client, anna):
    response = client.post("/accounts/login/", {"login": anna.email, "password": "mis"})
    assert response.status_code == 200
    assert "wachtwoord" in response.content.decode()


def test_a_changed_profile_is_kept_and_recorded(client, anna):
    client.force_login(anna)
    client.post("/profile/", {"name": "Anna Nieuw", "phone": "0546 541 111"})
    anna.refresh_from_db()
    assert (anna.name, anna.phone) == ("Anna Nieuw", "0546 541 111")
    assert AuditEvent.objects.about(anna).filter(event="stakeholders.profile.changed").exists()


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_of_people_asks_as_much_for_ten_as_for_a_thousand(
    client, hanna, almelo_executive, rows
):
    from stakeholders.models import Appointment

    people = User.objects.bulk_create(
        User(email=f"p{number}@test", name=f"P {number}") for number in range(rows)
    )
    Appointment.objects.bulk_create(
        Appointment(user=person, body=almelo_executive, role=Role.EDITOR) for person in people
    )
    client.force_login(hanna)
    with ceiling(10):
        assert client.get("/partners/almelo/people/").status_code == 200
