"""A clerk captures a session with the keyboard alone, whatever the connection does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from council import services
from council.models import Input, InputSession, InputSource, Reaction
from tests.council.conftest import closed, plan
from tests.e2e.conftest import DESKTOP, PHONE

WHO, ABOUT, SAID = "Wie zei het?", "Vraag of alinea", "Wat werd er gezegd?"


@pytest.fixture
def session(live_server, almelo_council) -> InputSession:
    return plan(almelo_council)


@pytest.fixture
def address(session) -> str:
    return f"/council/sessions/{session.pk}/capture/"


class Keys:
    """Counts what a clerk does beside typing words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.steps += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def first(self, who: str, about: str, words: str) -> None:
        for part in (who, about):
            self.type(part)
            self.press("Enter")
        self.type(words)
        self.press("Control+Enter")

    def next(self, who: str, words: str) -> None:
        """Of the same question, come in the same way."""
        self.type(who)
        self.press("Enter")
        self.type(words)
        self.press("Control+Enter")


def states(page: Page) -> list[str]:
    return page.locator("[data-entries] [data-part=state]").all_text_contents()


def on_device(page: Page) -> list[str]:
    return page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('capture'))")


def texts() -> list[str]:
    captured = Input.objects.submitted().order_by("pk")
    return [one.answers.get().text for one in captured]


def settled(page: Page, count: int) -> None:
    expect(page.locator("[data-entries] .ros-badge--success")).to_have_count(count)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_who_about_what_and_the_words_without_a_mouse(
    open_page, assert_accessible, chris, dina, almelo_group, address, width
):
    page = open_page(dina, address, width=width)
    expect(page.get_by_label(WHO)).to_be_focused()
    keys = Keys(page)
    keys.first("chris (", "2", "Denk aan het water.")
    assert keys.steps == 3
    expect(page.get_by_label(WHO)).to_be_focused()
    expect(page.get_by_label(WHO)).to_have_value("")
    expect(page.get_by_label(ABOUT)).to_have_value("2. Waar zitten zorgen?")

    keys.steps = 0
    keys.next("groep noord", "Houd het groen.")
    # One capture beside typing: Enter after the name, Ctrl+Enter after the words.
    assert keys.steps == 2
    settled(page, 2)
    assert_accessible(page)

    named, of_group = Input.objects.submitted().order_by("pk")
    assert (named.author, named.entered_by, named.source) == (chris, dina, InputSource.ROOM)
    assert (of_group.on_behalf_of, of_group.group) == ("Groep Noord", almelo_group)
    assert of_group.names_no_speaker


def test_one_line_at_a_time_enter_stores(open_page, chris, dina, address):
    page = open_page(dina, address)
    page.get_by_label("Enter slaat op").check()
    page.get_by_label(WHO).focus()
    keys = Keys(page)
    keys.type("groep noord")
    keys.press("Enter")
    keys.type("1")
    keys.press("Enter")
    keys.type("Wonen bij het spoor.")
    keys.press("Enter")
    settled(page, 1)
    assert texts() == ["Wonen bij het spoor."]


def test_words_that_are_no_entry_yet_survive_a_reload(open_page, dina, chris, address):
    page = open_page(dina, address)
    expect(page.get_by_label(WHO)).to_be_focused()
    keys = Keys(page)
    for part in ("Chris", "1"):
        keys.type(part)
        keys.press("Enter")
    keys.type("Bouw eerst bij")
    page.reload()
    expect(page.get_by_label(SAID)).to_be_focused()
    expect(page.get_by_label(SAID)).to_have_value("Bouw eerst bij")
    keys.type(" het spoor.")
    keys.press("Control+Enter")
    expect(page.locator("[data-entries] [data-part=text]")).to_have_text(
        "Bouw eerst bij het spoor."
    )
    page.reload()
    expect(page.get_by_label(SAID)).to_have_value("")


