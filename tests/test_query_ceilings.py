"""Every page as somebody who may open it, with little and with much to show: it asks no more.

The pages are those of the table of who gets what; `grow` adds to everything they show.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps.registry import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access import PERSONS, World
from tests.growth import grow
from tests.test_access import ROWS, fill_world

FEW, MANY = 10, 1000
SHOWS_EVERY_ROLE_ITS_OWN = {
    "chapter_detail",
    "letter_list",
    "overview",
    "run_list",
    "session_detail",
    "session_list",
}
# A sentence, a form, or one thing that stands by itself.
ALWAYS_THE_SAME = {
    "accessibility",
    "appointment_end",
    "attachment_provide",
    "boss_add",
    "boss_move",
    "building_decide",
    "building_follow",
    "building_landed",
    "building_propose",
    "calendar_addresses",
    "capture_worker",
    "chapter_about",
    "chapter_export",
    "chapter_import_preview",
    "chapter_import_status",
    "chapter_status",
    "choice_drop",
    "choice_mark",
    "conflict_resolve",
    "export_detail",
    "export_download",
    "export_status",
    "healthz",
    "help_page",
    "inquiry_answer",
    "input_withdraw",
    "input_withhold",
    "invitation_accept",
    "letter_adopt",
    "letter_amend",
    "letter_download",
    "letter_list_on",
    "letter_package",
    "mailing_letter",
    "letter_new",
    "letter_rectify",
    "letter_send",
    "letter_status",
    "letter_style",
    "model_block_edit",
    "model_block_new",
    "model_block_remove",
    "model_letter_new",
    "notification_settings",
    "privacy",
    "profile",
    "report_return",
    "revision_restore",
    "round_withdraw",
    "project_note",
    "run_package",
    "security",
    "security_txt",
    "session_cancel",
    "session_decline",
    "session_qr",
    "session_qr_image",
    "session_extend",
    "session_make_public",
    "session_import",
    "signed_copy",
    "signed_copy_add",
    "standard_answer_create",
    "standard_text_new",
    "suggestion_adapt",
    "suggestion_start",
    "thread_start",
    "undertaking_register",
    "undertaking_settle",
    "version_chapter",
    "version_export",
}
# Eight in use: in the transaction of a test the process keeps nothing of what a person may do.
# The overview asks every room what waits for somebody.
AT_MOST = {"chapter_detail": 9, "overview": 28}
ORDINARY = 20

PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected.values()]


@pytest.fixture
def world(db: None) -> World:
    return fill_world()


def test_no_page_asks_more_because_there_is_more_to_show(world: World) -> None:
    grow(world, FEW)
    ContentType.objects.get_for_models(*apps.get_models())  # asked for once in a process
    few = dict(queries(world))
    grow(world, MANY)
    many = dict(queries(world))
    assert many == few
    assert {name: asked for name, asked in many.items() if asked > ceiling_of(name)} == {}


def test_there_is_more_to_show(world: World) -> None:
    """Or the table above would say nothing."""
    before = dict(sizes(world))
    grow(world, FEW)
    grown = {page.partition(" ")[0] for page, size in sizes(world) if size > before[page]}
    assert {row.name for row in PAGES} - grown == ALWAYS_THE_SAME


def ceiling_of(name: str) -> int:
    return AT_MOST.get(name.partition(" ")[0], ORDINARY)


def queries(world: World) -> Iterator[tuple[str, int]]:
    for name, client, address in visits(world):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, name
        yield name, len(asked)


def sizes(world: World) -> Iterator[tuple[str, int]]:
    for name, client, address in visits(world):
        yield name, len(client.get(address).content)


def visits(world: World) -> Iterator[tuple[str, Client, str]]:
    for place, row in enumerate(PAGES):
        readers = [one for one in PERSONS if row.status_for(one) == 200]
        for person in readers if row.name in SHOWS_EVERY_ROLE_ITS_OWN else readers[:1]:
            client = Client()
            if person in world.people:
                client.force_login(
                    world.people[person],
                    backend="allauth.account.auth_backends.AuthenticationBackend",
                )
            yield f"{row.name} {person} ({place})", client, reverse(row.name, args=row.args(world))
