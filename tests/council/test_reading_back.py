"""Who spoke reads what the clerk wrote down, and reacts before a day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from council import services
from council.models import InputKind, InputSource, Reaction, Reading
from council.speech import Said, Speech
from council.waiting import waiting_for
from ros_portal.audit.models import AuditEvent
from stakeholders.models import Role
from tests.conftest import appointed
from tests.council.conftest import closed
from tests.jobs import run_due


@pytest.fixture
def fellow(almelo_council, almelo_group):
    return appointed("Kees", almelo_council, Role.COUNCIL_MEMBER, almelo_group)


@pytest.fixture
def other(almelo_council):
    return appointed("Lot", almelo_council, Role.COUNCIL_MEMBER)


def write_down(session, dina, question, *, author, kind, group):
    spoken = Speech(
        key=uuid4(),
        author=author,
        kind=kind,
        group=group,
        said=[Said("Wonen.", question)],
        source=InputSource.ROOM,
        is_captured=True,
    )
    return services.submit_input(session, spoken, by=dina, received_at=timezone.now())


@pytest.fixture
def of_chris(session, opportunities, dina, chris, almelo_group):
    return write_down(
        session, dina, opportunities, author=chris, kind=InputKind.MEMBER, group=almelo_group
    )


@pytest.fixture
def of_group(session, opportunities, dina, almelo_group):
    return write_down(
        session, dina, opportunities, author=dina, kind=InputKind.GROUP, group=almelo_group
    )


@pytest.fixture
def asked(session, dina, of_chris):
    return services.ask_reading(session, due_on=timezone.localdate(), by=dina)


def ask(client, session, due_on):
    return client.post(f"/council/sessions/{session.pk}/read-back/", {"due_on": due_on.isoformat()})


def react(client, written, *, action, text="", key=None):
    answer = written.answers.get()
    return client.post(
        f"{written.get_absolute_url()}react/{answer.pk}/",
        {"action": action, "text": text, "key": str(key or uuid4())},
    )


def test_who_spoke_and_the_whole_of_a_group_get_one_message(
    client, dina, chris, fellow, other, session, of_chris, of_group
):
    client.force_login(dina)
    day = timezone.localdate() + timedelta(days=7)
    for _ in range(2):
        assert ask(client, session, day).status_code == 302
    run_due()
    assert sorted(one.to[0] for one in mail.outbox) == sorted([chris.email, fellow.email])
    assert f"/council/sessions/{session.pk}/read-back/" in mail.outbox[0].body
    assert "Wonen." not in mail.outbox[0].body
    later = day + timedelta(days=7)
    ask(client, session, later)
    assert Reading.objects.get().due_on == later
    events = [event.event for event in AuditEvent.objects.about(session)]
    assert events.count("council.reading.asked") == 2


def test_no_mail_to_who_looked_already(client, dina, chris, fellow, of_chris, of_group, session):
    client.force_login(dina)
    ask(client, session, timezone.localdate() + timedelta(days=5))
    client.force_login(fellow)
    react(client, of_group, action="right")
    mail.outbox.clear()
    run_due()
    told = [one.to[0] for one in mail.outbox if "read-back" in one.body]
    assert told == [chris.email]


def test_nothing_written_down_is_nothing_to_read_back(client, dina, session):
    client.force_login(dina)
    assert ask(client, session, timezone.localdate()).status_code == 422
    assert not Reading.objects.exists()


def test_it_waits_for_who_spoke_until_somebody_reacts(
    client, chris, fellow, other, dina, asked, of_group
):
    def titles(user):
        return [one.title for one in waiting_for(user) if "hebt u dit zo gezegd" in one.title]

    assert len(titles(chris)) == len(titles(fellow)) == 1
    assert titles(other) == []
    client.force_login(chris)
    react(client, of_group, action="right")
    assert titles(fellow) == []
    assert len(titles(chris)) == 1


def test_right_or_other_words_beside_the_original(client, chris, dina, asked, of_chris):
    client.force_login(chris)
    page = client.get(of_chris.get_absolute_url()).content.decode()
    assert "Ja, het klopt" in page
    key = uuid4()
    for _ in range(2):
        react(client, of_chris, action="correct", text="Wonen bij het spoor.", key=key)
    react(client, of_chris, action="right")
    assert [one.text for one in Reaction.objects.all()] == ["Wonen bij het spoor.", ""]
    assert of_chris.answers.get().text == "Wonen."

    client.force_login(dina)
    page = client.get(f"/council/sessions/{of_chris.session_id}/read-back/").content.decode()
    assert "Verbeterd door Chris:" in page
    assert "Chris: dit klopt." in page


def test_neither_right_nor_words_is_no_reaction(client, chris, asked, of_chris):
    client.force_login(chris)
    refused = react(client, of_chris, action="correct", text=" ")
    assert "of kies dat het klopt" in client.get(refused.url).content.decode()
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("who", ["fellow", "other", "dina"])
def test_nobody_else_reacts_to_a_member(client, request, who, asked, of_chris):
    client.force_login(request.getfixturevalue(who))
    assert react(client, of_chris, action="right").status_code == 403
    assert "Ja, het klopt" not in client.get(of_chris.get_absolute_url()).content.decode()


def test_a_member_sees_the_own_words_alone(client, other, asked, of_chris):
    client.force_login(other)
    page = client.get(f"/council/sessions/{of_chris.session_id}/read-back/").content.decode()
    assert "Er is niets opgeschreven" in page


def the_day_is_over(session, dina):
    Reading.objects.update(due_on=timezone.localdate() - timedelta(days=1))


def the_clerk_closed_it(session, dina):
    services.close_reading(session, by=dina)


def the_report_is_asked_for(session, dina):
    services.ask_report(closed(session), by=dina)


@pytest.mark.parametrize("ends", [the_day_is_over, the_clerk_closed_it, the_report_is_asked_for])
def test_afterwards_nothing_is_added(client, chris, dina, session, asked, of_chris, ends):
    ends(session, dina)
    client.force_login(chris)
    react(client, of_chris, action="right")
    assert not Reaction.objects.exists()


def test_closed_is_closed(client, dina, session, asked):
    client.force_login(dina)
    assert client.post(f"/council/sessions/{session.pk}/read-back/close/").status_code == 302
    assert Reading.objects.get().closed_by == dina
    assert ask(client, session, timezone.localdate()).status_code == 403


def test_a_correction_stands_beside_its_point_and_does_not_replace_it(
    client, chris, dina, session, asked, of_chris
):
    client.force_login(chris)
    react(client, of_chris, action="correct", text="Wonen bij het spoor.")
    report = services.ask_report(closed(session), by=dina)
    assert report.points.get().text == "Wonen."
    client.force_login(dina)
    assert "Wonen bij het spoor." in client.get(report.get_absolute_url()).content.decode()


def test_the_code_leads_to_the_form(client, dina, session, settings):
    client.force_login(dina)
    page = client.get(f"/council/sessions/{session.pk}/qr/").content.decode()
    host = settings.SITE_URL.partition("://")[2]
    assert f"{host}/council/sessions/{session.pk}/input/" in page
    image = client.get(f"/council/sessions/{session.pk}/qr.svg")
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in image.content and b"style=" not in image.content
