"""One answer to the points that say the same: two pairs of eyes, a named change, and the council."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from council import services
from council.models import Destination, Outcome, Point, Response
from milestones.models import Meeting
from stakeholders.models import Notification
from stakeholders.services import choose_channels
from strategy.services import publish_chapter, save_chapter
from tests.council.conftest import met
from tests.jobs import run_due
from tests.strategy.conftest import make_chapter, make_product
from tests.strategy.text.texts import doc, h, p

CHANGED = doc(
    h("head-1", "Wonen"),
    p("para-1", "Twente bouwt bij stations en snelle bussen."),
    p("para-2", "Water en bodem bepalen mee waar dat kan."),
)


@pytest.fixture
def chapter(almelo_executive, hengelo_executive):
    return make_chapter(make_product(almelo_executive, hengelo_executive))


def ready(response: Response, by, reader) -> Response:
    services.submit_response(response, by=by)
    response.refresh_from_db()
    services.approve_response(response, by=reader)
    response.refresh_from_db()
    return response


@pytest.mark.parametrize("act", ["link", "unlink"])
def test_another_change_of_the_text_needs_other_eyes_again(act, anna, bram, chapter, points):
    response = services.answer_points(
        points, title="Spoor", outcome=Outcome.TAKEN_OVER, text="Overgenomen.", by=bram
    )
    text = {**CHANGED, "content": CHANGED["content"][:-1]}
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=text, by=bram)
    trace = services.link_change(response, revision=saved.head, block_id="para-1", by=bram)
    ready(response, bram, anna)
    # The same change once more says nothing new.
    services.link_change(response, revision=saved.head, block_id="para-1", by=bram)
    response.refresh_from_db()
    assert response.state == "approved"
    if act == "link":
        services.link_change(response, revision=saved.head, block_id="para-2", by=bram)
    else:
        services.unlink_change(trace, by=bram)
    response.refresh_from_db()
    assert (response.state, response.approved_by) == ("draft", None)


def test_several_points_have_one_answer(response, points):
    assert list(response.points.order_by("number")) == points


def test_a_point_that_is_taken_out_is_open_again(bram, response, points):
    services.take_out(points[0], by=bram)
    points[0].refresh_from_db()
    assert points[0].response is None
    assert list(response.points.all()) == [points[1]]
    with pytest.raises(services.NoPoints):
        services.take_out(points[1], by=bram)


def test_a_point_with_an_answer_does_not_move_to_another_unseen(bram, response, points):
    with pytest.raises(services.AnsweredElsewhere) as refused:
        services.answer_points(points[:1], title="2", outcome=Outcome.ALREADY, text="x", by=bram)
    assert refused.value.points == points[:1]
    assert Response.objects.count() == 1


def test_what_stays_at_home_is_not_answered_for_the_boss(bram, fred, points):
    services.destine(points, destination=Destination.LOCAL, reason="Wij antwoorden.", by=fred)
    with pytest.raises(PermissionDenied):
        services.answer_points(points, title="x", outcome=Outcome.NOT, text="x", by=bram)
    assert not Response.objects.exists()


def test_nobody_approves_the_own_words(anna, bram, response):
    services.submit_response(response, by=bram)
    response.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.approve_response(response, by=bram)
    services.approve_response(response, by=anna)
    response.refresh_from_db()
    assert response.state == "approved"


def test_other_words_need_other_eyes_again(anna, bram, response):
    ready(response, bram, anna)
    services.word_response(
        response, edition=response.edition, title="Spoor", outcome=Outcome.NOT, text="Anders.",
        by=anna,
    )  # fmt: skip
    response.refresh_from_db()
    assert (response.state, response.prepared_by) == ("draft", anna)


def test_nobody_approves_words_that_came_after(client, anna, bram, response):
    services.submit_response(response, by=bram)
    client.force_login(anna)
    opened = client.get(response.get_absolute_url()).context["response"]
    services.word_response(
        opened, edition=opened.edition, title="Spoor", outcome=Outcome.NOT, text="Anders.", by=bram
    )
    services.submit_response(opened, by=bram)
    step = f"{response.get_absolute_url()}step/"
    sent = {"action": "approve", "read": opened.as_read}
    assert "veranderd" in client.post(step, sent, follow=True).content.decode()
    with pytest.raises(services.ResponseChangedMeanwhile):
        services.approve_response(opened, by=anna, read=opened.as_read)
    response.refresh_from_db()
    assert response.approved_at is None
    client.post(step, {**sent, "read": response.as_read})
    response.refresh_from_db()
    assert response.approved_by == anna


def test_two_who_write_the_same_answer_do_not_overwrite_each_other(anna, bram, response):
    opened = response.edition
    write = {"title": "Spoor", "outcome": Outcome.NOT, "edition": opened}
    services.word_response(response, text="Van Bram.", by=bram, **write)
    with pytest.raises(services.ResponseChangedMeanwhile):
        services.word_response(response, text="Van Anna.", by=anna, **write)
    response.refresh_from_db()
    assert response.text == "Van Bram."


def test_taken_over_names_the_change(anna, bram, chapter, points):
    response = services.answer_points(
        points, title="Spoor", outcome=Outcome.TAKEN_OVER, text="Overgenomen.", by=bram
    )
    with pytest.raises(services.NothingChanged):
        services.submit_response(response, by=bram)
    saved = save_chapter(chapter, base_id=chapter.head_id, submitted=CHANGED, by=bram)
    with pytest.raises(services.UnknownChange):
        services.link_change(response, revision=saved.head, block_id="para-2", by=bram)
    trace = services.link_change(response, revision=saved.head, block_id="para-1", by=bram)
    assert trace.then == "Twente bouwt bij de stations."
    assert trace.now == "Twente bouwt bij stations en snelle bussen."
    services.submit_response(response, by=bram)
    response.refresh_from_db()
    assert response.state == "submitted"


def test_answers_are_published_together_after_the_boss(anna, bram, gijs, boss, response, points):
    ready(response, bram, anna)
    with pytest.raises(PermissionDenied):
        services.publish_responses(boss, by=bram)
    with pytest.raises(services.BeforeTheMeeting):
        services.publish_responses(boss, by=gijs)
    assert services.publish_responses(met(boss), by=gijs) == 1
    response.refresh_from_db()
    assert (response.state, response.meeting) == ("published", boss)


def test_what_nobody_read_is_not_published(gijs, boss, response):
    assert services.publish_responses(met(boss), by=gijs) == 0


def test_an_answer_for_a_later_boss_waits_for_it(client, anna, bram, gijs, boss, response):
    ready(response, bram, anna)
    last = Meeting.objects.create(body=boss.body, starts_at=timezone.now() - timedelta(days=1))
    assert services.publish_responses(last, by=gijs) == 0
    client.force_login(gijs)
    assert client.get("/council/answers/publish/").status_code == 302
    Meeting.objects.filter(pk=boss.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    boss.refresh_from_db()
    assert services.publish_responses(boss, by=gijs) == 1


@pytest.fixture
def published(anna, bram, gijs, boss, response) -> Response:
    ready(response, bram, anna)
    services.publish_responses(met(boss), by=gijs)
    response.refresh_from_db()
    return response


def test_a_published_answer_stays_as_it_is(anna, bram, published, points):
    with pytest.raises(services.ResponsePublished):
        services.word_response(
            published, edition=1, title="x", outcome=Outcome.NOT, text="x", by=anna
        )
    with pytest.raises(services.ResponsePublished):
        services.take_out(Point.objects.get(pk=points[0].pk), by=bram)
    for change in ({"text": "Anders."}, {"outcome": Outcome.ALREADY}, {"published_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Response.objects.filter(pk=published.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Point.objects.filter(pk=points[0].pk).update(response=None)


def test_the_own_executive_tells_the_own_council(bram, dina, esra, published, session):
    for stranger in (bram, dina):
        with pytest.raises(PermissionDenied):
            services.release_answers(session, by=stranger)
    assert services.release_answers(session, by=esra) == 2
    assert services.release_answers(session, by=esra) == 0
    assert not Point.objects.filter(released_at=None).exists()


def told(kind: str) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).select_related("user"))


@pytest.fixture
def changed(bram, chapter):
    """A draft with the change in it, that no reader sees yet."""
    return save_chapter(chapter, base_id=chapter.head_id, submitted=CHANGED, by=bram).head


@pytest.fixture
def taken_over(anna, bram, gijs, boss, points, changed) -> Response:
    response = services.answer_points(
        points, title="Intern", outcome=Outcome.TAKEN_OVER, text="Overgenomen.", by=bram
    )
    services.link_change(response, revision=changed, block_id="para-1", by=bram)
    ready(response, bram, anna)
    services.publish_responses(met(boss), by=gijs)
    return response


def test_one_input_is_told_once_where_its_answer_stands(chris, esra, session, taken_over):
    run_due()
    mail.outbox.clear()
    assert told("council.answered") == []
    assert services.release_answers(session, by=esra) == 2
    assert services.release_answers(session, by=esra) == 0
    (one,) = told("council.answered")
    given = session.inputs.get()
    assert (one.user, one.url) == (chris, given.get_absolute_url())
    run_due()
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([chris.email], "Er is antwoord op uw inbreng")
    assert given.get_absolute_url() in message.body
    for word in ("Intern", "Overgenomen", "spoor"):
        assert word not in message.body


def test_an_answer_that_comes_later_is_told_again(
    anna, bram, chris, gijs, esra, boss, session, points
):
    for point in points:
        answer = services.answer_points(
            [point], title="Spoor", outcome=Outcome.NOT, text="Nee.", by=bram
        )
        ready(answer, bram, anna)
        services.publish_responses(met(boss), by=gijs)
        assert services.release_answers(session, by=esra) == 1
    assert len(told("council.answered")) == 2


def test_the_text_that_is_published_later_is_told_too(
    chris, gijs, esra, session, taken_over, changed, chapter
):
    services.release_answers(session, by=esra)
    choose_channels(chris, {"council.text_changed": "mail"})
    run_due()
    mail.outbox.clear()
    publish_chapter(chapter, revision_id=changed.pk, reason="Spoor", by=gijs)
    (one,) = told("council.text_changed")
    assert (one.user, one.url) == (chris, session.inputs.get().get_absolute_url())
    run_due()
    (message,) = mail.outbox
    assert message.subject == "De tekst is aangepast na uw inbreng"


def test_a_text_that_was_published_before_the_answer_is_no_news(
    gijs, esra, session, taken_over, changed, chapter
):
    publish_chapter(chapter, revision_id=changed.pk, reason="Spoor", by=gijs)
    assert told("council.text_changed") == []
    services.release_answers(session, by=esra)
    assert told("council.text_changed") == []


def test_a_change_of_something_else_is_no_news(
    bram, gijs, esra, session, taken_over, changed, chapter
):
    publish_chapter(chapter, revision_id=changed.pk, reason="Spoor", by=gijs)
    services.release_answers(session, by=esra)
    chapter.refresh_from_db()
    text = {**CHANGED, "content": CHANGED["content"][:-1]}
    newer = save_chapter(chapter, base_id=changed.pk, submitted=text, by=bram).head
    publish_chapter(chapter, revision_id=newer.pk, reason="Korter", by=gijs)
    assert told("council.text_changed") == []
