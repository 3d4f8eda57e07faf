"""From a chapter to its published change; test_editing_a_chapter.py has the editor itself."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from strategy import services
from strategy.models import Chapter, ImportedDocument
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
    # Until it is known how one writes, together or alone, the text is there to read.
    expect(page.locator("chapter-editor[data-ready]")).to_be_visible()
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


def suggest(chapter, by):
    begun = services.start_suggestion(
        chapter,
        revision=chapter.head,
        block="para-1",
        body=by.current_appointments[0].body,
        key=uuid4(),
        by=by,
    )
    other = doc(p("para-1", "Twente bouwt bij drie stations."))
    return services.write_suggestion(begun, edition=1, submitted=other, by=by)


def test_every_page_of_the_strategy_is_accessible(
    open_page, assert_accessible, chapter, anna, gijs, chris
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
    chapter.refresh_from_db()
    own, sent = (suggest(chapter, anna) for _number in range(2))
    services.send_suggestion(sent, reason="Korter is beter.", by=anna)
    services.start_thread(
        chapter, revision=chapter.head, block_id="para-1", quote="", text="Welke stations?",
        body=own.body, internal=True, assigned_to=None, key=uuid4(), by=anna,
    )  # fmt: skip
    versions = [
        services.freeze_version(chapter.product, name=name, note="Voor het BOSS", by=gijs)
        for name in ("0.7", "0.8")
    ]
    seven, eight = (f"/strategy/versions/{version.pk}/" for version in versions)
    document = ImportedDocument.objects.create(
        chapter=chapter,
        by=anna,
        name="Wonen.docx",
        base=chapter.head,
        read_at=timezone.now(),
        text=doc(p("para-1", "Anders.")),
        report=[{"what": "chart", "n": 1, "examples": ["Groei"]}],
        comments=[{"said": []}],
    )
    waiting, failed = (
        ImportedDocument.objects.create(chapter=chapter, by=anna, name="Water.docx", error=error)
        for error in ("", "Probeer het opnieuw.")
    )
    talk, proposals = f"{at}/discussion/", f"{at}/suggestions/"
    for user, paths in (
        (chris, [seven, f"{eight}?since={versions[0].pk}", f"{eight}{chapter.slug}/"]),
        (anna, [f"{at}/import/", f"{at}/import/{document.pk}/"]),
        (anna, [f"{at}/import/{waiting.pk}/", f"{at}/import/{failed.pk}/"]),
        (anna, [talk, f"{talk}new/", f"{talk}new/?block=para-1", proposals]),
        (anna, [f"{proposals}new/?block=para-1", f"/strategy/suggestions/{own.pk}/edit/"]),
        (gijs, [f"/strategy/suggestions/{sent.pk}/", f"/strategy/suggestions/{sent.pk}/adapt/"]),
        (gijs, ["/strategy/products/ros/", "/strategy/products/ros/freeze/"]),
        (gijs, ["/strategy/products/ros/positions/", f"{at}/position/"]),
        (chris, ["/strategy/", "/strategy/products/ros/", "/strategy/figures/", f"{at}/"]),
        (anna, [f"{at}/edit/", f"{at}/history/", f"{at}/compare/", f"{at}/revisions/{first.pk}/"]),
        (gijs, [f"{at}/status/", f"{at}/revisions/{first.pk}/restore/"]),
    ):
        page = open_page(user, "/healthz")
        for path in paths:
            page.goto(path)
            for width in (PHONE, DESKTOP):
                page.set_viewport_size({"width": width, "height": 900})
                assert_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_permalink_shows_on_focus_and_leads_to_its_block(open_page, chapter, anna):
    page = open_page(anna, chapter.get_absolute_url())
    link = page.locator("#b-para-2 .ros-permalink")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    link.press("Enter")
    expect(page).to_have_url(re.compile("#b-para-2$"))


def test_a_reader_sees_what_is_new_since_the_last_visit(open_page, chapter, chris):
    publish(chapter)
    page = open_page(chris, chapter.get_absolute_url())
    since = page.get_by_text("veranderd sinds u die hier het laatst las")
    expect(page.get_by_role("heading", name="Wonen", level=2)).to_be_visible()
    expect(since).to_be_hidden()
    newer = doc(*[*BEGIN["content"], p("para-9", "Nieuw sinds de vorige keer.")])
    services.load_text(chapter, newer, reason="", by=None, at=timezone.now())
    publish(chapter, "Aangevuld")
    for _again in range(2):  # and a reload does not take it away
        page.reload()
        expect(since).to_be_visible()
    page.get_by_role("link", name="Bekijk wat er veranderde").click()
    expect(page.locator(".ros-text ins")).to_contain_text("Nieuw sinds de vorige keer.")
