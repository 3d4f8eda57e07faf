"""Walk 1: a civil servant writes in a chapter, alone, with a colleague, without a connection."""

from __future__ import annotations

import base64
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, expect

from stakeholders.models import User
from strategy import services
from strategy.models import Chapter
from strategy.text.nodes import flat_text

from .conftest import DESKTOP, PHONE, OpenPage
from .desk import Desk, blocks, ids, kinds, words

pytestmark = pytest.mark.django_db(transaction=True)

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
both_widths = pytest.mark.parametrize("width", [PHONE, DESKTOP])


@pytest.fixture
def sit_down(open_page: OpenPage, chapter: Chapter) -> Callable[..., Desk]:
    def sit_down(who: User, width: int = DESKTOP) -> Desk:
        return Desk(open_page(who, "/strategy/chapters/wonen/edit/", width=width))

    return sit_down


@both_widths
def test_what_is_typed_is_saved_by_itself(sit_down, anna, width, assert_accessible):
    desk = sit_down(anna, width)
    assert_accessible(desk.page)
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Meer woningen.")
    expect(desk.status).to_have_text("Bezig met opslaan…")
    desk.saved()
    assert words()[1] == "Eerste alinea. Meer woningen."


@both_widths
def test_the_page_does_not_scroll_sideways(sit_down, anna, width):
    desk = sit_down(anna, width)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


@both_widths
def test_headings_lists_and_a_quotation_come_from_the_toolbar(sit_down, anna, width):
    desk = sit_down(anna, width)
    desk.put_caret_after("Laatste alinea.")
    desk.press("Enter")
    desk.button("Kop 3").click()
    expect(desk.button("Kop 3")).to_have_attribute("aria-pressed", "true")
    desk.type("Kleinere kop")
    desk.press("Enter")
    desk.button("Opsomming").click()
    desk.type("een")
    desk.press("Enter", "Tab")
    desk.type("onder een")
    desk.press("Enter", "Enter", "Enter")
    desk.button("Genummerde lijst").click()
    desk.type("eerst")
    desk.press("Enter", "Enter")
    desk.button("Citaat of kader").click()
    desk.type("kader")
    desk.saved()

    heading, bullets, numbers, quotation = blocks()[4:]
    assert (heading["type"], heading["attrs"]["level"]) == ("heading", 3)
    assert bullets["content"][0]["content"][1]["type"] == "bulletList"
    assert (numbers["type"], quotation["type"]) == ("orderedList", "blockquote")


def test_bold_italic_undo_and_redo(sit_down, anna):
    desk = sit_down(anna)
    desk.put_caret_after("Laatste alinea.")
    desk.press("Enter")
    desk.button("Vet").click()
    desk.type("vet")
    desk.button("Vet").click()
    desk.button("Cursief").click()
    desk.type("schuin")
    desk.saved()
    marked = blocks()[-1]["content"]
    assert [piece["marks"][0]["type"] for piece in marked] == ["bold", "italic"]

    desk.page.wait_for_timeout(600)  # one step of undo is what is typed without a pause
    desk.type(" weg")
    desk.press("Control+z")
    desk.saved()
    assert words()[-1] == "vetschuin"
    desk.button("Opnieuw").click()
    desk.saved()
    assert words()[-1] == "vetschuin weg"


@both_widths
def test_a_table_grows_and_shrinks(sit_down, anna, width, assert_accessible):
    desk = sit_down(anna, width)
    desk.put_caret_after("Laatste alinea.")
    desk.button("Tabel").click()
    desk.type("Gemeente")
    desk.press("Tab")
    desk.type("Stand")
    desk.button("Rij eronder").click()
    desk.button("Kolom erachter").click()
    desk.saved()
    table = blocks()[4]
    assert [len(row["content"]) for row in table["content"]] == [4, 4, 4, 4]
    assert {cell["type"] for cell in table["content"][0]["content"]} == {"tableHeader"}

    desk.button("Rij weg").click()
    desk.button("Kolom weg").click()
    desk.saved()
    assert [len(row["content"]) for row in blocks()[4]["content"]] == [3, 3, 3]
    assert_accessible(desk.page)

    desk.button("Kopregel").click()
    desk.button("Kopkolom").click()
    desk.saved()
    desk.button("Tabel weg").click()
    desk.saved()
    assert "table" not in kinds()


@both_widths
def test_a_link_asks_for_an_address_that_works(sit_down, anna, width, assert_accessible):
    desk = sit_down(anna, width)
    desk.put_caret_after("Laatste alinea.")
    desk.press("Enter", "Control+k")
    dialog = desk.page.get_by_role("dialog", name="Link")
    dialog.get_by_label("Woorden in de tekst").fill("de provincie")
    dialog.get_by_label("Adres").fill("javascript:alert(1)")
    desk.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Vul een adres in")
    assert_accessible(desk.page)
    dialog.get_by_label("Adres").fill("overijssel.nl")
    desk.press("Enter")
    expect(desk.text).to_be_focused()
    desk.type(" en verder")
    desk.saved()
    link, rest = blocks()[-1]["content"]
    assert link["marks"] == [{"type": "link", "attrs": {"href": "https://overijssel.nl"}}]
    assert rest == {"type": "text", "text": " en verder"}


