"""What a member types and submits in a room without a connection: never lost, never twice."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from council.models import Input, InputSession
from tests.council.conftest import plan
from tests.e2e.conftest import PHONE

CHANCES, WORRIES = "Waar ziet u kansen?", "Waar zitten zorgen?"
SUBMIT = "Verstuur inbreng"


@pytest.fixture
def session(live_server, almelo_council) -> InputSession:
    return plan(almelo_council)


@pytest.fixture
def address(session) -> str:
    return f"/council/sessions/{session.pk}/input/"


def kept_on_device(page: Page) -> list[str]:
    return page.evaluate(
        "() => Object.keys(localStorage).filter((key) => /device:.*:(act|draft):/.test(key))"
    )


def another_tab(page: Page, address: str) -> Page:
    other = page.context.new_page()
    other.goto(address)
    return other


def left(page: Page) -> Page:
    """Its page is gone before there is a connection again: it sends nothing any more."""
    other = page.context.new_page()
    page.close()
    page.context.set_offline(False)
    return other


def type_offline(page: Page, label: str, words: str) -> None:
    page.context.set_offline(True)
    page.get_by_label(label).fill(words)
    page.wait_for_function(
        "words => Object.values(localStorage).some((kept) => kept.includes(words))", arg=words
    )


def submit_offline(page: Page, words: str) -> None:
    type_offline(page, CHANCES, words)
    page.get_by_role("button", name=SUBMIT).click()
    status = page.locator("form [role=status]")
    expect(status).to_be_in_viewport()
    expect(status).to_have_text(
        "U hebt geen verbinding. Uw inbreng staat klaar op dit toestel "
        "en wordt verstuurd zodra er verbinding is."
    )


def test_after_a_reload_the_words_are_back_and_said_to_be(
    open_page, assert_accessible, chris, address
):
    page = open_page(chris, address, width=PHONE)
    type_offline(page, WORRIES, "Getypt in de trein.")
    page = left(page)
    page.goto(address)
    expect(page.get_by_label(WORRIES)).to_have_value("Getypt in de trein.")
    expect(page.get_by_text("Het staat weer in de velden.")).to_be_visible()
    assert_accessible(page)
    expect(page.locator("form [role=status]")).to_contain_text("Concept bewaard om")
    assert kept_on_device(page) == []


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("Gebruik de tekst van dit toestel", "Van dit toestel."),
        ("Houd de tekst van het portaal", "Van de laptop."),
    ],
)
def test_when_the_portal_has_other_words_the_member_chooses(
    open_page, assert_accessible, chris, address, choice, words
):
    phone = open_page(chris, address, width=PHONE)
    type_offline(phone, CHANCES, "Van dit toestel.")
    laptop = open_page(chris, address)
    laptop.get_by_label(CHANCES).fill("Van de laptop.")
    expect(laptop.get_by_role("status")).to_contain_text("Concept bewaard om")

    phone = left(phone)
    phone.goto(address)
    expect(phone.get_by_label(CHANCES)).to_have_value("Van de laptop.")
    expect(phone.get_by_role("region", name="andere tekst")).to_contain_text("Van dit toestel.")
    assert_accessible(phone)
    phone.get_by_role("button", name=choice).click()
    expect(phone.get_by_label(CHANCES)).to_have_value(words)
    phone.get_by_role("button", name=SUBMIT).click()
    expect(phone.locator("main")).to_contain_text("Ontvangen op")
    assert Input.objects.get().answers.get().text == words
    assert kept_on_device(phone) == []


def test_submitted_offline_and_sent_from_the_page_that_stayed_open(open_page, chris, address):
    page = open_page(chris, address, width=PHONE)
    submit_offline(page, "Wonen bij het spoor.")
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    given = Input.objects.get()
    expect(page.locator("main")).to_contain_text(given.receipt)
    assert given.answers.get().text == "Wonen bij het spoor."
    assert kept_on_device(page) == []


@pytest.mark.parametrize("elsewhere", ["the form", "another page"])
def test_submitted_offline_and_sent_after_the_page_was_left(
    open_page, chris, address, session, elsewhere
):
    page = open_page(chris, address, width=PHONE)
    submit_offline(page, "Wonen bij het spoor.")
    page = left(page)
    page.goto(address if elsewhere == "the form" else session.get_absolute_url())
    if elsewhere == "the form":
        expect(page.locator("main")).to_contain_text("Ontvangen op")
    else:
        expect(page.get_by_text("Verstuurd, nummer")).to_be_visible()
    receipt = Input.objects.get().receipt
    expect(page.locator("body")).to_contain_text(receipt)
    assert kept_on_device(page) == []


def test_two_tabs_send_what_waits_once(open_page, chris, address, session):
    page = open_page(chris, address, width=PHONE)
    other = another_tab(page, address)
    submit_offline(page, "Wonen bij het spoor.")
    page.context.set_offline(False)
    other.goto(session.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    assert Input.objects.count() == 1


def test_two_tabs_with_other_words_lose_neither(open_page, chris, address):
    page = open_page(chris, address, width=PHONE)
    page.get_by_label(CHANCES).fill("Begin.")
    expect(page.get_by_role("status")).to_contain_text("Concept bewaard om")
    other = another_tab(page, address)
    submit_offline(page, "Van het ene tabblad.")
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    other.get_by_label(CHANCES).fill("Van het andere tabblad.")
    other.get_by_role("button", name=SUBMIT).click()
    expect(other.get_by_role("heading", level=1)).not_to_have_text("Geef inbreng")
    assert Input.objects.get().answers.get().text == "Van het ene tabblad."
    other.goto(address)
    expect(other.get_by_label(CHANCES)).to_have_value("Van het andere tabblad.")


def test_an_answer_that_was_lost_is_no_second_input(open_page, chris, address):
    page = open_page(chris, address, width=PHONE)
    page.get_by_label(CHANCES).fill("Wonen bij het spoor.")
    expect(page.get_by_role("status")).to_contain_text("Concept bewaard om")

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/input/", lose_the_answer, times=1)
    page.get_by_role("button", name=SUBMIT).click()
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    assert Input.objects.count() == 1


def test_closed_meanwhile_the_text_is_a_draft_and_that_is_told(open_page, chris, address):
    page = open_page(chris, address, width=PHONE)
    submit_offline(page, "Net te laat.")
    InputSession.objects.update(closes_at=timezone.now())
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Deze sessie is gesloten op")
    expect(page.locator("main")).to_contain_text("Uw tekst is bewaard als concept")
    assert Input.objects.drafts().get().answers.get().text == "Net te laat."
    assert kept_on_device(page) == []


def test_closed_meanwhile_is_told_on_another_page_too(open_page, chris, address, session):
    page = open_page(chris, address, width=PHONE)
    submit_offline(page, "Net te laat.")
    InputSession.objects.update(closes_at=timezone.now())
    page = left(page)
    page.goto(session.get_absolute_url())
    expect(page.get_by_text("Uw inbreng kon niet worden verstuurd.")).to_be_visible()
    page.get_by_role("link", name="Lees waarom").click()
    expect(page.get_by_label(CHANCES)).to_have_value("Net te laat.")


def test_signing_out_clears_the_device_after_asking(open_page, chris, address):
    page = open_page(chris, address)
    # The portal takes in no drafts, so that the words stand on the device alone.
    page.route(
        "**/input/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_label(CHANCES).fill("Alleen hier.")
    expect(page.get_by_role("status")).to_contain_text("Geen verbinding")
    questions: list[str] = []

    def sign_out_all_the_same(dialog):
        questions.append(dialog.message)
        dialog.accept()

    page.on("dialog", sign_out_all_the_same)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen").first).to_be_visible()
    assert len(questions) == 1 and "alleen nog op dit toestel" in questions[0]
    assert kept_on_device(page) == []


def test_the_words_of_one_member_are_never_shown_to_another(open_page, chris, dina, address):
    page = open_page(chris, address)
    type_offline(page, CHANCES, "Van Chris.")
    stored = page.evaluate("() => ({...localStorage})")
    other = open_page(dina, "/")
    other.evaluate("kept => Object.assign(localStorage, kept)", stored)
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.locator("body")).not_to_contain_text("Van Chris.")
