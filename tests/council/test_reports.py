"""From what was said to what goes along: the report, the clerk's word, the portfolio holder's."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from council import services
from council.models import Destination, Input, InputKind, InputSession, Point, Report
from council.speech import Said, Speech
from stakeholders.models import Role, User
from strategy.models import Chapter
from tests.conftest import appointed
from tests.council.conftest import closed, handed_over, plan
from tests.strategy.conftest import make_chapter, make_product


def say(session: InputSession, by: User, *said: Said) -> Input:
    speech = Speech(key=uuid4(), author=by, kind=InputKind.MEMBER, group=None, said=said)
    return services.submit_input(session, speech, by=by, received_at=timezone.now())


@pytest.fixture
def said(chris, session, opportunities, concerns) -> Input:
    return say(
        session,
        chris,
        Said("Bouw bij het spoor. En denk aan water.", opportunities),
        Said("Wie betaalt dit?", concerns),
    )


@pytest.fixture
def report(dina, session, said) -> Report:
    return services.ask_report(closed(session), by=dina)


@pytest.fixture
def points(dina, session, said) -> list[Point]:
    handed_over(session, dina)
    return list(Point.objects.order_by("number"))


@pytest.fixture
def chapter(almelo_executive, hengelo_executive) -> Chapter:
    return make_chapter(make_product(almelo_executive, hengelo_executive))


def texts(report: Report) -> list[str]:
    return [point.text for point in report.points.order_by("number")]


def reads(user: User, one: Point) -> bool:
    return Point.objects.visible_to(user).filter(pk=one.pk).exists()


def test_every_answer_is_a_point_to_begin_with(report):
    assert texts(report) == ["Bouw bij het spoor. En denk aan water.", "Wie betaalt dit?"]


def test_a_report_is_asked_for_once(dina, session, report):
    assert services.ask_report(session, by=dina) == report
    assert Point.objects.count() == 2


def test_no_report_of_a_session_in_which_somebody_may_still_speak(dina, session, said):
    with pytest.raises(services.SessionStillOpen):
        services.ask_report(session, by=dina)
    assert not Report.objects.exists()


def test_one_answer_that_says_two_things_is_two_points_with_one_original(anna, report, said):
    first = report.points.get(number=1)
    services.split_point(first, ["Bouw bij het spoor.", " ", "Denk aan water."], by=anna)
    assert texts(report) == ["Bouw bij het spoor.", "Wie betaalt dit?", "Denk aan water."]
    origin = said.answers.get(question=first.question)
    assert [point.number for point in origin.points.order_by("number")] == [1, 3]


def test_what_two_said_alike_is_one_point_with_both_originals(anna, report):
    joined = services.join_points(list(report.points.all()), by=anna)
    assert texts(report) == ["Bouw bij het spoor. En denk aan water."]
    assert joined.answers.count() == 2


def test_splitting_needs_two_texts_and_wording_one(anna, report):
    first = report.points.get(number=1)
    with pytest.raises(services.NothingToSay):
        services.split_point(first, ["Alleen dit.", ""], by=anna)
    with pytest.raises(services.NothingToSay):
        services.word_point(first, text=" ", chapter=None, by=anna)


def test_points_of_two_councils_are_not_joined_in_a_report(anna, report, points_of_hengelo):
    with pytest.raises(services.OfDifferentReports):
        services.join_points([report.points.first(), *points_of_hengelo], by=anna)


@pytest.fixture
def points_of_hengelo(ivo, hengelo_council, hengelo_clerk) -> list[Point]:
    session = plan(hengelo_council)
    say(session, ivo, Said("Ook in Hengelo.", session.questions.first()))
    report = services.ask_report(closed(session), by=hengelo_clerk)
    return list(report.points.all())


@pytest.fixture
def hengelo_clerk(hengelo_council) -> User:
    return appointed("Joke", hengelo_council, Role.COUNCIL_CLERK)


def test_only_the_clerk_and_the_own_civil_servants_make_it(
    bram, chris, fred, ivo, hengelo_clerk, report
):
    point = report.points.get(number=1)
    for stranger in (bram, chris, fred, ivo, hengelo_clerk):
        with pytest.raises(PermissionDenied):
            services.word_point(point, text="Anders.", chapter=None, by=stranger)
    assert report.points.get(number=1).text == point.text


def test_the_clerk_sends_it_back_with_a_remark_and_confirms_it_later(anna, dina, report):
    services.finish_report(report, by=anna)
    services.return_report(report, remark="Het tweede punt is zo niet gezegd.", by=dina)
    report.refresh_from_db()
    assert (report.state, report.remark) == ("draft", "Het tweede punt is zo niet gezegd.")
    with pytest.raises(PermissionDenied):
        services.confirm_report(report, by=anna)
    services.confirm_report(report, by=dina)
    report.refresh_from_db()
    assert (report.state, report.confirmed_by) == ("confirmed", dina)


def test_what_the_clerk_confirmed_does_not_change_any_more(anna, dina, report):
    services.confirm_report(report, by=dina)
    point = report.points.get(number=1)
    with pytest.raises(services.ReportSettled):
        services.word_point(point, text="Anders.", chapter=None, by=anna)
    with pytest.raises(DatabaseError), transaction.atomic():
        Point.objects.filter(pk=point.pk).update(text="Anders.")


def test_the_executive_gets_nothing_that_the_clerk_did_not_confirm(dina, session, report):
    with pytest.raises(services.NotConfirmed):
        services.hand_over(session, by=dina)
    session.refresh_from_db()
    assert session.handed_over_at is None


def test_a_session_does_not_open_again_while_its_report_is_made(dina, session, report):
    with pytest.raises(services.ReportAskedFor):
        services.extend_session(
            session,
            closes_at=timezone.now() + timedelta(days=1),
            reason="Storing",
            by=dina,
        )


def test_who_reads_a_point_when(
    anna, bram, chris, dina, esra, fred, gijs, hanna, ivo, session, report
):
    everybody = (anna, bram, chris, dina, esra, fred, gijs, hanna, ivo)
    point = report.points.get(number=1)

    def readers() -> str:
        # As in the next request: nobody's rights are remembered.
        return " ".join(one.name for one in everybody if reads(User.objects.get(pk=one.pk), point))

    assert readers() == "Anna Dina Gijs"
    services.confirm_report(report, by=dina)
    assert readers() == "Anna Chris Dina Gijs"
    services.hand_over(session, by=dina)
    assert readers() == "Anna Chris Dina Esra Fred Gijs Hanna"
    services.destine([point], destination=Destination.BOSS, reason="", by=fred)
    assert readers() == "Anna Bram Chris Dina Esra Fred Gijs Hanna"
    reason = "Dit hoort bij de omgevingsvisie van Almelo."
    services.destine([point], destination=Destination.OWN_VISION, reason=reason, by=fred)
    assert readers() == "Anna Chris Dina Esra Fred Gijs Hanna"


def test_civil_servants_read_the_input_from_when_the_clerk_asks(
    anna, bram, fred, dina, session, said
):
    def readers() -> str:
        people = [User.objects.get(pk=one.pk) for one in (anna, bram, fred)]
        return " ".join(one.name for one in people if Input.objects.visible_to(one).contains(said))

    assert readers() == ""
    services.ask_report(closed(session), by=dina)
    assert readers() == "Anna"


def test_what_stays_says_why(fred, points):
    for destination in (Destination.OWN_VISION, Destination.LOCAL):
        with pytest.raises(services.ReasonMissing):
            services.destine(points, destination=destination, reason=" ", by=fred)
    assert not Point.objects.exclude(destination="").exists()


def test_only_the_own_portfolio_holder_says_where_a_point_goes(anna, dina, gijs, bram, points):
    for stranger in (anna, dina, gijs, bram):
        with pytest.raises(PermissionDenied):
            services.destine(points, destination=Destination.BOSS, reason="", by=stranger)


def test_one_refusal_leaves_all_points_as_they_were(fred, points, points_of_hengelo):
    with pytest.raises(PermissionDenied):
        services.destine(
            [*points, *points_of_hengelo], destination=Destination.BOSS, reason="", by=fred
        )
    assert not Point.objects.exclude(destination="").exists()


def edit(client, point, text, *, action="word", seen=None):
    sent = {"text": text, "chapter": "", "action": action, "seen": seen or point.stamp}
    return client.post(f"/council/points/{point.pk}/edit/", sent)


def test_a_second_click_divides_nothing_twice(client, anna, report):
    client.force_login(anna)
    point = report.points.get(number=1)
    answers = [edit(client, point, "Spoor.\n\nWater.", action="split") for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 422]
    assert texts(report) == ["Spoor.", "Wie betaalt dit?", "Water."]


def test_two_who_word_a_point_do_not_write_over_each_other(client, anna, gijs, report):
    opened = report.points.get(number=1)
    services.word_point(opened, text="Van Gijs.", chapter=None, by=gijs)
    client.force_login(anna)
    answer = edit(client, opened, "Van Anna.")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Van Gijs." in page and "Van Anna." in page
    assert texts(report)[0] == "Van Gijs."
    knowing = answer.context["form"]["seen"].value()
    assert edit(client, opened, "Van Anna.", seen=knowing).status_code == 302
    assert texts(report)[0] == "Van Anna."


def test_a_point_that_was_joined_meanwhile_is_told(anna, report):
    first, second = report.points.order_by("number")
    services.join_points([first, second], by=anna)
    with pytest.raises(services.PointChangedMeanwhile):
        services.word_point(second, text="Anders.", chapter=None, by=anna)
    with pytest.raises(services.NothingToSay):
        services.join_points([second, first], by=anna)


def test_the_clerk_confirms_only_what_she_read(client, anna, dina, report):
    client.force_login(dina)
    page = client.get(report.get_absolute_url())
    confirm = f"/council/sessions/{report.session_id}/report/confirm/?seen={page.context['seen']}"
    assert confirm in page.content.decode()
    services.word_point(report.points.first(), text="Toch anders.", chapter=None, by=anna)
    seen = client.get(confirm).context["hidden"]
    assert "veranderd" in client.post(confirm, seen, follow=True).content.decode()
    report.refresh_from_db()
    assert report.confirmed_at is None
    read_again = client.get(report.get_absolute_url()).context["seen"]
    client.post(confirm, {"seen": read_again})
    report.refresh_from_db()
    assert report.confirmed_by == dina


def test_other_words_keep_the_chapter_and_the_paragraph(client, anna, report, chapter):
    """Also of a chapter that readers do not see any more."""
    about = {"chapter": chapter, "block_id": "para-1", "revision": chapter.head}
    Point.objects.filter(report=report, number=1).update(**about)
    point = report.points.get(number=1)
    client.force_login(anna)
    form = client.get(f"/council/points/{point.pk}/edit/").context["form"]
    sent = {name: form[name].value() for name in ("chapter", "seen")}
    sent |= {"action": "word", "text": "Anders."}
    assert client.post(f"/council/points/{point.pk}/edit/", sent).status_code == 302
    point.refresh_from_db()
    assert (point.text, point.chapter, point.block_id) == ("Anders.", chapter, "para-1")
