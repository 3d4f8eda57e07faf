"""From the mail to a remark: a session that opens, or stays open longer, is told once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from council import services
from council.clock import tell_openings
from council.models import InputSession
from stakeholders.models import Channel, Notification
from stakeholders.services import choose_channels
from tests.council.conftest import IN_SECRET, closed, plan
from tests.jobs import run_due

pytestmark = pytest.mark.django_db

LATER = "De fracties vroegen een week langer."


def moment(at) -> str:
    return date_format(timezone.localtime(at), "j F Y, H.i")


def told() -> list[str]:
    before = len(mail.outbox)
    tell_openings()
    run_due()
    return [one.to[0] for one in mail.outbox[before:]]


def test_members_hear_it_from_the_moment_it_opens_and_not_before(
    time_machine, almelo_council, chris, dina, ivo, esra
):
    now = timezone.now()
    session = plan(
        almelo_council, opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=5)
    )
    assert told() == []
    time_machine.move_to(session.opens_at)
    assert told() == [chris.email]
    (letter,) = mail.outbox
    assert letter.subject == "Sessie ROS: geef uw inbreng"
    assert moment(session.closes_at) in letter.body
    assert f"/council/sessions/{session.pk}/input/" in letter.body


def test_the_clock_tells_it_once_also_after_it_was_started_anew(session, chris):
    assert told() == [chris.email]
    assert told() == []
    InputSession.objects.update(opening_told_at=None)  # it died before it could note it
    assert told() == []
    assert Notification.objects.count() == 1


def test_what_is_over_or_does_not_go_on_is_not_told(session, dina, chris, almelo_council):
    closed(session)
    coming = plan(almelo_council, opens_at=timezone.now() + timedelta(days=1),
                  closes_at=timezone.now() + timedelta(days=2))  # fmt: skip
    services.cancel_session(coming, reason="Vol.", by=dina)
    Notification.objects.all().delete()
    tell_openings()
    assert not Notification.objects.exists()


def test_who_wants_no_mail_about_it_gets_none(session, chris):
    choose_channels(chris, {"council.session_opened": Channel.PORTAL})
    assert told() == []
    assert Notification.objects.get().user == chris


def test_a_mail_names_nothing_of_what_is_behind_closed_doors(almelo_council, chris, dina):
    session = plan(almelo_council, title="Grondaankoop Noord", **IN_SECRET)
    assert told() == [chris.email]
    services.extend_session(
        session, closes_at=session.closes_at + timedelta(days=1), reason="De prijs", by=dina
    )
    services.remind_silent(session, by=dina)
    run_due()
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        words = f"{letter.subject}\n{letter.body}"
        assert "Besloten sessie" in words
        assert almelo_council.name in words
        for secret in ("Grondaankoop", "De prijs", *filter(None, map(str, IN_SECRET.values()))):
            assert secret not in words or secret == "True"
    assert not Notification.objects.filter(title__contains="Grondaankoop").exists()


def test_who_is_told_that_there_is_more_time_reads_why(client, session, chris, esra, dina):
    client.force_login(dina)
    new = timezone.localtime(session.closes_at + timedelta(days=1)).replace(second=0, microsecond=0)
    address = f"/council/sessions/{session.pk}/extend/"
    client.post(address, {"closes_at": new.strftime("%Y-%m-%dT%H:%M"), "reason": LATER})
    run_due()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (
        [chris.email], "Sessie ROS: u kunt langer inbreng geven",
    )  # fmt: skip
    assert LATER in letter.body
    assert moment(new) in letter.body
    assert f"/council/sessions/{session.pk}/input/" in letter.body
    for person in (chris, esra, dina):
        client.force_login(person)
        assert LATER in client.get(session.get_absolute_url()).content.decode()


def test_a_reason_that_was_given_stays(session, dina):
    services.extend_session(
        session, closes_at=session.closes_at + timedelta(days=1), reason=LATER, by=dina
    )
    extension = session.extensions.get()
    with pytest.raises(TypeError):
        extension.delete()
    with pytest.raises(TypeError):
        session.extensions.update(reason="Iets anders.")


def test_what_is_extended_before_it_opens_is_told_at_its_opening(almelo_council, chris, dina):
    now = timezone.now()
    coming = plan(
        almelo_council, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2)
    )
    services.extend_session(coming, closes_at=now + timedelta(days=3), reason=LATER, by=dina)
    assert not Notification.objects.exists()
