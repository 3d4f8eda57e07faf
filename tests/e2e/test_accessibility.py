"""axe finds nothing on any page, for anybody: WCAG 2.2 AA, on desk and phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.access import ANONYMOUS, ROLES, Row, World
from tests.e2e.conftest import DESKTOP, PHONE
from tests.test_access import ROWS, fill_world

# Answers that are no page of ours: files, data, and what a robot reads.
NO_PAGES = {
    "healthz", "security_txt", "image_detail", "letter_download", "letter_status", "letter_style",
    "letter_logo", "attachment_download", "chapter_react", "export_status", "export_download",
}  # fmt: skip


@pytest.fixture
def world(live_server) -> World:
    return fill_world()


def pages_of(world: World, person: str) -> Iterator[tuple[Row, str]]:
    for row in ROWS:
        if row.method == "GET" and row.name not in NO_PAGES and row.status_for(person) == 200:
            yield row, reverse(row.name, args=row.args(world))


def fits(page: Page) -> bool:
    """Nothing sticks out sideways: WCAG 1.4.10, reflow."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("person", [ANONYMOUS, *(f"{role}@almelo" for role in ROLES)])
def test_every_page_of_every_role(world, open_page, assert_accessible, person):
    page = open_page(world.people.get(person), "/healthz")
    visited = 0
    for row, address in pages_of(world, person):
        page.goto(address)
        assert page.locator("h1").count() == 1, f"{row.name} has no single main heading"
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": 900})
            assert fits(page), f"{row.name} scrolls sideways at {width} px"
            assert_accessible(page)
        visited += 1
    assert visited >= 5


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_the_doors_for_who_is_not_signed_in(db, open_page, assert_accessible, path):
    assert_accessible(open_page(None, path, width=PHONE))


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/", "/nowhere/"]
)
def test_the_pages_around_an_account(anna, open_page, assert_accessible, path):
    assert_accessible(open_page(anna, path))
