"""PostgreSQL dies and comes back under two people who write: what said "Opgeslagen" is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from tests.live import Portal, environment
from tests.services import Postgres, open_folder

from .conftest import sign_in
from .test_writing_together import Together


@pytest.fixture
def database() -> Iterator[Postgres]:
    with open_folder() as folder:
        server = Postgres(folder)
        for command in (["migrate"], ["load_region", "twente"]):
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"],
                cwd=settings.BASE_DIR,
                env=environment(DATABASE_URL=server.url),
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield server
        server.stop()


@pytest.fixture
def running(database: Postgres) -> Iterator[Portal]:
    portal = Portal(DATABASE_URL=database.url)
    yield portal
    portal.stop()


def sit(browser: Browser, portal: Portal, who: str) -> Together:
    page = sign_in(browser, portal.url, who)
    page.goto("/strategy/chapters/wonen/edit/")
    return Together(page)


def test_what_was_saved_and_what_was_typed_meanwhile_are_both_there(browser, database, running):
    one = sit(browser, running, "redacteur@almelo.demo")
    other = sit(browser, running, "redacteur@hengelo.demo")
    one.put_caret(0)
    one.type("Vóór de klap. ")
    one.saved()
    database.kill()
    one.type("Tijdens de klap. ")
    other.sees("Tijdens de klap.")
    expect(one.status).to_have_text("Bezig met opslaan…")
    database.start()
    one.saved()
    expect(one.status).to_contain_text("Opgeslagen om")
    one.page.reload()
    again = Together(one.page)
    expect(again.text).to_contain_text("Vóór de klap. Tijdens de klap.")
    for desk in (again, other):
        desk.page.context.close()
