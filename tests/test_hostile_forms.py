"""Every field of every page, filled in as no person does: a message, never a fault.

The fields are those of the pages themselves, so a new form is tried without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.access import PERSONS, World
from tests.test_access import ROWS, fill_world

PAGES = [row for row in ROWS if row.method == "GET" and 200 in row.expected.values()]
HOSTILE: Final = {
    "a number beyond every key": "9" * 30,
    "a null byte": "a\x00b",
}


@pytest.fixture
def world(db: None) -> World:
    return fill_world()


@pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_field_brings_a_page_down(world: World, given: str) -> None:
    broken = [
        f"{method} {address} {names}"
        for client, address, names in forms(world)
        for method in ("get", "post")
        if failed(client, method, address, dict.fromkeys(names, given))
    ]
    assert broken == []


def forms(world: World) -> Iterator[tuple[Client, str, list[str]]]:
    """Each form of each page, as somebody who may open it: (client, where it goes, its fields)."""
    for row in PAGES:
        reader = next(one for one in PERSONS if row.status_for(one) == 200)
        client = Client(raise_request_exception=False)
        if reader in world.people:
            client.force_login(
                world.people[reader],
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
        address = reverse(row.name, args=row.args(world))
        page = client.get(address)
        if not page.get("Content-Type", "").startswith("text/html"):
            continue
        for form in html.fromstring(page.content).forms:
            names = sorted({name for name in form.fields if name and name != "csrfmiddlewaretoken"})
            if names and "/logout/" not in (form.action or ""):
                yield client, form.action or address, names


def failed(client: Client, method: str, address: str, fields: dict[str, str]) -> bool:
    with rolled_back():
        return getattr(client, method)(address, fields).status_code >= 500


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