def test_a_name_that_means_nobody_is_said_at_once(open_page, chris, dina, address):
    page = open_page(dina, address)
    keys = Keys(page)
    keys.type("niemand")
    keys.press("Enter")
    expect(page.get_by_text("Kies één lid of fractie uit de lijst.")).to_be_visible()
    expect(page.get_by_label(WHO)).to_be_focused()
    expect(page.get_by_label(WHO)).to_have_attribute("aria-invalid", "true")


def test_ten_entries_with_the_connection_cut_and_a_reload_in_between(
    open_page, chris, dina, address
):
    page = open_page(dina, address)
    expect(page.locator("session-capture[data-ready]")).to_be_visible()
    keys = Keys(page)
    keys.first("groep noord", "1", "Punt 1.")
    for number in (2, 3):
        keys.next("groep noord", f"Punt {number}.")
    settled(page, 3)

    page.context.set_offline(True)
    for number in (4, 5, 6):
        keys.next("groep noord", f"Punt {number}.")
    expect(page.get_by_role("status").last).to_contain_text("Geen verbinding")
    page.reload()
    expect(page.locator("[data-entries] > li")).to_have_count(6)
    assert states(page) == ["Op dit toestel"] * 3 + ["Opgeslagen"] * 3
    keys.first("groep noord", "1", "Punt 7.")
    keys.next("chris (", "Punt 8.")

    page.context.set_offline(False)
    settled(page, 8)
    for number in (9, 10):
        keys.next("groep noord", f"Punt {number}.")
    settled(page, 10)
    assert texts() == [f"Punt {number}." for number in range(1, 11)]

    page.reload()
    settled(page, 10)
    assert on_device(page) == []


def test_an_answer_that_was_lost_and_two_tabs_make_one_entry(open_page, chris, dina, address):
    page = open_page(dina, address)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.context.route("**/entries/", lose_the_answer, times=1)
    Keys(page).first("groep noord", "1", "Wonen bij het spoor.")
    expect(page.get_by_role("status").last).to_contain_text("antwoordt niet")
    other = page.context.new_page()
    other.goto(address)
    settled(other, 1)
    settled(page, 1)
    assert Input.objects.count() == 1


def test_mended_beside_the_original_until_the_report_is_asked_for(
    open_page, assert_accessible, chris, dina, address, session
):
    page = open_page(dina, address)
    keys = Keys(page)
    keys.first("groep noord", "1", "Wonen bij het spor.")
    settled(page, 1)
    page.context.set_offline(True)
    page.get_by_role("button", name="Verbeter").focus()
    keys.press("Enter")
    keys.press("Control+a")
    keys.type("Wonen bij het spoor.")
    keys.press("Control+Enter")
    expect(page.locator("[data-part=original]")).to_have_text("Wonen bij het spor.")
    assert states(page) == ["Op dit toestel"]
    page.context.set_offline(False)
    settled(page, 1)
    assert_accessible(page)
    mended = Reaction.objects.get()
    assert (mended.text, mended.answer.text) == ("Wonen bij het spoor.", "Wonen bij het spor.")

    services.ask_report(closed(session), by=dina)
    page.reload()
    expect(page.get_by_text("Het verslag van deze sessie wordt gemaakt.")).to_be_visible()
    expect(page.get_by_label(WHO)).to_be_hidden()
    expect(page.get_by_role("button", name="Verbeter")).to_be_hidden()


def test_what_came_too_late_stays_on_the_device_and_says_why(
    open_page, chris, dina, address, session
):
    page = open_page(dina, address)
    page.context.set_offline(True)
    Keys(page).first("groep noord", "1", "Na het verslag.")
    services.ask_report(closed(session), by=dina)
    page.context.set_offline(False)
    expect(page.locator("[data-entries]")).to_contain_text("Niet opgeslagen")
    expect(page.locator("[data-entries]")).to_contain_text(
        "Geef deze inbreng door aan wie het verslag maakt"
    )
    expect(page.locator("[data-entries]")).to_contain_text("Na het verslag.")
    assert not Input.objects.exists()


