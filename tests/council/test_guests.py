"""A council invites others to its session: they see it and hear of it, and speak no more for that."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from council import services
from council.clock import tell_openings
from council.models import InputSession
from council.waiting import waiting_for
from milestones.services import renew_calendar_address
from ros_portal.audit.models import AuditEvent
from stakeholders.models import User
from stakeholders.services import appoint
from tests.council.conftest import IN_SECRET, plan
from tests.council.test_no_leaks import say
from tests.jobs import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(almelo_council):
    now = timezone.now()
    return plan(
        almelo_council,
        opens_at=now + timedelta(hours=1),
        closes_at=now + timedelta(days=5),
        held_at=now + timedelta(days=2),
    )


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def mailed() -> list[tuple[str, str]]:
    before = len(mail.outbox)
    tell_openings()
    run_due()
    return sorted((one.to[0], one.subject) for one in mail.outbox[before:])


def address_of(session: InputSession) -> str:
    return f"/council/sessions/{session.pk}/invite/"


def test_a_clerk_invites_a_person_and_a_whole_body(
    client, time_machine, coming, dina, bram, ivo, hengelo_council, chris
):
    client.force_login(dina)
    answer = client.post(address_of(coming), {"people": [bram.pk], "bodies": [hengelo_council.pk]})
    assert answer.status_code == 302
    assert mailed() == [
        (bram.email, "U bent uitgenodigd: Sessie ROS"),
        (ivo.email, "U bent uitgenodigd: Sessie ROS"),
    ]
    event = AuditEvent.objects.get(event="council.session.invited")
    assert event.facts == {"people": [bram.pk], "bodies": [hengelo_council.pk]}

    time_machine.move_to(coming.opens_at)
    assert mailed() == [
        (bram.email, "Sessie ROS is geopend"),
        (chris.email, "Sessie ROS: geef uw inbreng"),
        (ivo.email, "Sessie ROS is geopend"),
    ]


def test_who_is_invited_sees_the_session_and_gives_no_input(
    client, session, dina, bram, ivo, hengelo_council
):
    for person in (bram, ivo):
        client.force_login(person)
        assert client.get(session.get_absolute_url()).status_code == 404
    services.invite(session, people=[bram], bodies=[hengelo_council], by=dina)
    for person in (bram, ivo):
        client.force_login(person)
        page = client.get(session.get_absolute_url()).content.decode()
        assert "U bent uitgenodigd voor deze sessie." in page
        assert "Inbreng geven is voor de leden van" in page
        assert reverse("input_edit", args=[session.pk]) not in page
        assert client.get(reverse("input_edit", args=[session.pk])).status_code == 403
        assert session.title in client.get("/council/").content.decode()


def test_what_was_said_stays_in_the_council(client, session, dina, chris, ivo, opportunities):

    one = say(session, chris, "Bouw bij het spoor.")
    services.invite(session, people=[ivo], bodies=[], by=dina)
    client.force_login(ivo)
    assert one.receipt not in client.get(session.get_absolute_url()).content.decode()
    assert client.get(one.get_absolute_url()).status_code == 404


def test_it_stands_in_the_work_and_the_calendar_of_who_is_invited(client, coming, dina, ivo):
    def calendar() -> str:
        token = renew_calendar_address(fresh(ivo))
        return client.get(reverse("calendar_own", args=[token])).content.decode()

    assert coming.title not in calendar()
    services.invite(coming, people=[ivo], bodies=[], by=dina)
    [one] = [one for one in waiting_for(fresh(ivo)) if one.url == coming.get_absolute_url()]
    assert one.title == "U bent uitgenodigd: Sessie ROS"
    assert calendar().count(f"session-{coming.pk}-held") == 1


def test_an_invitation_that_is_withdrawn_takes_the_session_away(client, coming, dina, ivo):
    [guest] = services.invite(coming, people=[ivo], bodies=[], by=dina)
    client.force_login(dina)
    for _press in range(2):
        client.post(address_of(coming), {"withdraw": guest.pk})
    assert AuditEvent.objects.filter(event="council.session.invitation_withdrawn").count() == 1
    assert not InputSession.objects.visible_to(ivo).contains(coming)
    assert mailed() == []  # the mail that waited is about nothing that Ivo may read


def test_an_invitation_of_a_person_ends_with_the_last_place(coming, dina, ivo):
    services.invite(coming, people=[ivo], bodies=[], by=dina)
    assert InputSession.objects.visible_to(fresh(ivo)).contains(coming)
    ivo.appointments.update(until_on=timezone.localdate() - timedelta(days=1))
    assert not InputSession.objects.visible_to(fresh(ivo)).exists()


def test_who_comes_to_sit_in_an_invited_body_is_invited(coming, dina, ivo, hengelo_council, fred):
    services.invite(coming, people=[], bodies=[hengelo_council], by=dina)
    newcomer = User.objects.create_user("nieuw@hengelo.test", name="Nieuw")
    appoint(newcomer, hengelo_council, "council_member", from_on=timezone.localdate(), by=None)
    assert InputSession.objects.visible_to(fresh(newcomer)).contains(coming)


def test_nobody_is_invited_twice(coming, dina, ivo):
    services.invite(coming, people=[ivo], bodies=[], by=dina)
    assert services.invite(coming, people=[ivo], bodies=[], by=dina) == []
    assert coming.guests.count() == 1
    assert len(mailed()) == 1


def test_the_form_asks_whom_and_offers_no_member_of_the_council(client, coming, dina, chris, ivo):
    client.force_login(dina)
    page = client.get(address_of(coming)).content.decode()
    assert f'value="{ivo.pk}"' in page
    answer = client.post(address_of(coming), {"csrfmiddlewaretoken": "x"})
    assert answer.status_code == 422
    assert "Vink aan wie u uitnodigt." in answer.content.decode()
    answer = client.post(address_of(coming), {"people": [chris.pk]})
    assert answer.status_code == 422
    assert not coming.guests.exists()


def test_mail_names_nothing_of_what_is_behind_closed_doors(almelo_council, dina, ivo):
    session = plan(almelo_council, title="Grondaankoop Noord", **IN_SECRET)
    services.invite(session, people=[ivo], bodies=[], by=dina)
    run_due()
    [letter] = mail.outbox
    assert letter.subject == "U bent uitgenodigd: Besloten sessie"
    assert "Grondaankoop" not in letter.body


def test_a_guest_hears_that_it_does_not_go_on(coming, dina, ivo):
    services.invite(coming, people=[ivo], bodies=[], by=dina)
    run_due()
    services.cancel_session(coming, reason="Te weinig tijd.", by=dina)
    assert (ivo.email, "Sessie ROS gaat niet door") in mailed()
