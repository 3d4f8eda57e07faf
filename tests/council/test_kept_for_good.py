"""The database itself refuses to change what was confirmed, passed on, told, asked or promised."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from council import services
from council.models import (
    InputSession,
    Inquiry,
    Note,
    Point,
    Report,
    SessionRequest,
    Theme,
    Undertaking,
)
from tests.council.conftest import IN_SECRET, met
from tests.council.test_responses import ready
from tests.strategy.conftest import make_chapter, make_product, publish


@pytest.fixture
def told(anna, bram, chris, dina, esra, fred, gijs, boss, response, session, points) -> None:
    """Everything went all the way, and beside it stands what is between council and executive."""
    services.write_note(points[0], text="Let op.", key=uuid4(), by=bram)
    ready(response, bram, anna)
    services.publish_responses(met(boss), by=gijs)
    services.release_answers(session, by=esra)
    inquiry = services.ask_inquiry(session, text="Wie?", chapter=None, key=uuid4(), by=chris)
    services.answer_inquiry(inquiry, answer="Wij.", by=fred)
    tomorrow = timezone.localdate() + timedelta(days=1)
    promised = services.register_undertaking(
        session, text="Een brief.", holder=fred, due_on=tomorrow, key=uuid4(), by=dina
    )
    services.settle_undertaking(promised, settlement="Verstuurd.", by=fred)
    asked = services.ask_session(session.body, meeting=None, why="Stand.", key=uuid4(), by=esra)
    services.decline_request(asked, reason="Te vol.", by=dina)


CHANGES = {
    "a confirmation is taken back": (Report, {"confirmed_at": None, "confirmed_by": None}),
    "a remark in a confirmed report": (Report, {"remark": "Anders."}),
    "why a point that is answered goes": (Point, {"destination_reason": "Anders."}),
    "the place of a point that was told": (Point, {"block_id": "para-9"}),
    "a telling is taken back": (Point, {"released_at": None}),
    "passing on is taken back": (InputSession, {"handed_over_at": None}),
    "doors close behind who spoke": (InputSession, IN_SECRET),
    "a question": (Inquiry, {"text": "Wat?"}),
    "the answer to it": (Inquiry, {"answer": "Zij."}),
    "an undertaking": (Undertaking, {"text": "Niets."}),
    "its day": (Undertaking, {"due_on": "2049-01-01"}),
    "how it was settled": (Undertaking, {"settlement": "Niets."}),
    "a request for a session": (SessionRequest, {"why": "Anders."}),
    "why there was none": (SessionRequest, {"refusal": "Anders."}),
    "a note": (Note, {"text": "Niets."}),
}


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_stays_as_it_was(change):
    model, values = change
    assert model.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**values)


@pytest.mark.usefixtures("told")
def test_a_session_in_which_was_spoken_stays_with_its_council(session, hengelo_council):
    with pytest.raises(DatabaseError), transaction.atomic():
        InputSession.objects.filter(pk=session.pk).update(body=hengelo_council)


@pytest.mark.usefixtures("told")
def test_the_originals_of_a_confirmed_point_stay_with_it(points):
    first, second = points
    originals = Point.answers.through.objects.filter(point=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        originals.update(point=second)


@pytest.mark.usefixtures("told")
def test_a_point_of_which_the_council_was_told_stays_where_it_is(
    client, bram, almelo_executive, hengelo_executive
):
    chapter = make_chapter(make_product(almelo_executive, hengelo_executive))
    publish(chapter)
    point = Point.objects.filter(released_at__isnull=False, chapter=None).first()
    client.force_login(bram)
    answer = client.post(
        f"/council/points/{point.pk}/assign/",
        {"handler": "", "due_on": "", "theme": "Wonen", "chapter": chapter.pk, "block": ""},
        follow=True,
    )
    assert "blijft waar het staat" in answer.content.decode()
    point.refresh_from_db()
    assert (point.theme, point.chapter) == (None, None)
    assert not Theme.objects.exists()
