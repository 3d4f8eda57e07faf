"""`make run` on a machine of one's own: SQLite, no server of any kind, one process tree."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ros_portal.env import BASE_DIR
from tests.e2e.conftest import sign_in
from tests.services import free_port

NOT_INHERITED = {"DATABASE_URL", "REDIS_URL", "VAR_DIR", "SITE_URL", "DEBUG", "SECRET_KEY"}


class Portal:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=BASE_DIR,
            env={**kept, "DEMO": "1", "PORT": str(self.port), "VAR_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = self._until("Ctrl-C stops it.")

    def _until(self, words: str) -> list[str]:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                return lines
        raise AssertionError("".join(lines))

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def anything_left(self) -> bool:
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        if self.anything_left():
            os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Portal]]:
    started: list[Portal] = []

    def start() -> Portal:
        started.append(Portal(tmp_path))
        return started[-1]

    yield start
    for portal in started:
        portal.kill()


def test_it_starts_works_stops_and_remembers(browser: Browser, start: Callable[[], Portal]) -> None:
    portal = start()
    assert any(portal.url in line for line in portal.said)
    assert any("twente-demo" in line for line in portal.said)

    # The web process queues, the worker mails: into a file, in the demo.
    page = sign_in(browser, portal.url, "beheerder@almelo.demo")
    page.goto("/partners/almelo/people/")
    page.get_by_label("Naam").fill("Nieuwe Collega")
    page.get_by_label("E-mailadres").fill("nieuw@almelo.demo")
    page.get_by_label("Rol").select_option("editor")
    page.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(page.get_by_role("main")).to_contain_text("De uitnodiging is verstuurd.")

    # A letter becomes a PDF while its page waits.
    secretary = sign_in(browser, portal.url, "bestuurssecretaris@borne.demo")
    secretary.goto("/letters/new/")
    secretary.get_by_label(re.compile("^Een lege brief")).check()
    secretary.get_by_role("button", name="Brief maken").click()
    secretary.get_by_label("Onderwerp").fill("Een korte brief")
    secretary.get_by_label(re.compile("^Tekst")).fill("Een korte brief.")
    secretary.get_by_role("button", name="Bewaren en bekijken").click()
    secretary.get_by_role("link", name="Naar de brief").click()
    secretary.get_by_role("button", name="Concept-PDF maken").click()
    with secretary.expect_download(timeout=60_000) as download:
        secretary.get_by_role("link", name="Concept (PDF)").click(timeout=60_000)
    assert download.value.path().read_bytes().startswith(b"%PDF")

    mails = [mail.read_text() for mail in (portal.folder / "mail").iterdir()]
    assert any("nieuw@almelo.demo" in mail for mail in mails)

    assert portal.press_ctrl_c() in (0, -signal.SIGINT)
    assert not portal.anything_left()

    again = start()
    page = sign_in(browser, again.url, "beheerder@almelo.demo")
    page.goto("/partners/almelo/people/")
    expect(page.get_by_role("main")).to_contain_text("nieuw@almelo.demo")
    assert again.press_ctrl_c() in (0, -signal.SIGINT)
