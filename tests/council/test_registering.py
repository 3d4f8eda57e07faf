"""Harvests, motions and decisions: written down by the clerk, kept apart from what members say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from council import services
from council.models import Input, InputKind, Point, Resolution, Vote
from stakeholders.models import Group
from tests.conftest import SINCE
from tests.council.conftest import closed, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(almelo_council, almelo_group):
    other = Group.objects.create(body=almelo_council, name="Groep Zuid", from_on=SINCE)
    return almelo_group, other


def a_motion(opportunities, **changes):
    return {
        "key": uuid4(),
        "title": "Houd het groen",
        "number": "2026-41",
        "adopted_on": timezone.localdate().strftime("%d-%m-%Y"),
        "about": f"question-{opportunities.pk}",
        "text": "De raad vraagt het groen te houden.",
        "without_vote": "on",
        **changes,
    }


def put_to_the_vote(opportunities, *given):
    """A motion with the votes of its groups."""
    sent = a_motion(opportunities, without_vote="")
    for one in given:
        sent |= votes(*one)
    return sent


def votes(group, in_favour, against, view=""):
    prefix = f"group-{group.pk}"
    return {
        f"{prefix}-in_favour": in_favour,
        f"{prefix}-against": against,
        f"{prefix}-view": view,
    }


def register(client, session, kind, sent):
    return client.post(f"/council/sessions/{session.pk}/register/{kind}/", sent)


def test_a_council_has_no_more_votes_than_seats(client, dina, session, opportunities, groups):
    type(session.body).objects.filter(pk=session.body_id).update(seats=35)
    client.force_login(dina)
    sent = put_to_the_vote(opportunities, (groups[0], 30, 0), (groups[1], 2, 4))
    page = register(client, session, "motion", sent)
    assert page.status_code == 422
    assert "Dit zijn 36 stemmen, en de raad heeft 35 zetels." in page.content.decode()
    assert not Input.objects.exists()


def test_a_motion_is_of_the_council_with_its_votes_and_minority_view(
    client, dina, session, opportunities, groups
):
    north, south = groups
    client.force_login(dina)
    sent = put_to_the_vote(opportunities, (north, 12, 0), (south, 0, 3, "Wij willen daar bouwen."))
    registered = register(client, session, "motion", sent)
    again = register(client, session, "motion", sent)
    assert registered.url == again.url
    motion = Input.objects.get()
    assert (motion.kind, motion.on_behalf_of) == (InputKind.MOTION, "Gemeenteraad Almelo")
    page = client.get(registered.url).content.decode()
    assert "Motie: Houd het groen" in page
    assert "Wij willen daar bouwen." in page
    assert "Raadsbreed" not in page


def test_only_when_nobody_is_against_it_is_called_council_wide(
    client, dina, session, opportunities, groups
):
    client.force_login(dina)
    sent = put_to_the_vote(opportunities, (groups[0], 12, 0), (groups[1], 3, 0))
    registered = register(client, session, "decision", sent)
    assert "Raadsbreed" in client.get(registered.url).content.decode()


def test_without_votes_nothing_is_council_wide(client, dina, session, opportunities, groups):
    client.force_login(dina)
    register(client, session, "motion", a_motion(opportunities))
    assert not Resolution.objects.get().is_council_wide


def test_a_harvest_is_no_position_of_a_person_or_a_group(client, dina, session, opportunities):
    client.force_login(dina)
    sent = {"key": uuid4(), f"question_{opportunities.pk}": "Velen noemden het spoor."}
    page = client.get(register(client, session, "harvest", sent).url).content.decode()
    assert Input.objects.get().kind == InputKind.HARVEST
    assert "niet het standpunt" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Vul een titel in."),
        ({"about": "chapter-999999999999999999999999"}, "Selecteer een geldige keuze."),
        ({"text": " "}, "Schrijf op wat de raad zegt."),
        ({"adopted_on": "01-01-2099"}, "Deze dag moet nog komen."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client, dina, session, opportunities, wrong, says
):
    client.force_login(dina)
    refused = register(client, session, "motion", a_motion(opportunities, **wrong))
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not Input.objects.exists()


@pytest.mark.parametrize(("kind", "status"), [("decision", 422), ("motion", 302)])
def test_a_decision_has_a_number_and_a_motion_may(
    client, dina, session, opportunities, kind, status
):
    client.force_login(dina)
    sent = register(client, session, kind, a_motion(opportunities, number=" "))
    assert sent.status_code == status
    if status == 422:
        assert "Vul het nummer van het besluit in." in sent.content.decode()
        assert not Input.objects.exists()


def test_a_negative_vote_is_said_at_its_group(client, dina, session, opportunities, groups):
    client.force_login(dina)
    sent = put_to_the_vote(opportunities, (groups[0], -1, 0))
    assert register(client, session, "motion", sent).status_code == 422
    assert not Input.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "Vul de stemmen van de fracties in"),
        ([(2, 9)], "Met deze stemmen is het verworpen."),
        ([(5, 5)], "Met deze stemmen is het verworpen."),
    ],
)
def test_only_what_was_adopted_is_a_statement_of_the_council(
    client, dina, session, opportunities, groups, given, says
):
    client.force_login(dina)
    sent = put_to_the_vote(opportunities, *((groups[0], *counts) for counts in given))
    refused = register(client, session, "motion", sent)
    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not Input.objects.exists()


def test_votes_beside_no_vote_are_refused(client, dina, session, opportunities, groups):
    client.force_login(dina)
    sent = {**a_motion(opportunities), **votes(groups[0], 9, 0)}
    assert register(client, session, "motion", sent).status_code == 422


def test_a_decision_of_after_the_window_still_goes_into_the_report(
    client, dina, session, opportunities
):
    client.force_login(dina)
    closed(session)
    assert register(client, session, "decision", a_motion(opportunities)).status_code == 302
    services.ask_report(session, by=dina)
    assert Point.objects.get().text == "De raad vraagt het groen te houden."
    late = register(client, session, "decision", a_motion(opportunities))
    assert late.status_code == 403
    assert Input.objects.count() == 1


def test_nothing_is_registered_before_the_session_opens(client, dina, almelo_council):
    opens = timezone.now() + timedelta(days=1)
    coming = plan(almelo_council, opens_at=opens, closes_at=opens + timedelta(days=1))
    client.force_login(dina)
    assert register(client, coming, "harvest", {"key": uuid4()}).status_code == 403


def test_members_are_not_registered_this_way(client, dina, session):
    client.force_login(dina)
    assert register(client, session, "member", {}).status_code == 404


@pytest.mark.parametrize("model", [Resolution, Vote])
def test_the_database_keeps_a_motion_as_it_was(client, dina, session, opportunities, groups, model):
    client.force_login(dina)
    register(client, session, "motion", put_to_the_vote(opportunities, (groups[0], 9, 0)))
    row = model.objects.get()
    changed = {"title": "Anders"} if model is Resolution else {"against": 30}
    with pytest.raises(DatabaseError, match="submitted input never changes"), transaction.atomic():
        model.objects.update(**changed)
    with pytest.raises(DatabaseError, match="submitted input never changes"), transaction.atomic():
        if model is Vote:
            Vote.objects.create(resolution=row.resolution, group=groups[1])
        else:
            other = Input.objects.get()
            Resolution.objects.all()._raw_delete("default")
            Resolution.objects.create(input=other, title="x", adopted_on=timezone.localdate())
