"""The letter about a BOSS and the answers after it reach the council together, or each by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

import council.services
from council.models import Point
from letters import services
from letters.models import Letter
from milestones.models import Meeting
from stakeholders.models import Notification, Role
from tests.conftest import appointed
from tests.council.conftest import (  # noqa: F401
    boss,
    concerns,
    met,
    opportunities,
    points,
    response,
    session,
    to_boss,
)
from tests.jobs import run_due
from tests.letters.conftest import DECISION

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(response, anna, bram, gijs, boss) -> Meeting:  # noqa: F811
    council.services.submit_response(response, by=bram)
    council.services.approve_response(response, by=anna)
    council.services.publish_responses(met(boss), by=gijs)
    return boss


@pytest.fixture
def adopted_about(write_letter, signatories, esra):
    """`adopted_about(meeting)`: a letter that the executive adopted."""

    def make(meeting: Meeting | None) -> Letter:
        letter = write_letter()
        Letter.objects.filter(pk=letter.pk).update(meeting=meeting)
        services.hand_to_executive(letter, by=esra)
        services.adopt_letter(letter, by=esra, **DECISION)
        return Letter.objects.with_bodies().get(pk=letter.pk)

    return make


@pytest.fixture
def about_boss(published, adopted_about) -> Letter:
    letter = adopted_about(published)
    run_due()
    return letter


def released() -> int:
    return Point.objects.filter(released_at__isnull=False).count()


def test_its_answers_go_along(client, esra, about_boss):
    client.force_login(esra)
    page = client.get(f"/letters/{about_boss.pk}/send/").content.decode()
    assert "antwoord op 2 punten" in page
    client.post(f"/letters/{about_boss.pk}/send/", {"release": "on"})
    about_boss.refresh_from_db()
    assert (about_boss.is_sent, released()) == (True, 2)
    assert Notification.objects.filter(kind="council.answered").count() == 1


def test_or_they_stay_for_another_moment(client, esra, session, about_boss):  # noqa: F811
    client.force_login(esra)
    client.post(f"/letters/{about_boss.pk}/send/", {})
    about_boss.refresh_from_db()
    assert (about_boss.is_sent, released()) == (True, 0)
    assert council.services.release_answers(session, by=esra) == 2


def test_a_letter_that_does_not_go_takes_nothing_along(esra, published, adopted_about):
    with pytest.raises(services.PdfNotReady):
        services.send_letter(adopted_about(published), release=True, by=esra)
    assert released() == 0


@pytest.mark.parametrize("is_about_another", [True, False])
def test_a_letter_about_something_else_takes_nothing_along(
    client, esra, published, adopted_about, is_about_another
):
    day = published.starts_at - timedelta(days=60)
    other = Meeting.objects.create(body=published.body, starts_at=day)
    letter = adopted_about(other if is_about_another else None)
    run_due()
    client.force_login(esra)
    page = client.get(f"/letters/{letter.pk}/send/").content.decode()
    assert 'name="release"' not in page
    services.send_letter(letter, release=True, by=esra)
    assert released() == 0


def test_the_answers_to_another_council_stay(published, hengelo_council, hengelo_executive):
    """The same act for a letter of Hengelo: what Almelo said is not its to tell."""
    secretary = appointed("Noor", hengelo_executive, Role.EXECUTIVE_SECRETARY)
    council.services.release_answers_after(published, council=hengelo_council, by=secretary)
    assert released() == 0
