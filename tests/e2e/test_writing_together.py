"""Two civil servants in one chapter, each in a Chromium of their own, with a server that can die.

That both see the same text is not enough: a binding can agree on scrambled words. What somebody
typed in one go must stand there in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stakeholders.models import User
from strategy import services
from strategy.models import Chapter, LiveSession
from strategy.text.nodes import Node, flat_text
from tests.live import Portal
from tests.services import free_port, redis

from .conftest import DESKTOP, PHONE, launch, page_of
from .desk import TEXT, Desk, words

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCES = (
    "De gemeente bouwt bij stations en in dorpen.",
    "Het waterschap wijst de natte plekken aan.",
)


class Together(Desk):
    """A writer who shares the text with others."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        expect(page.locator("chapter-editor[data-ready=together]")).to_be_visible()

    def saved(self) -> None:
        self.page.wait_for_function(
            "() => !document.querySelector('chapter-editor').saving.unsaved", timeout=30_000
        )

    def put_caret(self, offset: int) -> None:
        """In the first paragraph, also when somebody else's caret stands in it."""
        self.page.evaluate(
            """offset => {
                const { editor } = document.querySelector('chapter-editor');
                const start = editor.state.doc.child(0).nodeSize + 1;
                editor.chain().focus().setTextSelection(start + offset).run();
            }""",
            offset,
        )
        # The focus comes with the next frame; a key pressed before it goes nowhere.
        self.page.wait_for_function(
            "() => document.querySelector('chapter-editor').editor.view.hasFocus()"
        )

    def lines(self) -> list[str]:
        doc: Node = self.page.evaluate("document.querySelector('chapter-editor').saving.read()")
        return [flat_text(block) for block in doc["content"]]

    def connected(self) -> None:
        self.page.wait_for_function(
            "() => document.querySelector('chapter-editor').saving.provider.synced", timeout=30_000
        )

    def sees(self, words: str) -> None:
        expect(self.text).to_contain_text(words, timeout=30_000)


Sit = Callable[..., Together]


@pytest.fixture(scope="session")
def other_browser(browser: Browser) -> Iterator[Browser]:
    launched = launch(browser.browser_type)
    yield launched
    launched.close()


