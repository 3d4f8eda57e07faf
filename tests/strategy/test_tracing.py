"""One block through time: its permalink in every version, and why it says what it says."""

from __future__ import annotations

import pytest

from strategy import services
from tests.strategy.conftest import publish
from tests.strategy.test_discussion import start
from tests.strategy.test_suggestions import sent
from tests.strategy.text.texts import doc, h, p

AT = "/strategy/chapters/hoofdstuk-3/"
STATIONS = "Twente bouwt bij de stations."
WATER = "Water en bodem bepalen mee waar dat kan."


def page(client, user, address: str) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def leads_to(client, user, block: str) -> str:
    client.force_login(user)
    response = client.get(f"{AT}blocks/{block}/")
    assert response.status_code == 302
    return response.url


def test_a_permalink_leads_to_the_words_of_now(client, draft, anna, write):
    write(anna, doc(h("head-1", "Wonen"), p("para-9", "Ervoor."), p("para-1", "Anders.")))
    assert leads_to(client, anna, "para-1") == f"{AT}#b-para-1"


def test_a_permalink_follows_words_that_were_joined(client, draft, anna, write):
    write(anna, doc(h("head-1", "Wonen"), p("para-1", STATIONS, " ", WATER)))
    assert leads_to(client, anna, "para-2") == f"{AT}#b-para-1"


def test_a_permalink_follows_words_that_were_joined_and_changed(client, draft, anna, write):
    changed = "Water en bodem bepalen mee of het kan."
    write(anna, doc(h("head-1", "Wonen"), p("para-1", STATIONS, " ", changed)))
    assert leads_to(client, anna, "para-2") == f"{AT}#b-para-1"


def test_a_permalink_to_what_is_gone_leads_to_the_last_text_that_had_it(client, draft, anna, write):
    with_it = draft.head_id
    write(anna, doc(h("head-1", "Wonen"), p("para-1", STATIONS)))
    assert leads_to(client, anna, "para-2") == f"{AT}revisions/{with_it}/#b-para-2"


def test_a_reader_is_led_to_published_texts_only(client, published, anna, chris, write):
    first = published.published_id
    write(anna, doc(h("head-1", "Wonen"), p("para-1", STATIONS), p("para-9", "Geheim.")))
    client.force_login(chris)
    assert client.get(f"{AT}blocks/para-9/").status_code == 404
    assert client.get(f"{AT}blocks/para-9/why/").status_code == 404
    assert leads_to(client, chris, "para-2") == f"{AT}#b-para-2"
    publish(published, "Zonder water")
    assert leads_to(client, chris, "para-2") == f"{AT}revisions/{first}/#b-para-2"


@pytest.mark.parametrize("address", ["blocks/nooit-1/", "blocks/nooit-1/why/"])
def test_what_never_was_is_not_found(client, draft, anna, address):
    client.force_login(anna)
    assert client.get(AT + address).status_code == 404


def test_why_tells_who_changed_it_when_and_why(client, draft, anna, bram, write):
    suggestion = sent(draft, anna)
    start(draft, anna, text="Is drie genoeg?", quote="")
    services.accept_suggestion(suggestion, reason="Drie volstaat.", by=bram)
    write(anna, doc(h("head-1", "Wonen en werken"), p("para-1", "Twente bouwt bij vier stations.")))
    shown = page(client, bram, f"{AT}blocks/para-1/why/")
    assert "Na een voorstel van College van B&amp;W Almelo" in shown
    assert "Drie volstaat." in shown
    assert "Is drie genoeg?" in shown
    assert shown.count("ros-history__entry") == 3  # written, the suggestion, four stations
    assert "Wonen en werken" not in shown


def test_why_tells_of_joining_and_of_going(client, draft, anna, write):
    write(anna, doc(h("head-1", "Wonen"), p("para-1", STATIONS, " ", WATER)))
    shown = page(client, anna, f"{AT}blocks/para-2/why/")
    assert "niet meer in de tekst" in shown
    assert "Verwijderd" in shown
    assert "werden er één" in shown


def test_a_council_member_reads_why_without_what_the_writers_said(
    client, published, anna, bram, chris
):
    sent(published, anna)
    start(published, anna, text="Onder ons.", quote="")
    shown = page(client, chris, f"{AT}blocks/para-1/why/")
    assert "Geschreven" in shown
    assert "Onder ons." not in shown
    assert "Voorstellen" not in shown
