"""A writer at the editing page, and what the chapter says in the database."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from strategy.models import Chapter
from strategy.text.nodes import flat_text


def paragraph(block: str, words: str) -> dict[str, Any]:
    return {
        "type": "paragraph",
        "attrs": {"id": block},
        "content": [{"type": "text", "text": words}],
    }


TEXT = {
    "type": "doc",
    "content": [
        {
            "type": "heading",
            "attrs": {"id": "block-heading", "level": 2},
            "content": [{"type": "text", "text": "De opgave"}],
        },
        paragraph("block-first", "Eerste alinea."),
        paragraph("block-second", "Tweede alinea."),
        paragraph("block-last", "Laatste alinea."),
    ],
}


class Desk:
    """A writer at the editing page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.get_by_role("textbox", name="Tekst van het hoofdstuk")
        self.status = page.get_by_role("status").last
        self.toolbar = page.get_by_role("toolbar")
        # Together when the server speaks websockets, else alone.
        expect(page.locator("chapter-editor[data-ready]")).to_be_visible(timeout=15_000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.settle()

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def button(self, name: str) -> Locator:
        return self.toolbar.get_by_role("button", name=name, exact=True)

    def put_caret_after(self, words: str) -> None:
        self.text.get_by_text(words).click()
        self.settle()
        self.press("End")

    def settle(self) -> None:
        """A browser tells of a new selection a moment later: the editor looks now, after what it
        had put off until the mouse was up."""
        self.page.evaluate(
            """async () => {
                await new Promise((done) => setTimeout(done));
                document.querySelector('chapter-editor').editor.view.domObserver.flush();
            }"""
        )

    def saved(self) -> None:
        """Waits for what is typed to be kept by the server."""
        self.page.wait_for_function(
            "() => !document.querySelector('chapter-editor').saving.unsaved", timeout=15_000
        )
        expect(self.status).to_have_text(re.compile("^(Opgeslagen om|Een collega veranderde)"))


def blocks() -> list[dict[str, Any]]:
    head = Chapter.objects.select_related("head").get(slug="wonen").head
    assert head is not None
    content: list[dict[str, Any]] = head.text["content"]
    return content


def kinds() -> list[str]:
    return [block["type"] for block in blocks()]


def ids() -> list[str]:
    return [block["attrs"]["id"] for block in blocks()]


def words() -> list[str]:
    return [flat_text(block) for block in blocks()]
