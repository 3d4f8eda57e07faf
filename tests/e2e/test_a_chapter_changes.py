"""From a chapter to its published change; test_editing_a_chapter.py has the editor itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from strategy import services
from strategy.models import Chapter
from tests.e2e.conftest import DESKTOP, PHONE
from tests.strategy.conftest import BEGIN, make_chapter, make_product, publish
from tests.strategy.text.texts import doc, figure, footnote, p, table, ul

WIDTHS = pytest.mark.parametrize("width", [PHONE, DESKTOP])


@pytest.fixture
def chapter(transactional_db, almelo_executive, hengelo_executive) -> Chapter:
    """On live_server every connection sees what is committed."""
    return make_chapter(make_product(almelo_executive, hengelo_executive))


def editor(page: Page):
    return page.get_by_role("textbox", name="Tekst van het hoofdstuk")


def type_at_end(page: Page, block: str, words: str) -> None:
    paragraph = editor(page).locator(f'[data-id="{block}"]')
    paragraph.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Opgeslagen om")).to_be_visible()


@WIDTHS
def test_from_the_chapter_to_the_published_change(
    open_page, assert_accessible, chapter, anna, gijs, chris, width
):
    publish(chapter)
    page = open_page(anna, chapter.get_absolute_url(), width=width)
    page.get_by_role("link", name="Bewerken").click()
    type_at_end(page, "para-1", " Ook in de dorpen.")
    saved(page)
    page.get_by_role("link", name="Klaar").click()
    expect(page.get_by_text("Ook in de dorpen.")).to_be_visible()

    page = open_page(gijs, chapter.get_absolute_url(), width=width)
    page.get_by_role("link", name="Publiceren").click()
    page.get_by_label("Wat is er veranderd, en waarom?").fill("Dorpen toegevoegd")
    assert_accessible(page)
    page.get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("De tekst is gepubliceerd")).to_be_visible()

    page = open_page(chris, chapter.get_absolute_url(), width=width)
    page.get_by_role("link", name="Wat is er veranderd?").click()
    expect(page.locator("ins").filter(has_text="Ook in de dorpen.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 alinea gewijzigd.")).to_be_visible()


@WIDTHS
def test_every_page_of_the_strategy_is_accessible(
    open_page, assert_accessible, chapter, anna, gijs, chris, width
):
    long = doc(
        *BEGIN["content"],
        p("para-3", "Een bewering", footnote("en haar bron")),
        ul("list-1", "een", "twee"),
        table("table-1", ("Opgave", "Trekker"), ("Water", "Vechtstromen")),
        figure("figure-1", "", "", "Zonder beeld"),
    )
    first = publish(chapter)
    services.save_chapter(chapter, base_id=first.pk, submitted=long, by=anna)
    publish(chapter, "Meer")
    at = f"/strategy/chapters/{chapter.slug}"
    for user, paths in (
        (chris, ["/strategy/", "/strategy/products/ros/", "/strategy/figures/", f"{at}/"]),
        (anna, [f"{at}/edit/", f"{at}/history/", f"{at}/compare/", f"{at}/revisions/{first.pk}/"]),
        (gijs, [f"{at}/status/", f"{at}/revisions/{first.pk}/restore/"]),
    ):
        page = open_page(user, paths[0], width=width)
        for path in paths:
            page.goto(path)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_permalink_shows_on_focus_and_leads_to_its_block(open_page, chapter, anna):
    page = open_page(anna, chapter.get_absolute_url())
    link = page.locator("#b-para-2 .ros-permalink")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    link.press("Enter")
    expect(page).to_have_url(re.compile("#b-para-2$"))
