"""axe finds nothing on any page, for anybody: WCAG 2.2 AA, on desk and phone."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.access import ANONYMOUS, ROLES, World
from tests.e2e.conftest import DESKTOP, PHONE
from tests.test_access import ROWS, fill_world

# Answers that are no page of ours: files, data, and what a robot reads.
NO_PAGES = {
    "healthz", "security_txt", "image_detail", "letter_download", "letter_status", "letter_style",
    "letter_logo", "letter_package", "letter_register", "run_package", "run_status",
    "project_table", "building_file",
    "mailing_package", "mailing_status", "mailing_letter", "own_link",
    "attachment_download", "signed_copy", "chapter_react", "export_status", "export_download",
    "chapter_import_status",
    "calendar_of_body", "calendar_own",
    "capture_worker", "session_qr_image", "session_import_template",
}  # fmt: skip


@pytest.fixture
def world(live_server) -> World:
    return fill_world()


PAGES = [row for row in ROWS if row.method == "GET" and row.name not in NO_PAGES]
PEOPLE = [ANONYMOUS, *(f"{role}@almelo" for role in ROLES)]
PARTS = 6
OF_ONE_VISIT = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}(-[0-9a-f]{4,12}){4}')


def fits(page: Page) -> bool:
    """Nothing sticks out sideways: WCAG 1.4.10, reflow."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_every_role(world, open_page, assert_accessible, part):
    """On a phone, and for the first reader on a desk too.

    What somebody else got to see word for word needs no second look.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    for person in PEOPLE:
        page = open_page(world.people.get(person), "/healthz")
        for row in PAGES[part::PARTS]:
            if row.status_for(person) != 200:
                continue
            page.goto(reverse(row.name, args=row.args(world)))
            assert page.locator("h1").count() == 1, f"{row.name} has no single main heading"
            shown = OF_ONE_VISIT.sub("", page.locator("main").inner_html())
            if shown in seen[row.name]:
                continue
            widths = [PHONE] if seen[row.name] else [PHONE, DESKTOP]
            seen[row.name].add(shown)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                assert fits(page), f"{row.name} scrolls sideways at {width} px for {person}"
                assert_accessible(page)
    assert len(seen) > len(PAGES) / PARTS / 2


@pytest.mark.parametrize("person", PEOPLE)
def test_the_frame_of_every_role(world, open_page, assert_accessible, person):
    for width in (PHONE, DESKTOP):
        assert_accessible(open_page(world.people.get(person), "/strategy/", width=width))


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_the_doors_for_who_is_not_signed_in(db, open_page, assert_accessible, path):
    assert_accessible(open_page(None, path, width=PHONE))


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/", "/nowhere/"]
)
def test_the_pages_around_an_account(anna, open_page, assert_accessible, path):
    assert_accessible(open_page(anna, path))
