"""A council member's job, from the overview to the receipt, on phone and desk."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from council.models import Input, InputSession
from tests.council.conftest import plan
from tests.e2e.conftest import DESKTOP, PHONE


@pytest.fixture
def session(live_server, almelo_council) -> InputSession:
    return plan(almelo_council)


def kept_text() -> list[str]:
    return [answer.text for one in Input.objects.drafts() for answer in one.answers.all()]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_from_my_work_to_a_receipt(open_page, assert_accessible, chris, session, width):
    page = open_page(chris, "/", width=width)
    page.get_by_role("link", name="Geef inbreng").click()
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het spoor.")
    expect(page.get_by_role("status")).to_contain_text("Concept bewaard om")
    assert_accessible(page)

    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbreng van Chris")
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    given = Input.objects.submitted().get()
    expect(page.locator("main")).to_contain_text(given.receipt)
    assert_accessible(page)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_with_the_keyboard_alone(open_page, chris, session, width):
    page = open_page(chris, f"/council/sessions/{session.pk}/", width=width)

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent"
            )
            if name in focused:
                return
        pytest.fail(f"the keyboard never reaches {name}")

    tab_to("Geef inbreng")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Geef inbreng")
    tab_to("Waar ziet u kansen?")
    page.keyboard.type("Wonen bij het spoor.")
    tab_to("Verstuur inbreng")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Ontvangen op")


def test_nothing_filled_in_puts_the_focus_on_what_is_wrong(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_role("button", name="Verstuur inbreng").click()
    summary = page.get_by_role("heading", name="Er is nog iets niet goed ingevuld")
    expect(summary).to_be_focused()
    # Mended in the same page, it goes through.
    page.get_by_label("Waar ziet u kansen?").fill("Wonen.")
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.locator("main")).to_contain_text("Ontvangen op")


def test_a_connection_that_drops_while_submitting_makes_one_input(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het spoor.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.get_by_role("status")).to_contain_text("Uw inbreng staat klaar op dit toestel")
    page.context.set_offline(False)
    expect(page.locator("main")).to_contain_text("Ontvangen op", timeout=20_000)
    assert Input.objects.count() == 1


def test_who_was_signed_out_keeps_the_text_and_submits_after_signing_in(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het spoor.")
    expect(page.get_by_role("status")).to_contain_text("Concept bewaard om")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het water.")
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.get_by_role("status")).to_contain_text("uitgelogd")
    expect(page.get_by_label("Waar ziet u kansen?")).to_have_value("Wonen bij het water.")
    assert not Input.objects.submitted().exists()

    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    answer = Input.objects.submitted().get().answers.get()
    assert answer.text == "Wonen bij het water."


def test_a_server_that_is_being_renewed_is_asked_again(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.route("**/input/", lambda route: route.fulfill(status=502), times=1)
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het spoor.")
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.locator("main")).to_contain_text("Ontvangen op", timeout=20_000)
    assert Input.objects.count() == 1


def test_a_remark_without_its_chapter_is_named_above_the_form(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_label("Uw opmerking").fill("Waarover gaat dit?")
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.get_by_role("heading", name="Er is nog iets niet goed ingevuld")).to_be_focused()


def test_what_has_the_focus_does_not_lie_behind_the_buttons(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    seen = 0
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('textarea, select')"):
            seen += 1
            page.wait_for_function(
                """() => document.activeElement.getBoundingClientRect().top + 40
                < document.querySelector(".ros-actions--sticky").getBoundingClientRect().top""",
                timeout=3_000,
            )
    assert seen >= 3


def test_two_hasty_taps_make_one_input(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_label("Waar ziet u kansen?").fill("Wonen bij het spoor.")
    page.get_by_role("button", name="Verstuur inbreng").dblclick()
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    assert Input.objects.count() == 1


def test_what_was_typed_offline_comes_back_on_this_device(open_page, chris, session):
    address = f"/council/sessions/{session.pk}/input/"
    page = open_page(chris, address, width=PHONE)
    page.context.set_offline(True)
    page.get_by_label("Waar zitten zorgen?").fill("Getypt in de trein.")
    expect(page.get_by_role("status")).to_contain_text("Geen verbinding")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.get_by_label("Waar zitten zorgen?")).to_have_value("Getypt in de trein.")


def test_too_late_keeps_the_text_and_says_why(open_page, chris, session):
    page = open_page(chris, f"/council/sessions/{session.pk}/input/", width=PHONE)
    page.get_by_label("Waar ziet u kansen?").fill("Net te laat.")
    InputSession.objects.update(closes_at=timezone.now())
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.locator("main")).to_contain_text("Deze sessie is gesloten op")
    expect(page.get_by_label("Waar ziet u kansen?")).to_have_value("Net te laat.")
    assert kept_text() == ["Net te laat."]


def test_without_javascript_the_form_still_posts(browser, live_server, client, chris, session):
    client.force_login(chris)
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="en-GB"
    )
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
        ]
    )
    page = context.new_page()
    page.goto(f"/council/sessions/{session.pk}/input/")
    page.get_by_label("Waar ziet u kansen?").fill("Zonder script.")
    page.get_by_role("button", name="Verstuur inbreng").click()
    expect(page.locator("main")).to_contain_text("Ontvangen op")
    context.close()
