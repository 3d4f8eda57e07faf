"""After a BOSS: its answers together, what waits for another, and what belongs to none."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from council import services, waiting
from council.models import Destination, InputKind, InputSession, Outcome, Point, Response
from council.speech import Said, Speech
from milestones.models import Meeting
from stakeholders.models import Notification
from tests.council.conftest import handed_over, met, plan

pytestmark = pytest.mark.django_db

PAGE = "/council/answers/publish/"


@pytest.fixture
def later(boss) -> Meeting:
    return Meeting.objects.create(body=boss.body, starts_at=boss.starts_at + timedelta(days=60))


@pytest.fixture
def answered(anna, bram, chris, dina, fred, almelo_council):
    """`answered(meeting)`: what Chris said in a session for it, with an answer that was approved."""

    def answer(meeting, title="Spoor", **changes) -> Response:
        session = plan(almelo_council, meeting=meeting)
        said = [Said("Bouw bij het spoor.", session.questions.first())]
        speech = Speech(key=uuid4(), author=chris, kind=InputKind.MEMBER, group=None, said=said)
        services.submit_input(session, speech, by=chris, received_at=timezone.now())
        handed_over(session, dina)
        points = list(Point.objects.filter(report__session=session))
        services.destine(points, destination=Destination.BOSS, reason="", by=fred)
        # Without one the next BOSS takes it by itself; answers of no BOSS were there before that.
        InputSession.objects.filter(pk=session.pk).update(meeting=meeting)
        response = services.answer_points(
            points, title=title, outcome=Outcome.NOT, text=f"Antwoord {title}.", by=bram, **changes
        )
        return approved(response, bram, anna)

    return answer


def approved(response, by, reader) -> Response:
    services.submit_response(response, by=by)
    response.refresh_from_db()
    services.approve_response(response, by=reader)
    response.refresh_from_db()
    return response


def published() -> set[str]:
    return set(Response.objects.filter(published_at__isnull=False).values_list("title", flat=True))


def over(meeting) -> Meeting:
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    meeting.refresh_from_db()
    return meeting


def test_only_what_belongs_to_this_boss_is_published_after_it(gijs, boss, later, answered):
    for meeting, title in ((boss, "Nu"), (later, "Straks"), (None, "Los")):
        answered(meeting, title)
    assert services.publish_responses(over(boss), by=gijs) == 1
    assert published() == {"Nu"}
    assert Response.objects.get(title="Nu").meeting == boss


def test_an_answer_for_two_meetings_waits_for_the_last(bram, anna, gijs, boss, later, answered):
    both, other = answered(boss, "Beide"), answered(later, "Straks")
    moved = list(other.points.all())
    Point.objects.filter(pk__in=[one.pk for one in moved]).update(response=None)
    services.add_points(both, Point.objects.filter(pk__in=[one.pk for one in moved]), by=bram)
    both.refresh_from_db()
    approved(both, bram, anna)
    assert services.publish_responses(over(boss), by=gijs) == 0
    assert services.publish_responses(over(later), by=gijs) == 1


def test_what_belongs_to_no_boss_goes_along_only_when_it_is_chosen(gijs, boss, answered):
    answered(boss, "Nu")
    loose, left = answered(None, "Los"), answered(None, "Blijft")
    assert services.publish_responses(over(boss), also=[loose.pk], by=gijs) == 2
    assert published() == {"Nu", "Los"}
    left.refresh_from_db()
    assert left.meeting is None


def test_nothing_of_another_boss_goes_along_by_choosing_it(gijs, boss, later, answered):
    other = answered(later, "Straks")
    assert services.publish_responses(over(boss), also=[other.pk], by=gijs) == 0


def test_the_page_says_what_goes_and_what_waits(client, gijs, boss, later, answered):
    answered(boss, "Nu")
    answered(later, "Straks")
    loose = answered(None, "Los")
    over(boss)
    client.force_login(gijs)
    page = client.get(PAGE).content.decode()
    assert "1 antwoord gaat naar de colleges" in page
    assert f"1 antwoord wacht op {later}" in page
    assert "Los" in page
    sent = client.post(PAGE, {"meeting": boss.pk, "also": [loose.pk]})
    assert sent.status_code == 302
    assert published() == {"Nu", "Los"}


def test_an_answer_that_came_late_is_published_after_its_own_boss(
    client, gijs, boss, later, answered
):
    answered(boss, "Laat")
    over(boss)
    Meeting.objects.filter(pk=later.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
    client.force_login(gijs)
    assert f'value="{boss.pk}"' in client.get(PAGE).content.decode()
    client.post(PAGE, {"meeting": later.pk})
    assert published() == set()
    client.post(PAGE, {"meeting": boss.pk})
    assert published() == {"Laat"}


@pytest.mark.parametrize("meeting", ["", "x", "9" * 30])
def test_a_meeting_that_is_not_there_publishes_nothing(client, gijs, boss, answered, meeting):
    answered(boss)
    over(boss)
    client.force_login(gijs)
    assert client.post(PAGE, {"meeting": meeting}).status_code == 302
    assert published() == set()


def test_the_counts_agree(client, gijs, boss, later, answered):
    answered(boss, "Nu")
    answered(later, "Straks")
    answered(None, "Los")
    assert not Response.objects.to_publish().exists()
    client.force_login(gijs)
    assert PAGE not in client.get("/council/points/").content.decode()
    assert PAGE not in [one.url for one in waiting.waiting_for(gijs)]
    over(boss)
    assert Response.objects.to_publish().count() == 2
    assert (
        "2 antwoorden kunnen worden gepubliceerd" in client.get("/council/points/").content.decode()
    )
    (waits,) = [one for one in waiting.waiting_for(gijs) if one.url == PAGE]
    assert waits.title.startswith("2 ")


def told(kind: str) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).select_related("user"))


def test_the_executive_hears_that_its_answers_were_published(
    gijs, esra, fred, boss, answered, response
):
    """`response` is of another session, and not ready."""
    own = answered(boss)
    services.publish_responses(met(boss), by=gijs)
    services.publish_responses(boss, by=gijs)
    session = own.points.get().report.session
    news = told("council.answers_published")
    assert {one.user for one in news} == {esra, fred}
    assert {one.url for one in news} == {f"/council/sessions/{session.pk}/report/"}
    assert "Antwoord" not in news[0].title


def test_the_portfolio_holder_hears_that_the_clerk_passed_on(dina, fred, esra, session):
    assert told("council.handed_over") == []
    handed_over(session, dina)
    (one,) = told("council.handed_over")
    assert (one.user, one.url) == (fred, f"/council/sessions/{session.pk}/report/")
