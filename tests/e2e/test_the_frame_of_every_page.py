"""Header, menus, forms and signing in: what every page leans on."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from stakeholders.models import User

from .conftest import DESKTOP, PHONE, OpenPage

pytestmark = pytest.mark.django_db(transaction=True)

both_widths = pytest.mark.parametrize("width", [PHONE, DESKTOP])


def test_the_first_tab_leads_to_the_content(open_page: OpenPage, anna: User) -> None:
    page = open_page(anna)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_menu_of_a_phone_works_without_javascript(browser: Browser, live_server) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, java_script_enabled=False, locale="nl-NL"
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("account_login"))
    expect(page.get_by_role("link", name="Inloggen")).to_be_hidden()
    page.locator("summary", has_text="Menu").click()
    expect(page.get_by_role("link", name="Inloggen")).to_be_visible()
    context.close()


@both_widths
def test_the_menu_says_where_one_is(open_page: OpenPage, anna: User, width: int) -> None:
    page = open_page(anna, reverse("partner_list"), width=width)
    if width == PHONE:
        page.locator("summary", has_text="Menu").click()
    menu = page.get_by_role("navigation", name="Hoofdmenu")
    expect(menu.get_by_role("link")).to_have_count(7)
    expect(menu.get_by_role("link", name="Partners")).to_have_attribute("aria-current", "true")


@both_widths
def test_another_language_keeps_the_page(open_page: OpenPage, anna: User, width: int) -> None:
    page = open_page(anna, reverse("partner_list"), width=width)
    if width == PHONE:
        page.locator("summary", has_text="Menu").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(reverse("partner_list"))


def test_signing_out_is_a_button_and_ends_the_session(open_page: OpenPage, anna: User) -> None:
    page = open_page(anna)
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    page.goto("/")
    assert reverse("account_login") in page.url


@both_widths
def test_what_is_wrong_with_a_form_is_said_first(
    open_page: OpenPage, anna: User, width: int, assert_accessible
) -> None:
    page = open_page(anna, reverse("profile"), width=width)
    page.get_by_label("Naam").fill("")
    page.get_by_role("button", name="Bewaren").click()
    heading = page.locator("error-summary h2")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert_accessible(page)
    page.locator("error-summary").get_by_role("link").click()
    expect(page.get_by_label("Naam")).to_be_focused()
    described_by = page.get_by_label("Naam").get_attribute("aria-describedby") or ""
    assert "id_name_error" in described_by.split()


def test_a_second_press_sends_nothing(open_page: OpenPage, anna: User) -> None:
    page = open_page(anna, reverse("profile"))
    refused = page.get_by_role("button", name="Bewaren").evaluate(
        """button => {
            const refused = [];
            addEventListener("submit", (event) => {
                refused.push(event.defaultPrevented);
                event.preventDefault(); // stay here to look
            });
            button.click();
            button.click();
            return refused;
        }"""
    )
    assert refused == [False, True]


def passkey_device(page: Page) -> None:
    """A device that holds passkeys and always agrees, as far as the browser can tell."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@both_widths
def test_a_passkey_signs_in_without_a_password(
    open_page: OpenPage, anna: User, width: int, assert_accessible
) -> None:
    anna.email = "anna@example.nl"
    anna.set_password("een lang wachtwoord")
    anna.save()
    page = open_page(None, reverse("account_login"), width=width)
    # A passkey belongs to a name, not to a number.
    page.goto(page.url.replace("127.0.0.1", "localhost"))
    passkey_device(page)
    assert_accessible(page)
    page.get_by_label("E-mailadres").fill(anna.email)
    page.get_by_label("Wachtwoord").fill("een lang wachtwoord")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Mijn werk")).to_be_visible()

    page.goto(reverse("mfa_index"))
    assert_accessible(page)
    page.get_by_role("link", name="Passkey toevoegen").click()
    page.get_by_label("Wachtwoord").fill("een lang wachtwoord")
    assert_accessible(page)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Naam van deze passkey").fill("Telefoon")
    assert_accessible(page)
    page.get_by_role("button", name="Passkey toevoegen").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Passkey toevoegen")
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_text("Telefoon", exact=True)).to_be_visible()
    assert_accessible(page)

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="passkey").click()
    expect(page.get_by_role("heading", name="Mijn werk")).to_be_visible()
