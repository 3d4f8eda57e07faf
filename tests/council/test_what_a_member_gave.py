"""Who gave input finds the receipt where work begins, and sees at once that there is an answer."""

import pytest

from council import services
from council.models import Input, Outcome
from tests.council.conftest import met
from tests.council.test_reminders import speak

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/council/"])
def test_the_receipt_stands_where_one_begins(
    client, chris, ivo, dina, session, opportunities, address
):
    speak(session, chris, opportunities)
    given = Input.objects.get()
    client.force_login(chris)
    page = client.get(address).content.decode()
    assert f"U gaf inbreng, nummer {given.receipt}" in page
    assert given.get_absolute_url() in page
    for other in (ivo, dina):
        client.force_login(other)
        assert "U gaf inbreng" not in client.get(address).content.decode()


def test_what_was_taken_back_is_not_given(client, chris, session, opportunities):
    speak(session, chris, opportunities)
    services.withdraw_input(Input.objects.get(), by=chris)
    client.force_login(chris)
    assert "U gaf inbreng" not in client.get("/").content.decode()


def test_a_motion_is_of_the_council_and_of_no_speaker(client, dina, session):
    client.force_login(dina)
    page = client.get(f"/council/sessions/{session.pk}/register/motion/").content.decode()
    assert "als wat de raad of de vergadering zegt" in page
    assert "naam van wie het zei" not in page
    assert "met naam en fractie" not in page


def test_an_answer_is_said_at_the_top_once_it_was_told(
    client, chris, bram, anna, gijs, esra, boss, points, session
):
    given = Input.objects.get()
    client.force_login(chris)
    answer = services.answer_points(points, title="x", outcome=Outcome.NOT, text="Nee.", by=bram)
    services.submit_response(answer, by=bram)
    services.approve_response(answer, by=anna)
    services.publish_responses(met(boss), by=gijs)
    assert "Er is een antwoord" not in client.get(given.get_absolute_url()).content.decode()
    services.release_answers(session, by=esra)
    page = client.get(given.get_absolute_url()).content.decode()
    assert "Er is een antwoord op uw inbreng" in page
    assert page.index("Er is een antwoord op uw inbreng") < page.index("ros-facts")
    assert "Er is een antwoord" in client.get("/").content.decode()
