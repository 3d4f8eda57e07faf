"""The clerk or a project lead reminds who has not spoken, and nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from council import services
from council.models import InputKind, InputSession
from council.speech import Said, Speech
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Channel, Notification, Role, User
from stakeholders.services import choose_channels
from tests.conftest import appointed
from tests.council.conftest import closed
from tests.jobs import run_due


@pytest.fixture
def joke(almelo_council) -> User:
    """Another member of this council."""
    return appointed("Joke", almelo_council, Role.COUNCIL_MEMBER)


@pytest.fixture
def address(session: InputSession) -> str:
    return f"/council/sessions/{session.pk}/remind/"


def speak(session, member, question):
    said = Speech(
        key=uuid4(), author=member, kind=InputKind.MEMBER, group=None,
        said=[Said("Bouw bij het spoor.", question)],
    )  # fmt: skip
    services.submit_input(session, said, by=member, received_at=timezone.now())


def mailed() -> list[str]:
    before = len(mail.outbox)
    run_due()
    return sorted(message.to[0] for message in mail.outbox[before:])


def test_only_who_has_not_spoken_is_named_and_mailed(
    client, session, address, opportunities, chris, joke, dina, ivo
):
    speak(session, chris, opportunities)
    client.force_login(dina)
    assert "Stuur herinnering" in client.get(session.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "1 lid gaf nog geen inbreng" in page
    assert "<li>Joke</li>" in page
    assert "<li>Chris</li>" not in page
    assert not Notification.objects.exists()

    client.post(address)
    assert mailed() == [joke.email]
    assert session.get_absolute_url() in mail.outbox[-1].body
    event = AuditEvent.objects.get(event="council.session.reminded")
    assert (event.actor, event.facts["people"]) == (dina, [joke.pk])


def test_a_second_press_tells_when_the_last_one_went(
    client, time_machine, session, address, chris, dina
):
    client.force_login(dina)
    client.post(address)
    for again in (client.get(address, follow=True), client.post(address, follow=True)):
        shown = again.content.decode()
        assert "niemand meer om te herinneren" in shown
        assert "De laatste herinnering ging op" in shown
    assert mailed() == [chris.email]
    assert AuditEvent.objects.filter(event="council.session.reminded").count() == 1


def test_the_next_day_it_may_be_said_again(time_machine, session, chris, dina):
    InputSession.objects.update(closes_at=timezone.now() + timedelta(days=5))
    services.remind_silent(session, by=dina)
    assert mailed() == [chris.email]
    time_machine.move_to(timezone.now() + timedelta(days=1))
    services.remind_silent(session, by=dina)
    assert mailed() == [chris.email]


def test_who_speaks_before_the_mail_goes_gets_none(session, opportunities, chris, joke, dina):
    services.remind_silent(session, by=dina)
    speak(session, chris, opportunities)
    assert mailed() == [joke.email]


def test_who_left_the_council_gets_no_mail(session, chris, dina):
    services.remind_silent(session, by=dina)
    chris.appointments.update(until_on=timezone.localdate() - timedelta(days=1))
    assert mailed() == []


def test_who_wants_no_reminders_gets_none_and_is_not_asked_twice(session, chris, dina):
    choose_channels(chris, {"council.session_reminder": Channel.OFF})
    assert services.remind_silent(session, by=dina) == 1
    assert services.remind_silent(session, by=dina) == 0
    assert mailed() == []


def test_after_closing_nobody_is_reminded(client, session, address, chris, dina):
    closed(session)
    with pytest.raises(PermissionDenied):
        services.remind_silent(session, by=dina)
    client.force_login(dina)
    assert client.get(address).status_code == 403
    assert "Stuur herinnering" not in client.get(session.get_absolute_url()).content.decode()


def test_two_presses_at_once_tell_everybody_once(transactional_db, session, chris, joke, dina):
    start = Barrier(2)

    def press() -> int:
        try:
            start.wait()
            return services.remind_silent(session, by=dina)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(press) for _clerk in range(2)]
        assert sorted(one.result() for one in pressed) == [0, 2]
    assert mailed() == sorted([chris.email, joke.email])


@pytest.fixture
def lena(hengelo_executive) -> User:
    """Leads the project, for another partner."""
    return appointed("Lena", hengelo_executive, Role.PROJECT_LEAD)


def test_a_project_lead_reminds_any_council_and_reads_a_number_and_no_names(
    client, session, address, opportunities, chris, joke, lena
):
    speak(session, chris, opportunities)
    client.force_login(lena)
    assert address in client.get(session.get_absolute_url()).content.decode()
    page = client.get(address).content.decode()
    assert "1 lid gaf nog geen inbreng" in page
    assert "Joke" not in page
    assert "Chris" not in page

    shown = client.post(address, follow=True).content.decode()
    assert "1 lid krijgt een herinnering" in shown
    assert "Joke" not in shown
    assert mailed() == [joke.email]


def test_a_lead_and_a_clerk_together_remind_once_a_day(session, chris, dina, lena):
    assert services.remind_silent(session, by=lena) == 1
    assert services.remind_silent(session, by=dina) == 0


def test_who_leads_reminds_no_session_that_is_closed(client, session, address, lena):
    closed(session)
    client.force_login(lena)
    assert client.get(address).status_code == 403
    assert address not in client.get(session.get_absolute_url()).content.decode()
