"""The BOSS links the municipalities: a province or water authority has a consultation of its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services
from council.dossier import dossier_of
from council.models import Destination, Outcome, Point
from council.permissions import destinations_for, reads_answer
from council.speech import Said
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, OrganisationKind, Role
from tests.conftest import appointed
from tests.council.conftest import handed_over, plan
from tests.council.test_publicity import say
from tests.factories import OrganisationFactory, council_of, executive_of

pytestmark = pytest.mark.django_db

WHY = "Naar het overleg van de provincie met het Rijk."


@pytest.fixture
def province():
    return OrganisationFactory.create(
        slug="provincie", short_name="Overijssel", code="PV23", kind=OrganisationKind.PROVINCE
    )


@pytest.fixture
def states(province):
    return council_of(province)


@pytest.fixture
def clerk(states):
    return appointed("Gerda", states, Role.COUNCIL_CLERK)


@pytest.fixture
def member(states):
    return appointed("Piet", states, Role.COUNCIL_MEMBER)


@pytest.fixture
def deputy(province):
    return appointed("Ria", executive_of(province), Role.PORTFOLIO_HOLDER)


@pytest.fixture
def consultation():
    body = Body.objects.create(slug="bo", name="Overleg met het Rijk", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=9))


@pytest.fixture
def point(states, clerk, member, consultation):
    session = plan(states, meeting=consultation)
    say(member, session, Said("Denk aan het water.", session.questions.first()))
    handed_over(session, clerk)
    return Point.objects.get()


def test_the_form_offers_the_own_consultation_and_no_boss(client, point, deputy, almelo_council):
    client.force_login(deputy)
    address = point.report.get_absolute_url()
    page = client.get(address).content.decode()
    assert "Mee naar ons eigen overleg" in page
    assert 'value="boss"' not in page
    sent = {"points": [point.pk], "destination": "boss", "reason": WHY}
    assert client.post(f"{address}destine/", sent).status_code == 422
    without = {**sent, "destination": "consultation", "reason": ""}
    answer = client.post(f"{address}destine/", without)
    assert "Zeg naar welk overleg deze punten gaan, en waarom." in answer.content.decode()
    assert client.post(f"{address}destine/", {**without, "reason": WHY}).status_code == 302
    point.refresh_from_db()
    assert (point.destination, point.destination_reason) == (Destination.OWN_CONSULTATION, WHY)
    assert Destination.OWN_CONSULTATION not in destinations_for(almelo_council)


@pytest.mark.parametrize("whose", ["province", "municipality"])
def test_nobody_sends_a_point_the_way_of_the_others(request, whose):
    if whose == "province":
        point, by = request.getfixturevalue("point"), request.getfixturevalue("deputy")
        wrong = Destination.BOSS
    else:
        point, by = request.getfixturevalue("points")[0], request.getfixturevalue("fred")
        wrong = Destination.OWN_CONSULTATION
    with pytest.raises(services.NotTheirWay):
        services.destine([point], destination=wrong, reason=WHY, by=by)


def test_it_is_answered_and_told_with_the_own_letter(
    client, point, deputy, anna, bram, gijs, member, consultation, states, boss
):
    services.destine([point], destination=Destination.OWN_CONSULTATION, reason=WHY, by=deputy)
    client.force_login(member)
    assert WHY in client.get(point.get_absolute_url()).content.decode()
    client.force_login(bram)
    assert point.text in client.get("/council/points/").content.decode()

    response = services.answer_points(
        [point], title="Water", outcome=Outcome.NOT, text="Dat staat er al.", by=bram
    )
    services.submit_response(response, by=bram)
    services.approve_response(response, by=anna)
    Meeting.objects.filter(pk=consultation.pk).update(starts_at=timezone.now())
    consultation.refresh_from_db()
    assert services.publish_responses(consultation, by=gijs) == 1
    told = services.release_answers_after(consultation, council=states, by=deputy)
    assert told == 1
    point.refresh_from_db()
    assert reads_answer(member, point)
    assert dossier_of(boss).beside == dossier_of(boss).themes == []


def test_a_session_of_the_province_feeds_its_own_consultation(
    client, clerk, deputy, consultation, boss
):
    client.force_login(clerk)
    page = client.get("/council/sessions/new/").content.decode()
    assert "Voor welk overleg is het?" in page
    assert str(consultation) in page and str(boss) not in page
    client.force_login(deputy)
    page = client.get("/council/sessions/ask/").content.decode()
    assert str(consultation) in page and str(boss) not in page
    sent = {"key": uuid4(), "body": "", "meeting": boss.pk, "why": "Over water."}
    assert client.post("/council/sessions/ask/", sent).status_code == 422
