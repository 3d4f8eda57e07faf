"""A batch of answers gets its second pair of eyes at once, with the words on the page."""

from __future__ import annotations

import pytest

from council import services, waiting
from council.models import Outcome, Point, Response
from tests.queries import ceiling

pytestmark = pytest.mark.django_db

PAGE = "/council/answers/read/"


@pytest.fixture
def batch(bram, points) -> list[Response]:
    """Two answers that Bram asks a colleague to read."""
    answers = [
        services.answer_points(
            [point], title=title, outcome=Outcome.NOT, text=f"Antwoord {title}.", by=bram
        )
        for point, title in zip(points, ("een", "twee"), strict=True)
    ]
    for one in answers:
        services.submit_response(one, by=bram)
        one.refresh_from_db()
    return answers


def ticked(*answers) -> dict[str, list[str]]:
    return {"read": [one.as_read for one in answers]}


def approved() -> list[str]:
    found = Response.objects.filter(approved_at__isnull=False).order_by("pk")
    return list(found.values_list("title", flat=True))


def test_several_are_approved_at_once_with_their_words_on_the_page(client, anna, batch):
    client.force_login(anna)
    page = client.get(PAGE).content.decode()
    for words in ("Antwoord een.", "Antwoord twee.", "Bouw bij het spoor.", "Wie betaalt dit?"):
        assert words in page
    assert client.post(PAGE, ticked(*batch)).status_code == 302
    assert approved() == ["een", "twee"]


def test_only_what_was_ticked(client, anna, batch):
    client.force_login(anna)
    client.post(PAGE, ticked(batch[1]))
    assert approved() == ["twee"]
    assert client.post(PAGE, {}).status_code == 422


def test_nobody_approves_the_own_words(client, bram, batch):
    client.force_login(bram)
    assert "Antwoord een." not in client.get(PAGE).content.decode()
    assert client.post(PAGE, ticked(*batch)).status_code == 422
    assert approved() == []


def test_other_words_than_were_read_are_not_approved_with_them(client, anna, bram, batch):
    sent = ticked(*batch)
    services.word_response(
        batch[0], edition=1, title="een", outcome=Outcome.NOT, text="Anders.", by=bram
    )
    services.submit_response(batch[0], by=bram)
    client.force_login(anna)
    answer = client.post(PAGE, sent)
    assert answer.status_code == 422
    assert "Anders." in answer.content.decode()
    assert approved() == []
    with pytest.raises(services.ResponseChangedMeanwhile):
        services.approve_responses({one.pk: one.submitted_at for one in batch}, by=anna)
    # Also on the page of one answer.
    step = f"/council/answers/{batch[0].pk}/step/"
    client.post(step, {"action": "approve", "read": batch[0].as_read})
    assert approved() == []


@pytest.mark.parametrize("read", ["x", "1@x", "9" * 30 + "@2026-01-01"])
def test_hostile_ticks_are_refused(client, anna, batch, read):
    client.force_login(anna)
    assert client.post(PAGE, {"read": [read]}).status_code == 422


def test_several_wait_as_one(anna, bram, batch):
    (waits,) = [one for one in waiting.waiting_for(anna) if "/answers/" in one.url]
    assert waits.url == PAGE
    services.approve_response(batch[0], by=anna)
    (waits,) = [one for one in waiting.waiting_for(anna) if "/answers/" in one.url]
    assert waits.url == batch[1].get_absolute_url()


def test_more_answers_ask_no_more_queries(client, anna, batch):
    client.force_login(anna)
    client.get(PAGE)
    with ceiling(20) as few:
        client.get(PAGE)
    for original in batch:
        for _n in range(10):
            Response.objects.create(
                title="x",
                outcome=Outcome.NOT,
                text="x",
                prepared_by=original.prepared_by,
                submitted_at=original.submitted_at,
            )
    point = Point.objects.first()
    for n, one in enumerate(Response.objects.filter(points=None)):
        Point.objects.create(
            report=point.report, number=100 + n, text="x", destination="boss",
            destined_at=point.destined_at, destined_by=point.destined_by, response=one,
        )  # fmt: skip
    with ceiling(len(few)):
        client.get(PAGE)