@both_widths
def test_an_image_needs_a_description(sit_down, anna, width, assert_accessible):
    desk = sit_down(anna, width)
    desk.put_caret_after("Laatste alinea.")
    desk.button("Afbeelding").click()
    dialog = desk.page.get_by_role("dialog", name="Afbeelding")
    dialog.get_by_label("Afbeelding op uw apparaat").set_input_files(
        {"name": "kaart.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    dialog.get_by_role("button", name="Afbeelding opslaan").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Beschrijf de afbeelding")
    assert_accessible(desk.page)
    dialog.get_by_label("Wat is er te zien?").fill("Kaart van Twente")
    dialog.get_by_label("Bijschrift").fill("Kaart 1")
    dialog.get_by_role("button", name="Afbeelding opslaan").click()
    expect(desk.text.get_by_role("img", name="Kaart van Twente")).to_be_visible()
    desk.type("Onder de kaart")
    desk.saved()
    figure, below = blocks()[-2:]
    assert figure["attrs"]["alt"] == "Kaart van Twente"
    assert flat_text(figure) == "Kaart 1"
    assert flat_text(below) == "Onder de kaart"


def test_a_file_that_is_no_image_is_refused_with_the_reason(sit_down, anna):
    desk = sit_down(anna)
    desk.put_caret_after("Laatste alinea.")
    desk.button("Afbeelding").click()
    dialog = desk.page.get_by_role("dialog", name="Afbeelding")
    dialog.get_by_label("Afbeelding op uw apparaat").set_input_files(
        {"name": "kaart.png", "mimeType": "image/png", "buffer": b"geen plaatje"}
    )
    dialog.get_by_label("Wat is er te zien?").fill("Kaart")
    dialog.get_by_role("button", name="Afbeelding opslaan").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    assert "figure" not in kinds()


@both_widths
def test_a_footnote_is_written_once_and_the_sentence_goes_on(sit_down, anna, width):
    desk = sit_down(anna, width)
    desk.put_caret_after("Laatste alinea.")
    desk.button("Voetnoot").click()
    dialog = desk.page.get_by_role("dialog", name="Voetnoot")
    dialog.get_by_label("Tekst van de voetnoot").fill("Bron: CBS")
    dialog.get_by_role("button", name="Voetnoot invoegen").click()
    desk.type(" Verder.")
    desk.saved()
    before, note, after = blocks()[-1]["content"]
    assert (before["text"], after["text"]) == ("Laatste alinea.", " Verder.")
    assert note == {"type": "footnote", "content": [{"type": "text", "text": "Bron: CBS"}]}


def test_the_keyboard_alone_writes_and_leaves(sit_down, anna):
    desk = sit_down(anna)
    desk.page.locator("h1").click()
    for _ in range(12):
        desk.press("Tab")
        if desk.toolbar.evaluate("bar => bar.contains(document.activeElement)"):
            break
    # One stop for the whole toolbar; the text is the next.
    desk.press("Tab")
    expect(desk.text).to_be_focused()
    desk.press("Control+End", "Enter")
    desk.press("Alt+F10")
    for _ in range(9):
        desk.press("ArrowRight")
    expect(desk.button("Citaat of kader")).to_be_focused()
    desk.press("ArrowRight")
    expect(desk.button("Tabel")).to_be_focused()
    desk.press("Enter")
    expect(desk.text).to_be_focused()
    desk.type("cel")
    for _ in range(15):
        desk.press("Tab")
    expect(desk.text).to_be_focused()
    desk.press("Escape", "Tab")
    expect(desk.text).not_to_be_focused()
    desk.saved()
    assert "table" in kinds()


def test_ids_stay_with_their_words(sit_down, anna):
    desk = sit_down(anna)
    desk.put_caret_after("Eerste alinea.")
    desk.press("Home")
    for _ in "Eerste ":
        desk.press("ArrowRight")
    desk.press("Enter")
    desk.saved()
    assert words()[1:3] == ["Eerste", "alinea."]
    assert ids()[1] == "block-first"
    assert len(set(ids())) == 5

    # A new empty paragraph above: the words keep their id, the new one gets its own.
    desk.put_caret_after("Tweede alinea.")
    desk.press("Home", "Enter")
    desk.saved()
    assert dict(zip(words(), ids(), strict=True))["Tweede alinea."] == "block-second"

    # A copy of everything below itself.
    desk.press("Control+a", "Control+c", "ArrowRight", "Enter", "Control+v")
    desk.saved()
    assert len(ids()) > 8
    assert len(set(ids())) == len(ids())
    assert dict(zip(reversed(words()), reversed(ids()), strict=True))["Laatste alinea."] == (
        "block-last"
    )


WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {margin:0}</style></head>
<body><!--StartFragment-->
<h1 style='color:red'>Grote kop<o:p></o:p></h1>
<p class=MsoNormal style='margin:0cm'>Een <b style='mso-bidi-font-weight:normal'>vette</b> zin
met noot<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1">[1]</a>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>een
</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>dieper
</p>
<p class=MsoNormal onclick="alert(1)">Slot<script>alert(1)</script></p>
<div style='mso-element:footnote-list'><div id=ftn1><p><a href="#_ftnref1">[1]</a> Bron: CBS</p></div>
</div><!--EndFragment--></body></html>
"""


def test_text_from_word_becomes_text_of_ours(sit_down, anna):
    desk = sit_down(anna)
    desk.put_caret_after("Laatste alinea.")
    desk.press("Enter")
    desk.text.evaluate(
        """(text, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "plat");
            text.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            );
        }""",
        WORD,
    )
    desk.saved()
    heading, sentence, bullets, end = blocks()[-4:]
    assert (heading["type"], heading["attrs"]["level"]) == ("heading", 2)
    assert [piece.get("marks", [{}])[0].get("type") for piece in sentence["content"]][1] == "bold"
    assert sentence["content"][-2] == {
        "type": "footnote",
        "content": [{"type": "text", "text": "Bron: CBS"}],
    }
    assert bullets["content"][0]["content"][1]["type"] == "bulletList"
    assert flat_text(end) == "Slot"


def test_two_writers_in_two_paragraphs_read_each_other(sit_down, anna, bram):
    first, second = sit_down(anna), sit_down(bram, PHONE)
    first.put_caret_after("Eerste alinea.")
    first.type(" Almelo.")
    first.saved()
    second.put_caret_after("Tweede alinea.")
    second.type(" Hengelo.")
    second.saved()
    expect(second.text).to_contain_text("Eerste alinea. Almelo.")

    # Anna's caret stays in her sentence while Bram's words come in.
    first.type(" En")
    first.saved()
    expect(first.text).to_contain_text("Tweede alinea. Hengelo.")
    first.type(" verder.")
    first.saved()
    assert words()[1:3] == ["Eerste alinea. Almelo. En verder.", "Tweede alinea. Hengelo."]


def test_who_types_on_during_a_slow_save_loses_nothing_of_anybody(sit_down, anna, bram):
    first, second = sit_down(anna), sit_down(bram)
    second.put_caret_after("Tweede alinea.")
    second.type(" Hengelo.")
    second.saved()

    # The answer that holds Bram's words comes when Anna has typed on: it is not shown, and not lost.
    first.page.evaluate(
        """() => {
            const quick = window.fetch;
            window.fetch = async (...request) => {
                const answer = await quick(...request);
                await new Promise((resolve) => setTimeout(resolve, 1500));
                return answer;
            };
        }"""
    )
    first.put_caret_after("Eerste alinea.")
    with first.page.expect_response("**/save/"):
        first.type(" Almelo.")
    first.type(" En verder.")
    first.saved()
    expect(first.text).to_contain_text("Tweede alinea. Hengelo.")
    assert words()[1:3] == ["Eerste alinea. Almelo. En verder.", "Tweede alinea. Hengelo."]


@pytest.mark.parametrize(
    ("button", "kept", "lost", "width"),
    [
        ("Mijn tekst gebruiken", ["Hengelo"], ["Almelo"], PHONE),
        ("Tekst van Anna gebruiken", ["Almelo"], ["Hengelo"], DESKTOP),
        ("Allebei houden", ["Almelo", "Hengelo"], [], PHONE),
    ],
)
def test_two_writers_in_one_paragraph_choose(
    sit_down, anna, bram, button, kept, lost, width, assert_accessible
):
    first, second = sit_down(anna), sit_down(bram, width)
    first.put_caret_after("Laatste alinea.")
    first.type(" Almelo")
    first.saved()
    second.put_caret_after("Laatste alinea.")
    second.type(" Hengelo")
    second.saved()

    card = second.page.get_by_role("article", name="U en Anna veranderden hetzelfde stuk")
    expect(card).to_contain_text("Laatste alinea. Almelo")
    expect(card).to_contain_text("Laatste alinea. Hengelo")
    expect(second.status).to_contain_text("kies wat blijft staan")
    expect(second.text).to_be_focused()  # nobody is taken out of a sentence
    assert_accessible(second.page)

    second.page.get_by_role("button", name="Naar de keuze").click()
    expect(card.get_by_role("heading", name="U en Anna")).to_be_focused()
    card.get_by_role("button", name=button).focus()
    second.press("Enter")
    expect(card).to_have_count(0)
    expect(second.text).to_be_focused()
    text = " ".join(words())
    assert all(word in text for word in kept)
    assert not any(word in text for word in lost)
    assert len(set(ids())) == len(ids())


@both_widths
def test_without_a_connection_nothing_is_lost(sit_down, anna, width):
    desk = sit_down(anna, width)
    context: BrowserContext = desk.page.context
    desk.put_caret_after("Eerste alinea.")
    context.set_offline(True)
    desk.type(" In de trein.")
    expect(desk.status).to_have_text(
        "Niet opgeslagen: geen verbinding. Uw tekst blijft op dit apparaat bewaard."
    )
    assert words()[1] == "Eerste alinea."
    context.set_offline(False)
    desk.saved()
    assert words()[1] == "Eerste alinea. In de trein."


def test_unsaved_text_is_offered_back_on_the_next_visit(sit_down, anna, bram):
    desk = sit_down(anna)
    context: BrowserContext = desk.page.context
    context.set_offline(True)
    # The last save outlives its page, and what Chromium calls offline does not.
    desk.page.evaluate("() => (window.fetch = () => Promise.reject(new TypeError('offline')))")
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Bijna weg.")
    expect(desk.status).to_contain_text("Niet opgeslagen")
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with desk.page.expect_event("close"):
        desk.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]

    # Meanwhile a colleague wrote elsewhere in the chapter.
    colleague = sit_down(bram)
    colleague.put_caret_after("Tweede alinea.")
    colleague.type(" Hengelo.")
    colleague.saved()

    context.set_offline(False)
    page = context.new_page()
    page.goto("/strategy/chapters/wonen/edit/")
    desk = Desk(page)
    expect(desk.text).not_to_contain_text("Bijna weg")
    page.get_by_role("button", name="Terugzetten").click()
    desk.saved()
    assert words()[1:3] == ["Eerste alinea. Bijna weg.", "Tweede alinea. Hengelo."]
    page.reload()
    expect(page.get_by_role("button", name="Terugzetten")).to_be_hidden()


@both_widths
def test_leaving_by_a_link_saves_the_last_words_first(sit_down, anna, width):
    desk = sit_down(anna, width)
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Tot slot.")
    trail = desk.page.get_by_role("navigation", name="Kruimelpad")
    trail.get_by_role("link", name="3. Wonen").click()
    expect(desk.page.get_by_text("Eerste alinea. Tot slot.")).to_be_visible()


def test_who_was_signed_out_meanwhile_hears_it_and_goes_on(sit_down, anna):
    desk = sit_down(anna)
    context = desk.page.context
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Nog iets.")
    expect(desk.status).to_contain_text("u bent uitgelogd")
    expect(desk.page.get_by_role("link", name="Inloggen (nieuw tabblad)")).to_be_visible()
    context.add_cookies(cookies)
    desk.type(" En meer.")
    desk.saved()
    assert words()[1] == "Eerste alinea. Nog iets. En meer."


def test_a_chapter_that_stands_still_is_refused_with_the_reason(sit_down, anna, chapter):
    desk = sit_down(anna)
    Chapter.objects.filter(pk=chapter.pk).update(published=chapter_head(), status="for_agreement")
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Te laat.")
    expect(desk.status).not_to_contain_text("Bezig")
    expect(desk.status).not_to_contain_text("Opgeslagen")
    expect(desk.text).to_contain_text("Te laat.")
    assert words()[1] == "Eerste alinea."


def chapter_head() -> int | None:
    return Chapter.objects.get(slug="wonen").head_id


def test_what_is_open_about_a_paragraph_shows_while_it_is_edited(
    sit_down, anna, bram, chapter, almelo_executive, hengelo_executive, assert_accessible
):
    chapter.refresh_from_db()
    about = {"revision": chapter.head, "key": uuid4(), "by": bram, "body": hengelo_executive}
    services.start_thread(
        Chapter.objects.visible_to(bram).get(),
        block_id="block-second",
        quote="",
        text="Klopt dit nog?",
        internal=False,
        assigned_to=None,
        **about,
    )
    desk = sit_down(anna)
    points = desk.page.locator("[data-part=points]")
    desk.put_caret_after("Eerste alinea.")
    expect(points).to_be_hidden()
    desk.put_caret_after("Tweede alinea.")
    expect(points.get_by_role("link", name="Gesprek: Klopt dit nog?")).to_be_visible()
    expect(desk.text.locator(".ros-open-points")).to_have_attribute("data-points", "1 open")
    assert_accessible(desk.page)
    desk.type(" Ja.")
    desk.saved()
    assert words()[2] == "Tweede alinea. Ja."
