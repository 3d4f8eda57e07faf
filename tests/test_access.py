"""Every address as every person. An address without a row fails the suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from tests.access import ANONYMOUS, PERSONS, Row, World, build_world

ROOMS = [
    import_module(f"tests.access.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("access/*.py"))
    if path.stem != "__init__"
]
ROWS: list[Row] = [row for room in ROOMS for row in room.ROWS]

# Whole rooms of others, with their own tests: allauth and Django's administration.
FOREIGN = ("accounts/", "admin/")


def fill_world() -> World:
    """The world with something of every room in it, from the ground up."""
    built = build_world()
    by_name = {room.__name__.rpartition(".")[2]: room for room in ROOMS}
    for name in [
        "stakeholders",
        "strategy",
        "milestones",
        "council",
        "programme",
        "letters",
        "portal",
    ]:
        if build := getattr(by_name[name], "build", None):
            build(built)
    return built


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Built once: nobody's visit leaves anything behind."""
    with django_db_blocker.unblock(), rolled_back():
        yield fill_world()


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}-{row.method}")
def test_everybody_gets_what_the_table_says(world: World, row: Row) -> None:
    expected = {person: row.status_for(person) for person in PERSONS}
    with rolled_back():
        address = reverse(row.name, args=row.args(world))
        assert {person: _visit(world, row, address, person) for person in PERSONS} == expected


def _visit(world: World, row: Row, address: str, person: str) -> int:
    client = Client(raise_request_exception=True)
    if person != ANONYMOUS:
        client.force_login(
            world.people[person], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    # What one person changes the next must find as it was.
    with rolled_back():
        return client.generic(row.method, address, *_payload(row, world)).status_code


def _payload(row: Row, world: World) -> tuple[str, str]:
    if row.json:
        return json.dumps(row.data(world)), "application/json"
    return urlencode(row.data(world)), "application/x-www-form-urlencoded"


def test_every_address_has_a_row() -> None:
    covered = {row.name for row in ROWS}
    assert set(_names(get_resolver())) - covered == set()


def test_no_address_is_without_a_name() -> None:
    assert None not in set(_names(get_resolver()))


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str | None]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if address.startswith(FOREIGN):
            continue
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from _names(pattern, address)