def test_what_was_refused_is_thrown_away_only_after_a_question(
    open_page, assert_accessible, chris, dina, address, session
):
    page = open_page(dina, address)
    page.context.set_offline(True)
    Keys(page).first("groep noord", "1", "Na het verslag.")
    services.ask_report(closed(session), by=dina)
    page.context.set_offline(False)
    expect(page.locator("[data-entries]")).to_contain_text("Niet opgeslagen")
    page.reload()
    page.get_by_role("button", name="Gooi weg").click()
    expect(page.get_by_text("Deze woorden voorgoed weggooien?")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Nee, bewaar ze").click()
    assert len(on_device(page)) == 1
    page.get_by_role("button", name="Gooi weg").click()
    page.get_by_role("button", name="Ja, gooi ze weg").click()
    expect(page.get_by_role("status").last).to_have_text("Weggegooid.")
    expect(page.locator("[data-entries] > li")).to_have_count(0)
    assert on_device(page) == []


def test_what_was_refused_goes_back_into_the_fields(
    open_page, chris, dina, address, session, almelo_group
):
    page = open_page(dina, address)
    page.context.set_offline(True)
    Keys(page).first("groep noord", "1", "Wonen bij het spor.")
    opens_at = session.opens_at
    InputSession.objects.update(opens_at=timezone.now() + timedelta(hours=1))
    page.context.set_offline(False)
    expect(page.locator("[data-entries]")).to_contain_text("Niet opgeslagen")
    InputSession.objects.update(opens_at=opens_at)

    page.get_by_label(SAID).fill("Iets anders.")
    page.get_by_role("button", name="Wijzig en sla opnieuw op").click()
    expect(page.get_by_role("status").last).to_have_text("Sla eerst op wat in de velden staat.")
    page.get_by_label(SAID).fill("")
    page.get_by_role("button", name="Wijzig en sla opnieuw op").click()
    expect(page.get_by_label(SAID)).to_have_value("Wonen bij het spor.")
    expect(page.locator("[data-entries] > li")).to_have_count(0)
    page.reload()
    expect(page.get_by_label(SAID)).to_have_value("Wonen bij het spor.")
    page.get_by_label(SAID).fill("Wonen bij het spoor.")
    page.keyboard.press("Control+Enter")
    settled(page, 1)
    assert texts() == ["Wonen bij het spoor."]


def test_a_refused_correction_goes_and_what_was_stored_stays(
    open_page, chris, dina, address, session
):
    page = open_page(dina, address)
    Keys(page).first("groep noord", "1", "Wonen bij het spoor.")
    settled(page, 1)
    page.context.set_offline(True)
    page.get_by_role("button", name="Verbeter").click()
    page.keyboard.type(" En water.")
    page.keyboard.press("Control+Enter")
    services.ask_report(closed(session), by=dina)
    page.context.set_offline(False)
    expect(page.locator("[data-entries]")).to_contain_text("Niet opgeslagen")
    page.get_by_role("button", name="Gooi weg").click()
    page.get_by_role("button", name="Ja, gooi ze weg").click()
    settled(page, 1)
    expect(page.locator("[data-entries] [data-part=text]")).to_have_text("Wonen bij het spoor.")
    page.reload()
    settled(page, 1)
    assert on_device(page) == []


def test_signing_out_takes_the_page_and_the_entries_off_the_device(open_page, chris, dina, address):
    page = open_page(dina, address)
    expect(page.locator("session-capture[data-ready]")).to_be_visible()
    Keys(page).first("groep noord", "1", "Wonen bij het spoor.")
    settled(page, 1)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("link", name="Inloggen").first).to_be_visible()
    left = page.evaluate(
        """async () => [
            ...await caches.keys(),
            ...await navigator.serviceWorker.getRegistrations(),
        ]"""
    )
    assert left == on_device(page) == []


def test_the_pages_of_one_clerk_do_not_wait_for_another(open_page, chris, dina, address):
    page = open_page(dina, address)
    expect(page.locator("session-capture[data-ready]")).to_be_visible()
    page.evaluate("() => localStorage.setItem('ros-portaal:device:last', 'somebody else')")
    page.goto("/help/")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
