"""What a secretary and the project team do most, counted in clicks; a click into a field counts too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from letters.models import Letter, LetterStatus, ModelLetter
from milestones.models import Meeting
from stakeholders.models import Body, BodyKind, HouseStyle, OrganisationKind, Signatory, User
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE, OpenPage


@dataclass
class Clicks:
    count: int = 0

    def on(self, thing: Locator) -> None:
        thing.click()
        self.count += 1

    def into(self, field: Locator, words: str) -> None:
        self.on(field)
        field.fill(words)


@pytest.fixture
def boss(transactional_db: None) -> Meeting:
    body = Body.objects.create(slug="boss", name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    return Meeting.objects.create(body=body, starts_at=timezone.now() - timedelta(days=3))


@pytest.fixture
def almelo(almelo_executive: Body, almelo_council: Body) -> Body:
    HouseStyle.objects.create(
        organisation=almelo_executive.organisation, clerk_mailbox="griffie@almelo.example"
    )
    for position, function in enumerate(["secretaris", "burgemeester"], start=1):
        Signatory.objects.create(
            body=almelo_executive,
            position=position,
            function=function,
            name=f"Voorbeeld {function}",
            from_on=date(2025, 1, 1),
        )
    return almelo_executive


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_the_boss_to_an_adopted_letter_with_the_griffie(
    open_page: OpenPage, worker: None, boss: Meeting, almelo: Body, esra: User, width: int
) -> None:
    page, clicks = open_page(esra, "/", width=width), Clicks()
    clicks.on(page.get_by_role("main").get_by_role("link", name="Maak een brief").first)
    clicks.on(page.get_by_role("button", name="Brief maken"))
    text = page.get_by_label(re.compile("^Tekst"))
    written = re.sub(r"\[vul in:[^\]]*\]", "Dat leest u hieronder.", text.input_value())
    clicks.into(text, written)
    clicks.into(page.get_by_label(re.compile("^Ons kenmerk")), "RB-2026-7")
    clicks.on(page.get_by_role("button", name="Bewaren", exact=True))
    clicks.on(page.get_by_role("button", name="Leg voor aan het bestuur"))
    clicks.on(page.get_by_role("link", name="Leg het besluit vast"))
    clicks.into(page.get_by_label("Datum van het besluit"), timezone.localdate().isoformat())
    clicks.into(page.get_by_label("Nummer van het besluit"), "2026-0616")
    clicks.on(page.get_by_role("button", name="Brief vaststellen"))
    # It comes by itself: nobody presses for it. The first letter of a worker is its slowest.
    expect(page.get_by_role("link", name="Vastgestelde brief (PDF)")).to_be_visible(timeout=60_000)
    clicks.on(page.get_by_role("link", name="Verzend de brief"))
    clicks.on(page.get_by_role("button", name="Verzend de brief"))
    expect(page.get_by_role("main")).to_contain_text("De brief is verzonden")
    assert clicks.count <= 12
    letter = Letter.objects.get()
    assert (letter.status, letter.meeting) == (LetterStatus.SENT, boss)
    assert [one.address for one in letter.dispatches.all()] == ["griffie@almelo.example"]


def council_and_executive(kind: OrganisationKind) -> Body:
    organisation = factories.OrganisationFactory.create(kind=kind, is_partner=True)
    factories.council_of(organisation)
    return factories.executive_of(organisation)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_a_model_to_sixteen_drafts(
    open_page: OpenPage, boss: Meeting, almelo: Body, gijs: User, width: int
) -> None:
    for _municipality in range(13):
        council_and_executive(OrganisationKind.MUNICIPALITY)
    council_and_executive(OrganisationKind.PROVINCE)
    council_and_executive(OrganisationKind.WATER_AUTHORITY)
    page, clicks = open_page(gijs, "/letters/", width=width), Clicks()
    clicks.on(page.get_by_role("main").get_by_role("link", name="Brieven voor de regio"))
    clicks.on(
        page.get_by_role("main").get_by_role("link", name="Schrijf een brief voor de regio").first
    )
    clicks.on(page.get_by_label(re.compile("Het BOSS heeft plaatsgevonden")))
    clicks.on(page.get_by_role("button", name="Maak de blokken"))
    clicks.on(page.get_by_role("link", name="Deel uit aan de colleges"))
    clicks.on(page.get_by_role("button", name="Deel uit"))
    expect(page.get_by_role("main")).to_contain_text("16 brieven staan klaar")
    assert clicks.count <= 6
    assert ModelLetter.objects.get().letters.filter(status=LetterStatus.DRAFT).count() == 16
    assert_fits(page)


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
