"""How far every organisation is, on one screen: what is so, who has it, until when, late first."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from council import services as council
from council.models import Destination, InputKind, InputSession, Outcome, Point
from council.speech import Said, Speech
from letters import services as letters
from letters.models import Letter, ModelLetter
from letters.starts import STARTS
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, OrganisationKind, Role, User
from strategy import services as strategy
from strategy.models import ChapterStatus, Level, Stance
from tests.conftest import appointed
from tests.council.conftest import handed_over, plan
from tests.factories import OrganisationFactory, executive_of
from tests.queries import ceiling
from tests.strategy.conftest import make_chapter, make_product, publish

ADDRESS = "/progress/"
STAGES = ["product", "review", "session", "input", "answers", "letter"]


@pytest.fixture
def boss(db: None) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.now() + timedelta(days=45))


@pytest.fixture(autouse=True)
def partners(
    almelo_council: Body, almelo_executive: Body, hengelo_council: Body, hengelo_executive: Body
) -> None:
    """Two municipalities that write along, each with both bodies."""


@pytest.fixture
def screen(client: Client, gijs: User):
    """`screen()`: by organisation, in order, what stands under each stage for the project lead."""

    def read(query: str = "") -> dict[str, dict[str, str]]:
        client.force_login(gijs)
        response = client.get(f"{ADDRESS}{query}")
        assert response.status_code == 200
        body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        rows = {}
        for row in body.split("</tr>")[:-1]:
            name, *cells = [_words(one) for one in re.split(r"</t[hd]>", row)[:-1]]
            rows[name] = dict(zip(STAGES, cells, strict=True))
        return rows

    return read


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def speak(session: InputSession, member: User, *texts: str) -> None:
    said = [Said(text, session.questions.all()[place]) for place, text in enumerate(texts)]
    speech = Speech(
        key=uuid.uuid4(), author=member, kind=InputKind.MEMBER, group=None, said=tuple(said)
    )
    council.submit_input(session, speech, by=member, received_at=timezone.now())


def test_who_is_late_stands_first_then_who_is_next_then_by_name(
    boss, screen, almelo_council, hengelo_council
):
    for name in ("Borne", "Wierden"):
        executive_of(OrganisationFactory.create(slug=name.lower(), short_name=name))
    now = timezone.now()
    soon = {"opens_at": now - timedelta(days=3), "closes_at": now + timedelta(days=2)}
    plan(almelo_council, meeting=boss, held_at=None, mode="online", **soon)
    over = {"opens_at": now - timedelta(days=9), "closes_at": now - timedelta(days=4)}
    plan(hengelo_council, meeting=boss, mode="online", **over)
    rows = screen()
    assert list(rows) == ["Hengelo", "Almelo", "Borne", "Wierden"]
    assert rows["Hengelo"]["input"].startswith("! Te laat Geen inbreng, gesloten op")
    assert "Griffier, tot en met" in rows["Hengelo"]["input"]
    assert "Te laat" not in " ".join(rows["Almelo"].values())


def test_without_a_session_the_clerk_has_it_until_the_last_day_for_one(boss, screen):
    assert "Nog geen sessie Griffier, tot en met" in screen()["Almelo"]["session"]
    with time_machine.travel(boss.starts_at - timedelta(days=1)):
        assert screen()["Almelo"]["session"].startswith("! Te laat Nog geen sessie")


def test_a_session_its_input_and_its_answers(
    boss, screen, almelo_council, chris, dina, fred, bram, gijs
):
    session = plan(almelo_council, meeting=boss, held_at=timezone.now() + timedelta(hours=3))
    assert "Sessie op" in screen()["Almelo"]["session"]
    assert "Nog geen inbreng, nog open Raad, tot en met" in screen()["Almelo"]["input"]
    assert screen()["Almelo"]["answers"] == "– Nu niets te doen Wacht op de inbreng"
    speak(session, chris, "Bouw bij het spoor.", "Wie betaalt dit?")
    assert "1 keer inbreng, nog open" in screen()["Almelo"]["input"]

    handed_over(session, dina)
    assert screen()["Almelo"]["input"].startswith("✓ Klaar 1 keer inbreng, doorgegeven op")
    assert "Nog niet bepaald wat meegaat Portefeuillehouder" in screen()["Almelo"]["answers"]
    points = list(Point.objects.order_by("number"))
    council.destine(points, destination=Destination.BOSS, reason="", by=fred)
    assert "0 van 2 punten beantwoord Projectteam, tot en met" in screen()["Almelo"]["answers"]
    answer = council.answer_points(
        points[:1], title="Spoor", outcome=Outcome.NOT, text="Nee.", by=bram
    )
    council.submit_response(answer, by=bram)
    answer.refresh_from_db()
    council.approve_response(answer, by=gijs)
    assert "1 van 2 punten beantwoord" in screen()["Almelo"]["answers"]


def test_the_answers_lead_to_the_points_of_that_council(
    client, boss, gijs, almelo_council, chris, dina, fred
):
    session = plan(almelo_council, meeting=boss)
    speak(session, chris, "Bouw bij het spoor.", "Wie betaalt dit?")
    handed_over(session, dina)
    council.destine(list(Point.objects.all()), destination=Destination.BOSS, reason="", by=fred)
    client.force_login(gijs)
    address = f"/council/points/?body={almelo_council.pk}"
    assert f'href="{address}"' in client.get(ADDRESS).content.decode()
    assert "Wie betaalt dit?" in client.get(address).content.decode()


def test_what_stays_with_another_council_is_not_told(
    boss, screen, hengelo_council, hengelo_executive, ivo
):
    """The clerk, the portfolio holder and the words of Hengelo are its own: Gijs sits in Almelo."""
    clerk = appointed("Klaas", hengelo_council, Role.COUNCIL_CLERK)
    holder = appointed("Hetty", hengelo_executive, Role.PORTFOLIO_HOLDER)
    session = plan(hengelo_council, meeting=boss)
    speak(session, ivo, "Merkwoord van de raad.", "Merkwoord nog een.")
    handed_over(session, clerk)
    council.destine(
        list(Point.objects.all()), destination=Destination.LOCAL, reason="Merkreden.", by=holder
    )
    rows = screen()
    assert rows["Hengelo"]["answers"] == "✓ Klaar Niets meegegeven"
    assert "Merk" not in str(rows)


def test_what_stays_at_home_is_no_point_to_answer(boss, screen, almelo_council, chris, dina, fred):
    """Also of the own organisation, whose points the project lead reads."""
    session = plan(almelo_council, meeting=boss)
    speak(session, chris, "Bouw bij het spoor.")
    handed_over(session, dina)
    council.destine(
        list(Point.objects.all()), destination=Destination.LOCAL, reason="Van ons.", by=fred
    )
    assert screen()["Almelo"]["answers"] == "✓ Klaar Niets meegegeven"


def test_a_cancelled_session_is_no_session(boss, screen, almelo_council, dina):
    now = timezone.now()
    session = plan(
        almelo_council,
        meeting=boss,
        opens_at=now + timedelta(days=2),
        closes_at=now + timedelta(days=5),
    )
    council.cancel_session(session, reason="De agenda is vol.", by=dina)
    assert "De sessie gaat niet door; er is nog geen andere" in screen()["Almelo"]["session"]
    assert "agenda is vol" not in str(screen())


def test_the_chapters_an_organisation_leads_and_the_round_about_them(
    boss, screen, gijs, anna, almelo, almelo_executive, hengelo_executive
):
    product = make_product(almelo_executive, hengelo_executive)
    first, second = make_chapter(product, number=1), make_chapter(product, number=2)
    for chapter in (first, second):
        chapter.lead = almelo
        chapter.save(update_fields=["lead"])
    publish(first)
    rows = screen()
    assert "Trekt 2 hoofdstukken: 1 concept, 1 ter beoordeling" in rows["Almelo"]["product"]
    assert "Redacteuren, tot en met" in rows["Almelo"]["product"]
    assert "trekt geen hoofdstuk" in rows["Hengelo"]["product"]
    assert "Geen reviewronde vóór dit BOSS" in rows["Almelo"]["review"]

    first.refresh_from_db()
    today = timezone.localdate()
    strategy.open_round(
        product,
        level=Level.OFFICIAL,
        name="Ronde 1",
        note="",
        chapters=[first],
        opens_on=today,
        closes_on=today + timedelta(days=4),
        key=uuid.uuid4(),
        by=gijs,
    )
    assert "Ronde 1: 0 van 1 hoofdstukken beantwoord" in screen()["Almelo"]["review"]
    strategy.give_position(
        first,
        body=almelo_executive,
        revision=first.published,
        level=Level.OFFICIAL,
        stance=Stance.AGREES,
        remarks="",
        by=anna,
    )
    assert screen()["Almelo"]["review"].startswith("✓ Klaar Ronde 1: 1 van 1")
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert screen()["Hengelo"]["review"].startswith("! Te laat Ronde 1: 0 van 1")


def test_of_the_letter_of_the_region_the_steps_are_known_and_the_words_are_not(
    client, boss, screen, gijs, esra, almelo_executive, hengelo_executive
):
    assert "Geen brief van de regio over dit BOSS" in screen()["Almelo"]["letter"]
    model = letters.start_model(STARTS["empty"], key=uuid.uuid4(), by=gijs)
    ModelLetter.objects.filter(pk=model.pk).update(meeting=boss)
    assert "nog niet uitgedeeld Projectteam" in screen()["Almelo"]["letter"]
    letters.hand_out(model, [almelo_executive], by=gijs)
    letter = Letter.objects.get()
    Letter.objects.update(subject="Merkonderwerp", text="Merktekst")
    assert "Concept sinds" in screen()["Almelo"]["letter"]
    page = client.get(ADDRESS).content.decode()
    assert "Merk" not in page
    assert letter.get_absolute_url() not in page  # its secretary may open it, Gijs may not
    assert f'href="{model.get_absolute_url()}"' in page


def test_a_letter_that_an_executive_began_by_itself_stays_its_own(
    boss, screen, esra, almelo_executive
):
    letters.start_letter(almelo_executive, start=STARTS["empty"], key=uuid.uuid4(), by=esra)
    Letter.objects.update(meeting=boss)
    assert "Geen brief van de regio over dit BOSS" in screen()["Almelo"]["letter"]


def test_the_rijk_has_no_council_here(boss, screen):
    state = OrganisationFactory.create(slug="rijk", short_name="Rijk", kind=OrganisationKind.STATE)
    executive_of(state)
    row = screen()["Rijk"]
    assert row["session"] == row["letter"] == "– Nu niets te doen Heeft hier geen raad"


def test_the_next_boss_unless_another_one_is_asked_for(client, boss, screen, almelo_council, gijs):
    later = Meeting.objects.create(body=boss.body, starts_at=boss.starts_at + timedelta(days=90))
    plan(almelo_council, meeting=later)
    assert "Nog geen sessie" in screen()["Almelo"]["session"]
    assert "In een vergadering" in screen(f"?boss={later.pk}")["Almelo"]["session"]
    for nonsense in ("0", "9" * 18, "x"):
        assert client.get(f"{ADDRESS}?boss={nonsense}").status_code == 404


def test_without_a_boss_it_says_so(client, gijs):
    client.force_login(gijs)
    assert "Er is nog geen BOSS gepland." in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("person", ["anna", "chris", "dina", "esra", "fred", "hanna"])
def test_who_leads_nothing_is_refused_with_a_reason(client, request, boss, person):
    client.force_login(request.getfixturevalue(person))
    response = client.get(ADDRESS)
    assert response.status_code == 403
    assert "Alleen een projectleider" in response.content.decode()
    assert ADDRESS not in client.get("/").content.decode()
    assert ADDRESS not in client.get("/schedule/").content.decode()


def test_a_project_lead_finds_it_in_my_work_and_on_the_schedule(client, gijs, boss):
    client.force_login(gijs)
    assert ADDRESS in client.get("/").content.decode()
    assert ADDRESS in client.get("/schedule/").content.decode()


def test_it_asks_no_more_of_many_sessions(client, gijs, boss, almelo_council, hengelo_council):
    client.force_login(gijs)
    with ceiling(19):
        client.get(ADDRESS)
    for body in (almelo_council, hengelo_council):
        for _n in range(10):
            plan(body, meeting=boss)
    with ceiling(19):
        client.get(ADDRESS)


def test_an_adopted_product_is_done(boss, screen, gijs, almelo, almelo_executive):
    product = make_product(almelo_executive)
    chapter = make_chapter(product, number=1)
    chapter.lead = almelo
    chapter.save(update_fields=["lead"])
    publish(chapter)
    chapter.status = ChapterStatus.ADOPTED
    chapter.save(update_fields=["status"])
    assert screen()["Almelo"]["product"].startswith("✓ Klaar Trekt 1 hoofdstuk: 1 vastgesteld")
    assert "Schrijft niet mee" in screen()["Hengelo"]["product"]