@pytest.fixture
def sit(
    portal: Portal, chapter: Chapter, browser: Browser, other_browser: Browser
) -> Iterator[Sit]:
    """`sit(anna)`: at the chapter, the first in one browser, the next in the other."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def sit(who: User, *, at: Portal = portal, width: int = DESKTOP) -> Together:
        launched = other_browser if len(contexts) % 2 else browser
        page = page_of(launched, who, at.url, problems, width=width)
        contexts.append(page.context)
        page.goto("/strategy/chapters/wonen/edit/")
        return Together(page)

    yield sit
    for context in contexts:
        context.close()
    assert not problems


def type_in_turns(one: Desk, other: Desk, first: str, second: str) -> None:
    for a, b in zip_longest(first, second, fillvalue=""):
        one.type(a)
        other.type(b)


def agree(one: Together, other: Together) -> list[str]:
    """The text that both show, once each has what the other saved."""
    one.saved()
    other.saved()
    read = "JSON.stringify(document.querySelector('chapter-editor').saving.read())"
    for _ in range(100):
        if one.page.evaluate(read) == other.page.evaluate(read):
            return one.lines()
        one.page.wait_for_timeout(100)
    raise AssertionError(f"{one.lines()} is not {other.lines()}")


def folded() -> list[str]:
    """What the chapter says once everything in the log is in its line."""
    services.fold_live(Chapter.objects.get(slug="wonen"))
    return words()


def test_two_in_one_paragraph_keep_each_their_sentence(sit, anna, bram, assert_accessible):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Eerste alinea.")
    other.text.get_by_text("Eerste alinea.").click()
    other.settle()
    other.press("Home")
    type_in_turns(one, other, f" {SENTENCES[0]}", f"{SENTENCES[1]} ")
    expect(one.page.locator("[data-part=people]")).to_have_text("Ook hier: Bram (Hengelo)")
    expect(one.page.locator(".ros-caret__name")).to_have_text("Bram, Hengelo")
    assert_accessible(one.page)
    lines = agree(one, other)
    assert lines[1].strip() == f"{SENTENCES[1]} Eerste alinea. {SENTENCES[0]}"
    expect(one.status).to_contain_text("Opgeslagen om")
    assert folded() == [line.strip() for line in lines]


def test_splitting_joining_a_table_and_bold_do_not_touch_who_types(sit, anna, bram):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Tweede alinea.")
    other.put_caret_after("Eerste alinea.")
    for number, letter in enumerate(f" {SENTENCES[0]}"):
        one.type(letter)
        if number == 5:
            other.press("Enter")
            other.type("Erbij.")
        if number == 15:
            other.press("Home", "Backspace")
        if number == 20:
            other.put_caret_after("Laatste alinea.")
            other.button("Tabel").click()
            other.type("cel")
        if number == 30:
            other.button("Rij eronder").click()
        if number == 35:
            other.text.get_by_text("Laatste alinea.").click(click_count=3)
            other.button("Vet").click()
    lines = agree(one, other)
    assert lines[1:4] == [
        "Eerste alinea.Erbij.",
        f"Tweede alinea. {SENTENCES[0]}",
        "Laatste alinea.",
    ]
    assert folded()[:4] == lines[:4]


def test_a_caret_that_moves_while_words_come_in_stays_where_it_went(sit, anna, bram):
    """A browser tells of a moved caret a moment later; what came in before that put it back."""
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Tweede alinea.")
    held, let_in_after_moving = (
        one.page.evaluate_handle(
            """() => {
            const { editor, saving } = document.querySelector('chapter-editor');
            const { ws } = saving.provider;
            const [hear, held] = [ws.onmessage, []];
            ws.onmessage = (event) => held.push(event);
            return [held, () => {
                const { node } = editor.view.domAtPos(editor.state.selection.from);
                getSelection().collapse(node, 0);
                ws.onmessage = hear;
                for (const event of held) hear(event);
            }];
        }"""
        )
        .get_properties()
        .values()
    )
    other.put_caret_after("Eerste alinea.")
    other.type("!")
    one.page.wait_for_function(
        "held => held.some(({ data }) => new Uint8Array(data)[0] === 0)", arg=held
    )
    let_in_after_moving.evaluate("letIn => letIn()")
    one.type("De ")
    assert agree(one, other)[1:3] == ["Eerste alinea.!", "De Tweede alinea."]


def test_a_caret_that_moves_while_another_is_drawn_stays_where_it_went(sit, anna, bram):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Tweede alinea.")
    other.put_caret_after("Eerste alinea.")
    caret = one.text.locator("p", has_text="Eerste alinea.").locator(".ros-caret")
    expect(caret).to_have_js_property("previousSibling.nodeName", "#text")
    one.page.evaluate(
        """() => {
            const { editor } = document.querySelector('chapter-editor');
            const { node } = editor.view.domAtPos(editor.state.selection.from);
            // The browser has not told of it yet.
            addEventListener("selectionchange", (event) => event.isTrusted && event.stopPropagation(), true);
            getSelection().collapse(node, 0);
        }"""
    )
    other.press("Home")
    expect(caret).to_have_js_property("previousSibling", None)
    one.type("De ")
    assert agree(one, other)[1:3] == ["Eerste alinea.", "De Tweede alinea."]


def test_one_undoes_ones_own_words_and_not_the_others(sit, anna, bram):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Eerste alinea.")
    one.type(" Van Anna.")
    other.put_caret_after("Tweede alinea.")
    other.type(" Van Bram.")
    agree(one, other)
    one.press("Control+z")
    assert agree(one, other)[1:3] == ["Eerste alinea.", "Tweede alinea. Van Bram."]
    one.button("Opnieuw").click()
    assert agree(one, other)[1] == "Eerste alinea. Van Anna."


def test_three_times_the_server_dies_while_both_type(sit, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Eerste alinea.")
    other.put_caret_after("Tweede alinea.")
    for number in range(3):
        type_in_turns(one, other, f" A{number} {SENTENCES[0]}", f" B{number} {SENTENCES[1]}")
        portal.kill()
        type_in_turns(one, other, " zonder", " verbinding")
        portal.start()
        one.connected()
        other.connected()
    lines = agree(one, other)
    assert lines[1] == "Eerste alinea." + "".join(
        f" A{number} {SENTENCES[0]} zonder" for number in range(3)
    )
    for number in range(3):
        assert f" B{number} {SENTENCES[1]} verbinding" in lines[2]
    assert folded() == lines


def test_who_types_and_closes_at_once_loses_nothing_ten_times(sit, anna):
    for number in range(10):
        desk = sit(anna)
        desk.text.get_by_text("Eerste alinea.").click()
        desk.press("Control+Home", "End")
        desk.type(f" {number}.")
        desk.page.close(run_before_unload=False)
    # The last connection ends a moment later than its page.
    for _ in range(100):
        if "9." in folded()[0]:
            break
        connection.close()
    assert folded()[0] == "De opgave" + "".join(f" {number}." for number in range(10))


def test_one_of_two_servers_dies_and_both_go_on(sit, anna, bram, portal):
    beside = Portal()
    try:
        one, other = sit(anna), sit(bram, at=beside)
        one.put_caret_after("Eerste alinea.")
        other.put_caret_after("Tweede alinea.")
        type_in_turns(one, other, " Van hier.", " Van daar.")
        assert agree(one, other)[1:3] == ["Eerste alinea. Van hier.", "Tweede alinea. Van daar."]
        portal.kill()
        type_in_turns(one, other, " Na de klap.", " Gaat door.")
        portal.start()
        one.connected()
        assert agree(one, other)[1:3] == [
            "Eerste alinea. Van hier. Na de klap.",
            "Tweede alinea. Van daar. Gaat door.",
        ]
    finally:
        beside.stop()


def test_redis_goes_and_comes_back_and_two_servers_keep_each_other_up_to_date(
    browser, sit, anna, bram
):
    port = free_port()
    with redis(port) as url:
        here, there = Portal(REDIS_URL=url), Portal(REDIS_URL=url)
        one, other = sit(anna, at=here), sit(bram, at=there)
    try:
        one.put_caret_after("Eerste alinea.")
        one.type(" Zonder Redis.")
        one.saved()
        other.sees("Zonder Redis.")  # the other server looks at the log by itself
        with redis(port):
            other.put_caret_after("Tweede alinea.")
            other.type(" Met Redis.")
            one.sees("Met Redis.")
            assert agree(one, other)[1:3] == [
                "Eerste alinea. Zonder Redis.",
                "Tweede alinea. Met Redis.",
            ]
    finally:
        here.stop()
        there.stop()


def test_the_database_is_away_for_a_while_and_nothing_says_saved_meanwhile(sit, anna, bram):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Eerste alinea.")
    with database_away():
        one.type(f" {SENTENCES[0]}")
        other.sees(SENTENCES[0])  # words do not wait for it
        one.page.wait_for_timeout(1_500)
        expect(one.status).to_have_text("Bezig met opslaan…")
        assert one.page.evaluate("document.querySelector('chapter-editor').saving.unsaved")
    one.saved()
    assert folded()[1] == f"Eerste alinea. {SENTENCES[0]}"


class database_away:
    """PostgreSQL refuses everybody; SQLite is held by somebody else."""

    def __enter__(self) -> None:
        if connection.vendor == "postgresql":
            name = connection.settings_dict["NAME"]
            self._ask(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            self._ask(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            connection.close()
        else:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        if connection.vendor == "postgresql":
            self._ask(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" ALLOW_CONNECTIONS true')
        else:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")

    def _ask(self, statement: str) -> None:
        database = connection.settings_dict
        with psycopg.connect(
            host=database["HOST"],
            port=database["PORT"],
            user=database["USER"],
            dbname="postgres",
            autocommit=True,
        ) as beside:
            beside.execute(statement)


def apart(portal: Portal, *edits: Callable[[], None]) -> None:
    """Each edits without a connection; then it is back."""
    portal.kill()
    for edit in edits:
        edit()
    portal.start()


def test_apart_both_type_and_both_are_kept(sit, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.put_caret_after("Eerste alinea.")
    other.put_caret_after("Eerste alinea.")
    apart(portal, lambda: one.type(" Van Anna."), lambda: other.type(" Van Bram."))
    one.connected()
    other.connected()
    line = agree(one, other)[1]
    assert " Van Anna." in line
    assert " Van Bram." in line


def test_apart_one_makes_bold_what_the_other_types_in(sit, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.text.get_by_text("Eerste alinea.").click(click_count=3)
    other.put_caret_after("Eerste alinea.")
    apart(portal, lambda: one.button("Vet").click(), lambda: other.type(" Meer."))
    one.connected()
    other.connected()
    assert agree(one, other)[1] == "Eerste alinea. Meer."
    expect(one.text.locator("strong")).to_contain_text("Eerste alinea.")


def test_apart_one_splits_and_the_other_types_at_the_end(sit, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.put_caret(6)
    other.put_caret(14)
    apart(portal, lambda: one.press("Enter"), lambda: other.type(" Meer."))
    one.connected()
    other.connected()
    whole = "".join(agree(one, other))
    assert "Meer." in whole
    assert "alinea." in whole
    assert "Eerste" in whole


def test_apart_both_split_and_no_words_go(sit, anna, bram, portal):
    one, other = sit(anna), sit(bram)
    one.put_caret(6)
    other.put_caret(6)
    apart(portal, lambda: one.press("Enter"), lambda: other.press("Enter"))
    one.connected()
    other.connected()
    lines = agree(one, other)
    assert "Eerste" in lines[1]
    assert "alinea." in lines[2]


@pytest.mark.parametrize("away", ["Kop 2", "Opsomming", "Verwijderd"])
def test_words_that_fall_out_are_offered_back_to_who_wrote_them(
    sit, anna, bram, portal, away, assert_accessible
):
    """Yjs lets them go: a paragraph that became something else, or is gone, takes its new words along."""
    one, other = sit(anna), sit(bram)
    one.text.get_by_text("Eerste alinea.").click(click_count=3)
    other.put_caret_after("Eerste alinea.")

    def take_away() -> None:
        if away == "Verwijderd":
            one.press("Backspace", "Backspace")
        else:
            one.button(away).click()

    apart(portal, take_away, lambda: other.type(f" {SENTENCES[1]}"))
    one.connected()
    other.connected()
    agree(one, other)
    offer = other.page.get_by_role("region", name="Uw tekst van vóór de verbinding wegviel")
    if SENTENCES[1] in "".join(other.lines()):
        expect(offer).to_be_hidden()
        return
    expect(offer).to_contain_text(f"Eerste alinea. {SENTENCES[1]}")
    assert_accessible(other.page)
    offer.get_by_role("button", name="Zet het terug als alinea").click()
    expect(offer).to_be_hidden()
    assert any(SENTENCES[1] in line for line in agree(one, other))


def test_without_a_connection_one_reads_after_half_a_minute_and_writes_again_after_it(
    sit, anna, portal
):
    desk = sit(anna)
    desk.put_caret_after("Eerste alinea.")
    portal.kill()
    expect(desk.status).to_contain_text("geen verbinding")
    desk.type(" Zonder lijn.")
    expect(desk.text).to_have_attribute("contenteditable", "false", timeout=40_000)
    expect(desk.status).to_contain_text("alleen lezen")
    portal.start()
    expect(desk.text).to_have_attribute("contenteditable", "true", timeout=20_000)
    desk.saved()
    assert folded()[1] == "Eerste alinea. Zonder lijn."


def test_a_restored_text_appears_while_somebody_types(sit, anna, bram, chapter):
    first = Chapter.objects.get(slug="wonen").head
    desk = sit(anna)
    desk.put_caret_after("Tweede alinea.")
    desk.type(" Eerst dit.")
    desk.saved()
    services.fold_live(chapter)
    services.restore_revision(first, reason="Terug", by=bram)
    desk.type(" En toen dat.")
    expect(desk.text).not_to_contain_text("Eerst dit.", timeout=15_000)
    desk.saved()
    assert folded()[2] == "Tweede alinea. En toen dat."


def test_the_status_moves_on_and_the_writer_keeps_what_was_not_saved(sit, anna, gijs, chapter):
    desk = sit(anna)
    desk.put_caret_after("Eerste alinea.")
    desk.type(" Op tijd.")
    desk.saved()
    services.fold_live(chapter)
    chapter.refresh_from_db()
    services.publish_chapter(chapter, revision_id=chapter.head_id, reason="x", by=None)
    mine = Chapter.objects.visible_to(gijs).get()
    services.set_chapter_status(mine, status="for_agreement", reason="x", by=gijs)
    expect(desk.status).to_contain_text("Deze tekst staat nu stil", timeout=20_000)
    expect(desk.text).to_have_attribute("contenteditable", "false")
    assert not LiveSession.objects.get().is_open


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_page_with_others_in_it_fits(sit, anna, bram, width, assert_accessible):
    one, other = sit(anna, width=width), sit(bram)
    other.put_caret_after("Eerste alinea.")
    other.type(" Hier.")
    one.sees("Hier.")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(one.page)


def test_the_text_of_the_page_is_the_text_of_the_database(sit, anna):
    desk = sit(anna)
    assert desk.lines() == [flat_text(block) for block in TEXT["content"]]
