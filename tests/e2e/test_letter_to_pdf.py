"""The secretary's job in a real browser: from "the BOSS has met" to a letter with the council."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import page as page_validation
import pytest
from playwright.sync_api import Page, expect

from letters import services
from letters.models import Letter
from letters.starts import STARTS
from stakeholders.models import Body, HouseStyle, Signatory, User
from tests.e2e.conftest import DESKTOP, PHONE, OpenPage
from tests.jobs import run_due

AssertAccessible = Callable[[Page], None]

TEXT = """Het BOSS sprak op 12 juni over de strategie.

## Wat betekent dit voor Almelo?

- Uw punt over het station is overgenomen.

| Stap | Wanneer |
| Reactie | september |
"""


@pytest.fixture(autouse=True)
def almelo_can_write(transactional_db: None, almelo_executive: Body, almelo_council: Body) -> None:
    HouseStyle.objects.create(
        organisation=almelo_executive.organisation,
        colour="#0b6e5f",
        address="Almelo\nwww.almelo.nl",
        footer="Gemeente Almelo",
    )
    for position, function in enumerate(["secretaris", "burgemeester"], start=1):
        Signatory.objects.create(
            body=almelo_executive,
            position=position,
            function=function,
            name=f"Voorbeeld {function}",
            from_on=date(2025, 1, 1),
        )


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_the_boss_to_a_letter_with_the_council(
    open_page: OpenPage,
    worker: None,
    assert_accessible: AssertAccessible,
    esra: User,
    chris: User,
    tmp_path: Path,
    width: int,
) -> None:
    page = open_page(esra, "/letters/", width=width)
    assert_accessible(page)
    page.get_by_role("main").get_by_role("link", name="Maak een brief").click()
    assert_accessible(page)
    page.get_by_label(re.compile("Het BOSS heeft plaatsgevonden")).check()
    page.get_by_role("button", name="Brief maken").click()

    assert_accessible(page)
    page.get_by_label(re.compile("^Tekst")).fill(TEXT)
    page.get_by_label(re.compile("^Ons kenmerk")).fill("RB-2026-7")
    page.get_by_role("button", name="Bewaren en bekijken").click()
    expect(page.get_by_role("article")).to_contain_text("Uw punt over het station")
    assert_accessible(page)
    page.get_by_role("link", name="Naar de brief").click()

    page.get_by_role("button", name="Concept-PDF maken").click()
    expect(page.get_by_role("status").filter(has_text="De PDF is klaar.")).to_be_visible()
    content = download(page, "Concept (PDF)", tmp_path / "draft.pdf")
    assert page_validation.validate_pdf(str(content), profile="ua1").is_compliant
    assert_accessible(page)

    page.get_by_role("button", name="Leg voor aan het bestuur").click()
    page.get_by_role("link", name="Leg het besluit vast").click()
    assert_accessible(page)
    page.get_by_label("Datum van het besluit").fill("2026-06-16")
    page.get_by_label("Nummer van het besluit").fill("2026-0616")
    page.get_by_label("Datum van de brief").fill("2026-06-17")
    page.get_by_role("button", name="Brief vaststellen").click()
    expect(page.get_by_role("link", name="Vastgestelde brief (PDF)")).to_be_visible()
    content = download(page, "Vastgestelde brief (PDF)", tmp_path / "final.pdf")
    assert page_validation.validate_pdf(str(content), profile="ua1").is_compliant

    page.get_by_role("link", name="Verzend de brief").click()
    assert_accessible(page)
    page.get_by_role("button", name="Verzend de brief").click()
    expect(page.get_by_role("main")).to_contain_text("De brief is verzonden")
    assert_accessible(page)
    assert Letter.objects.get().renderings.count() == 2

    member = open_page(chris, "/letters/", width=width)
    assert_accessible(member)
    member.get_by_role("link", name=re.compile("Uitkomsten van het BOSS")).click()
    expect(member.get_by_role("article")).to_contain_text("besluit 2026-0616")
    assert_accessible(member)
    expect(member.get_by_role("link", name="Concept (PDF)")).to_have_count(0)
    assert_no_sideways_scroll(member)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_whole_way_with_the_keyboard_alone(
    open_page: OpenPage, worker: None, esra: User, width: int
) -> None:
    page = open_page(esra, "/letters/", width=width)
    press(page, "Maak een brief")
    # A group of choices is one stop for Tab; the arrows choose.
    tab_to(page, "Het BOSS heeft plaatsgevonden")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label(re.compile("Een lege brief"))).to_be_checked()
    press(page, "Brief maken")

    tab_to(page, "Onderwerp")
    page.keyboard.type("Voortgang van de strategie")
    tab_to(page, "Tekst")
    page.keyboard.insert_text("Met deze brief informeren wij u.")
    tab_to(page, "Ons kenmerk")
    page.keyboard.type("RB-2026-8")
    press(page, "Bewaren")

    press(page, "Concept-PDF maken")
    expect(page.get_by_role("status").filter(has_text="De PDF is klaar.")).to_be_visible()
    press(page, "Leg voor aan het bestuur")
    press(page, "Leg het besluit vast")
    tab_to(page, "Datum van het besluit")
    page.keyboard.type("06162026")
    tab_to(page, "Nummer van het besluit")
    page.keyboard.type("2026-0616")
    tab_to(page, "Datum van de brief")
    page.keyboard.type("06172026")
    press(page, "Brief vaststellen")
    expect(page.get_by_role("link", name="Vastgestelde brief (PDF)")).to_be_visible()
    press(page, "Verzend de brief")
    press(page, "Verzend de brief")
    expect(page.get_by_role("main")).to_contain_text("De brief is verzonden")
    letter = Letter.objects.get()
    assert (letter.decided_on, letter.date_on) == (date(2026, 6, 16), date(2026, 6, 17))


def test_the_letter_grows_beside_the_form(
    open_page: OpenPage, assert_accessible: AssertAccessible, draft: Letter, esra: User
) -> None:
    page = open_page(esra, f"/letters/{draft.pk}/edit/")
    sheet = page.get_by_role("article")
    expect(sheet).to_contain_text("Wij informeren u.")
    page.get_by_label(re.compile("^Tekst")).fill("## Een kop\n\nNieuwe **woorden**.")
    expect(sheet.get_by_role("heading", name="Een kop")).to_be_visible()
    expect(sheet.locator("strong")).to_have_text("woorden")
    assert_accessible(page)
    draft.refresh_from_db()
    assert draft.text == "Wij informeren u."


def test_without_javascript_a_link_refreshes(
    browser, live_server, open_page: OpenPage, draft: Letter, esra: User
) -> None:
    services.request_rendering(draft, by=esra)
    signed_in = open_page(esra, "/letters/")
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="nl-NL"
    )
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(draft.get_absolute_url())
    expect(page.get_by_text("De PDF wordt gemaakt.")).to_be_visible()
    run_due()
    page.get_by_role("link", name="Verversen").click()
    expect(page.get_by_role("link", name="Concept (PDF)")).to_be_visible()
    context.close()


@pytest.fixture
def draft(almelo_executive: Body, esra: User) -> Letter:
    letter = services.start_letter(
        almelo_executive, start=STARTS["empty"], key=uuid.uuid4(), by=esra
    )
    services.change_letter(
        letter, edition=1, by=esra, subject="Plan van aanpak", text="Wij informeren u."
    )
    letter.refresh_from_db()
    return letter


def download(page: Page, name: str, path: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    waiting.value.save_as(path)
    return path


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element whose name begins so has the focus."""
    for _stop in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const element = document.activeElement;
                const label = element.labels?.[0] ?? element;
                return label.textContent.trim();
            }"""
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"Tab never reaches {name!r}.")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def assert_no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
