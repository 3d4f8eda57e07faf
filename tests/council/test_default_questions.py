"""The first session of a council begins with the questions of the region."""

import pytest

from council.models import StandingQuestion
from tests.council.conftest import plan

pytestmark = pytest.mark.django_db

FOUR = ["Wat geeft u mee?", "Waar moeten we aan denken?", "Waar ziet u kansen?", "Wat zijn zorgen?"]


@pytest.fixture(autouse=True)
def four() -> None:
    for position, text in enumerate(FOUR, start=1):
        StandingQuestion.objects.create(position=position, text=text)


def asked(client) -> str:
    return client.get("/council/sessions/new/").context["form"]["questions"].value()


def test_the_form_of_a_first_session_asks_the_four_questions_of_the_region(client, dina):
    client.force_login(dina)
    assert asked(client).splitlines() == FOUR


def test_what_the_council_asked_last_time_goes_before(client, dina, almelo_council):
    plan(almelo_council)
    client.force_login(dina)
    assert asked(client).splitlines() == ["Waar ziet u kansen?", "Waar zitten zorgen?"]
