"""Before giving input a member reads only what is new, still open, or of the own council."""

from datetime import timedelta

import pytest
from django.utils import timezone

from council import services
from council.models import Destination, Outcome, Point
from council.speech import Said
from strategy.services import load_text
from tests.council.conftest import handed_over, plan
from tests.council.test_publicity import say
from tests.strategy.conftest import make_chapter, make_product, publish
from tests.strategy.text.texts import doc, p

SAME, OLD, NEW = "Dit blijft zo.", "Bouw eerst aan de rand.", "Bouw eerst aan het station."
NOTHING = "Er is niets veranderd sinds uw laatste inbreng."


@pytest.fixture
def chapter(db):
    chapter = make_chapter(
        make_product(), text=doc(p("para-1", SAME), p("para-2", OLD), p("para-3", "Weg ermee."))
    )
    publish(chapter)
    return chapter


def change(chapter):
    text = doc(p("para-1", SAME), p("para-2", NEW), p("para-4", "Dit is erbij gekomen."))
    load_text(chapter, text, reason="", by=None, at=timezone.now())
    publish(chapter, "Anders")


@pytest.fixture
def page(client, chris, session):
    def visit():
        client.force_login(chris)
        return client.get(f"/council/sessions/{session.pk}/read/").content.decode()

    return visit


@pytest.fixture
def spoken(chris, session, chapter):
    return say(chris, session, Said("Waarom aan de rand?", chapter=chapter))


def test_nothing_changed_says_so(page, spoken):
    assert NOTHING in page()


def test_only_the_paragraphs_that_changed_since_the_last_input(page, spoken, chapter):
    change(chapter)
    shown = page()
    for words in (OLD, NEW, "Dit is erbij gekomen.", "Weg ermee."):
        assert words in shown
    assert SAME not in shown and NOTHING not in shown
    assert f"/council/react/{chapter.slug}/?block=para-2" in shown
    assert "block=para-3" not in shown  # a paragraph that went cannot be tapped


def test_a_draft_of_the_text_is_no_change(page, spoken, chapter):
    text = doc(p("para-1", SAME), p("para-2", "Nog niet gepubliceerd."))
    load_text(chapter, text, reason="", by=None, at=timezone.now())
    assert NOTHING in page()


def test_without_input_it_counts_from_the_session_before(page, almelo_council, chapter):
    assert "voor het eerst" in page()
    now = timezone.now()
    plan(almelo_council, opens_at=now - timedelta(days=9), closes_at=now)
    assert NOTHING in page()
    change(chapter)
    assert NEW in page()


def test_a_chapter_that_came_since_is_new_from_beginning_to_end(page, chris, session, request):
    say(chris, session, Said("Wonen.", session.questions.first()))
    request.getfixturevalue("chapter")
    assert SAME in page() and OLD in page()


def test_a_point_without_an_answer_is_open_and_then_answered(
    page, anna, bram, chris, dina, fred, gijs, boss, session, spoken
):
    handed_over(session, dina)
    services.destine(Point.objects.all(), destination=Destination.BOSS, reason="", by=fred)
    assert "Nog open" in page()
    response = services.answer_points(
        Point.objects.all(), title="Rand", outcome=Outcome.NOT, text="Dat blijft zo.", by=bram
    )
    services.submit_response(response, by=bram)
    services.approve_response(response, by=anna)
    boss.starts_at = timezone.now()
    boss.save()
    services.publish_responses(boss, by=gijs)
    assert "Dat blijft zo." not in page()
    services.release_answers(session, by=fred)
    shown = page()
    assert "Niet overgenomen" in shown and "Dat blijft zo." in shown and "Nog open" not in shown


def test_the_form_and_the_session_lead_to_it(client, chris, session):
    client.force_login(chris)
    for address in ("", "input/"):
        shown = client.get(f"/council/sessions/{session.pk}/{address}").content.decode()
        assert f"/council/sessions/{session.pk}/read/" in shown
