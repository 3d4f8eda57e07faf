"""Before giving input a member reads only what is new, still open, or of the own council."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from council import services
from council.models import Destination, Outcome, Point
from council.speech import Said
from stakeholders.models import Role
from strategy.models import Chapter
from strategy.services import load_text
from tests.conftest import appointed
from tests.council.conftest import closed, handed_over, plan
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


def words_now(shown: str) -> str:
    """As a paragraph reads now: without what was deleted and the words for a screen reader."""
    page = html.fromstring(shown)
    for gone in page.xpath("//del | //*[contains(@class, 'ros-visually-hidden')]"):
        gone.drop_tree()
    return " ".join(page.text_content().split())


def test_nothing_changed_says_so(page, spoken):
    assert NOTHING in page()


def test_only_the_paragraphs_that_changed_since_the_last_input(page, spoken, chapter):
    change(chapter)
    shown = page()
    for words in ("Dit is erbij gekomen.", "Weg ermee."):
        assert words in shown
    (marked,) = html.fromstring(shown).find_class("ros-comparison")
    assert [one.text_content() for one in marked.iter("del")] == ["[verwijderd: de rand] "]
    assert [one.text_content() for one in marked.iter("ins")] == ["[toegevoegd: het station] "]
    assert SAME not in shown and NOTHING not in shown
    assert f"/council/react/{chapter.slug}/?block=para-2" in shown
    assert "block=para-3" not in shown  # a paragraph that went cannot be tapped


def test_after_a_first_remark_the_rest_can_be_read_once_more(
    client, page, almelo_council, chris, session, chapter
):
    now = timezone.now()
    plan(almelo_council, opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1))
    change(chapter)
    assert NEW in words_now(page())
    say(chris, session, Said("Waarom aan de rand?", chapter=chapter))
    shown = page()
    assert NOTHING in shown and "?again=1" in shown
    again = client.get(f"/council/sessions/{session.pk}/read/?again=1").content.decode()
    assert NEW in words_now(again) and 'href="?again=1"' not in again


def test_another_layout_is_nothing_to_read(page, spoken, chapter):
    bold = {"type": "text", "text": OLD, "marks": [{"type": "bold"}]}
    paragraph = p("para-2", OLD) | {"content": [bold]}
    text = doc(p("para-1", SAME), paragraph, p("para-3", "Weg ermee."))
    load_text(chapter, text, reason="", by=None, at=timezone.now())
    publish(chapter, "Vet")
    assert NOTHING in page()


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
    assert NEW in words_now(page())


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


@pytest.fixture
def elsewhere(ivo, hengelo_council, chapter):
    session = plan(hengelo_council, title="Sessie Hengelo")
    about = {"chapter": chapter, "revision": chapter.published, "block_id": "para-2"}
    say(ivo, session, Said("Merkhengelo: niet aan de rand.", **about))
    return closed(session)


@pytest.fixture
def clerk_of_hengelo(hengelo_council):
    return appointed("Gerda", hengelo_council, Role.COUNCIL_CLERK)


def test_what_others_said_in_public_is_contested_as_long_as_the_words_stand(
    page, spoken, chapter, elsewhere, clerk_of_hengelo
):
    assert NOTHING in page()  # not public yet
    services.make_public(elsewhere, by=clerk_of_hengelo)
    shown = page()
    assert "Andere raden zeiden hier in het openbaar iets over" in shown
    assert reverse("session_public", args=[elsewhere.pk]) in shown and OLD in shown
    assert "Merkhengelo" not in shown  # only where, not what
    change(chapter)
    assert "Andere raden" not in page()


def test_what_is_withheld_contests_nothing(page, spoken, elsewhere, clerk_of_hengelo):
    services.withhold_input(
        elsewhere.inputs.get(), decided_by="Presidium", decided_on=date(2026, 3, 2),
        ground="Privacy", by=clerk_of_hengelo,
    )  # fmt: skip
    services.make_public(elsewhere, by=clerk_of_hengelo)
    assert NOTHING in page()


def test_what_touches_the_own_council_is_said_and_stands_first(page, spoken, chapter, almelo):
    Chapter.objects.update(lead=almelo)
    text = doc(p("para-1", "Anders."), p("para-2", "Bouw eerst in Almelo-Noord."))
    load_text(chapter, text, reason="", by=None, at=timezone.now())
    publish(chapter, "Anders")
    shown = page()
    assert "Almelo is trekker van dit hoofdstuk, uw raad zei er eerder iets over" in shown
    assert "Raakt uw raad: noemt Almelo" in " ".join(shown.split())
    read = words_now(shown)
    assert read.index("Bouw eerst in Almelo-Noord.") < read.index("Anders.")


def test_who_reads_for_the_first_time_sees_where_the_own_municipality_is_named(
    page, chapter, request
):
    text = doc(p("para-1", "Almelo groeit."), p("para-2", "Almeloop is een beek."))
    load_text(chapter, text, reason="", by=None, at=timezone.now())
    publish(chapter, "Anders")
    shown = page()
    assert "1 andere alinea noemt Almelo" in shown
    assert "Almelo groeit." in shown and "Almeloop" not in shown
