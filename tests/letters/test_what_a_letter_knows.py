"""A letter about a BOSS begins with what the BOSS advised and what was done with the own input."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.models import Outcome
from letters.facts import MORE, MOST_POINTS, fill_in
from letters.models import Letter
from milestones.models import Meeting
from tests.council.conftest import (  # noqa: F401
    boss,
    concerns,
    opportunities,
    points,
    session,
    to_boss,
)

pytestmark = pytest.mark.django_db

TEXT = "{discussed}|{input_answered}"


@pytest.fixture
def held(boss, points, bram, anna, gijs) -> Meeting:  # noqa: F811
    """The BOSS met: one item had an advice, one point an answer."""
    item = services.put_on_agenda(boss, title="Wonen", by=gijs)
    services.record_advice(item, advice="Bouw eerst\nbij het station.", by=gijs)
    answer = services.answer_points(
        points[:1], title="x", outcome=Outcome.ALREADY, text="Zie | hoofdstuk 3.", by=bram
    )
    services.submit_response(answer, by=bram)
    services.approve_response(answer, by=anna)
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=1))
    boss.refresh_from_db()
    services.publish_responses(boss, by=gijs)
    return boss


def test_it_tells_what_was_advised_and_answered(held, almelo_executive):
    discussed, _bar, answered = fill_in(TEXT, almelo_executive, now=timezone.now()).partition("|")
    assert discussed == "- Wonen: Bouw eerst bij het station."
    assert answered.splitlines() == [
        "| Uw inbreng | Wat ermee is gedaan | Waarom |",
        "| Bouw bij het spoor. | Stond er al in | Zie / hoofdstuk 3. |",
    ]


def test_another_council_reads_nothing_of_it(held, hengelo_executive):
    assert "Bouw bij het spoor." not in fill_in(TEXT, hengelo_executive, now=timezone.now())


def test_what_the_portal_does_not_know_stays_a_gap(boss, almelo_executive):  # noqa: F811
    assert fill_in(TEXT, almelo_executive, now=timezone.now()).count("[vul in:") == 2


def test_a_letter_that_begins_with_it_can_be_kept(client, held, esra, almelo_executive):
    client.force_login(esra)
    client.post(
        "/letters/new/", {"start": "boss-held", "executive": almelo_executive.pk, "key": uuid4()}
    )
    assert "Bouw bij het spoor." in Letter.objects.get().text


def test_a_very_long_list_leads_to_the_portal(monkeypatch, held, almelo_executive):
    monkeypatch.setattr("letters.facts.MOST_POINTS", 0)
    assert MORE in fill_in(TEXT, almelo_executive, now=timezone.now())
    assert MOST_POINTS > 0
