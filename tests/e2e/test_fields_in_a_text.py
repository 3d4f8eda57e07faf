"""A figure and a reference: chosen in the editor, kept as fields, shown to who reads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from strategy.models import Chapter, Figure

from .conftest import DESKTOP, PHONE, OpenPage
from .desk import Desk, blocks

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/strategy/chapters/wonen/"
both_widths = pytest.mark.parametrize("width", [PHONE, DESKTOP])


@pytest.fixture
def figure(chapter: Chapter) -> Figure:
    return Figure.objects.create(
        strategy=chapter.product.strategy, slug="woningen", name="Nieuwe woningen", value=69000,
        unit="woningen", qualifier="minstens", scope="Twente", source="Plan van aanpak",
    )  # fmt: skip


@both_widths
def test_a_figure_comes_from_the_list_and_is_read_with_its_source(
    open_page: OpenPage, anna, figure, width, assert_accessible
):
    desk = Desk(open_page(anna, f"{ADDRESS}edit/", width=width))
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Er komen ")
    desk.button("Cijfer").click()
    dialog = desk.page.get_by_role("dialog", name="Cijfer")
    dialog.get_by_role("button", name="Voeg het cijfer in").click()
    expect(dialog.get_by_role("alert")).to_have_text("Kies een cijfer.")
    dialog.get_by_label("Welk cijfer?").select_option("woningen")
    expect(dialog).to_contain_text("Bron: Plan van aanpak")
    assert_accessible(desk.page)
    dialog.get_by_role("button", name="Voeg het cijfer in").click()
    desk.type(" bij.")
    desk.saved()
    assert blocks()[1]["content"] == [
        {"type": "text", "text": "Eerste alinea. Er komen "},
        {
            "type": "figureValue",
            "attrs": {"figure": "woningen", "shown": "minstens 69.000 woningen"},
        },
        {"type": "text", "text": " bij."},
    ]

    page = open_page(anna, ADDRESS, width=width)
    link = page.get_by_role("link", name="minstens 69.000 woningen", exact=True)
    source = page.get_by_role("tooltip", include_hidden=True)
    expect(source).to_be_hidden()
    link.focus()
    expect(source).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()


def test_the_editor_says_that_a_figure_changed_and_takes_it_over(open_page, anna, figure):
    desk = Desk(open_page(anna, f"{ADDRESS}edit/"))
    desk.put_caret_after("Eerste alinea.")
    desk.button("Cijfer").click()
    desk.page.get_by_label("Welk cijfer?").select_option("woningen")
    desk.page.get_by_role("button", name="Voeg het cijfer in").click()
    desk.saved()
    Figure.objects.update(value=75000)

    desk = Desk(open_page(anna, f"{ADDRESS}edit/"))
    field = desk.text.locator(".ros-field--changed")
    expect(field).to_have_attribute("title", "Dit cijfer is nu: minstens 75.000 woningen. Kies het opnieuw om het over te nemen.")  # fmt: skip
    field.dblclick()
    expect(desk.page.get_by_label("Welk cijfer?")).to_have_value("woningen")
    desk.page.get_by_role("button", name="Voeg het cijfer in").click()
    expect(field).to_have_count(0)
    desk.saved()
    assert [one["attrs"]["shown"] for one in blocks()[1]["content"] if "attrs" in one] == [
        "minstens 75.000 woningen"
    ]


@both_widths
def test_a_reference_leads_to_a_chapter_or_to_one_paragraph(
    open_page, anna, chapter, width, assert_accessible
):
    desk = Desk(open_page(anna, f"{ADDRESS}edit/", width=width))
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Zie ")
    desk.button("Verwijzing").click()
    dialog = desk.page.get_by_role("dialog", name="Verwijzing")
    dialog.get_by_label("Waar naartoe?").select_option("hoofdstuk 3, Wonen")
    assert_accessible(desk.page)
    dialog.get_by_role("button", name="Voeg de verwijzing in").click()
    desk.type(" en ")
    desk.button("Verwijzing").click()
    dialog.get_by_label("Of een link naar één alinea").fill("https://elders.nl/")
    desk.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("geen link naar een alinea")
    dialog.get_by_label("Of een link naar één alinea").fill(
        "https://portaal.example/strategy/chapters/wonen/#b-block-last"
    )
    desk.press("Enter")
    desk.saved()
    fields = [one["attrs"] for one in blocks()[1]["content"] if one["type"] == "reference"]
    shown = "hoofdstuk 3, Wonen"
    assert fields == [
        {"to": "chapter:wonen", "shown": shown},
        {"to": "block:wonen#block-last", "shown": shown},
    ]
    page = open_page(anna, ADDRESS, width=width)
    page.get_by_role("link", name=shown, exact=True).last.click()
    expect(page).to_have_url(re.compile("wonen/#b-block-last$"))
