"""What came in by letter or e-mail before the session closed is written down until the report."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.models import Input, InputKind, InputSession, InputSource
from council.speech import Said, Speech
from tests.council.test_importing import HEAD, upload, workbook  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(session) -> InputSession:
    """Closed two days ago."""
    InputSession.objects.update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=2)
    )
    session.refresh_from_db()
    return session


def day(ago: int):
    return timezone.localdate() - timedelta(days=ago)


@pytest.fixture
def enter(client, dina, chris, session, opportunities):
    client.force_login(dina)

    def post(**changes):
        said = {
            "key": uuid4(), "speaker": chris.appointments.get().pk, "source": "letter",
            f"question_{opportunities.pk}": "Bouw bij het spoor.", **changes,
        }  # fmt: skip
        return client.post(f"/council/sessions/{session.pk}/room/", said)

    return post


def test_a_letter_that_came_in_before_is_written_down_with_its_day(client, over, enter):
    page = client.get(over.get_absolute_url()).content.decode()
    assert f"{over.get_absolute_url()}room/" in page
    assert f"{over.get_absolute_url()}import/" in page
    assert enter(arrived_on=day(3).isoformat()).status_code == 302
    (letter,) = Input.objects.submitted()
    assert (letter.arrived_on, letter.source) == (day(3), InputSource.LETTER)
    assert "kwam binnen op" in client.get(letter.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"arrived_on": day(1).isoformat()}, "kwam binnen nadat de sessie gesloten was"),
        ({"arrived_on": day(-1).isoformat()}, "moet nog komen"),
        ({"arrived_on": ""}, "Vul in op welke dag"),
        ({"source": "room", "arrived_on": day(3).isoformat()}, "Deze sessie is gesloten"),
    ],
)
def test_what_came_too_late_or_was_never_sent_is_refused(over, enter, changes, why):
    answer = enter(**changes)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Input.objects.submitted().exists()


def test_while_it_is_open_the_day_is_today(session, enter):
    assert enter().status_code == 302
    assert Input.objects.submitted().get().arrived_on == day(0)


def test_once_the_report_is_asked_for_nothing_is_added(over, enter, dina):
    services.ask_report(over, by=dina)
    assert enter(arrived_on=day(3).isoformat()).status_code == 422


@pytest.mark.parametrize(
    ("source", "ago"), [(InputSource.ONLINE, 3), (InputSource.ROOM, 3), (InputSource.MAIL, 1)]
)
def test_the_service_itself_looks_at_the_day(over, chris, dina, opportunities, source, ago):
    speech = Speech(
        key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, source=source,
        said=[Said("Bouw.", opportunities)], arrived_on=day(ago),
    )  # fmt: skip
    by = chris if source == InputSource.ONLINE else dina
    with pytest.raises(services.SessionNotOpen):
        services.submit_input(over, speech, by=by, received_at=timezone.now())


def test_a_spreadsheet_names_the_day_of_every_letter(over, upload, chris):  # noqa: F811
    head = (*HEAD, "binnengekomen op")
    letter = ("Chris", "nee", "brief", 1, None, "Bouw bij het spoor.")
    page = upload(workbook((*letter, None), (*letter, day(1)), (*letter, "gisteren"), head=head))
    words = page.content.decode()
    assert words.count("vul in op welke dag het binnenkwam") == 2
    assert "het kwam binnen nadat de sessie gesloten was" in words
    upload(workbook((*letter, day(3)), (*letter[:5], "En rust.", f"{day(4):%d-%m-%Y}"), head=head))
    assert sorted(Input.objects.submitted().values_list("arrived_on", flat=True)) == [
        day(4), day(3),
    ]  # fmt: skip
