"""Real Chromium against a real server, with a real worker when a test asks for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Condition
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from stakeholders.models import User

PHONE, DESKTOP = 390, 1280
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        # No sandbox: it does not start as root, which is what a container runs the tests as.
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


class RequestsUnderWay:
    """Counts what the threads of the live server are doing."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()

    def started(self, **_: object) -> None:
        self._add(1)

    def finished(self, **_: object) -> None:
        self._add(-1)

    def wait_until_none(self) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._count <= 0, timeout=20)

    def _add(self, change: int) -> None:
        with self._changed:
            self._count += change
            self._changed.notify_all()


@pytest.fixture
def requests_under_way() -> Iterator[RequestsUnderWay]:
    requests = RequestsUnderWay()
    request_started.connect(requests.started)
    request_finished.connect(requests.finished)
    yield requests
    request_started.disconnect(requests.started)
    request_finished.disconnect(requests.finished)


@pytest.fixture
def open_page(
    browser: Browser, live_server, requests_under_way: RequestsUnderWay
) -> Iterator[OpenPage]:
    """`open_page(user, "/path/", width=390)`: a page with that person signed in.

    A script error or a refusal by the content security policy fails the test.
    """
    contexts = []
    problems: list[str] = []

    def open_as(user: User | None, path: str = "/", *, width: int = DESKTOP) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            has_touch=width == PHONE,
            locale="nl-NL",
            base_url=live_server.url,
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                        "domain": urlsplit(live_server.url).hostname,
                        "path": "/",
                    }
                ]
            )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto(path)
        return page

    yield open_as
    # A request that is still under way would meet the emptying of the tables, and lock it out.
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state()
        context.close()
    requests_under_way.wait_until_none()
    assert not problems


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    axe = Axe()

    def check(page: Page) -> None:
        results = axe.run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def worker(live_server) -> Iterator[None]:
    """A Celery worker in its own process, on the test database."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        url = "postgresql://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    else:
        url = f"sqlite:///{database['NAME']}"
    broker_folders = settings.VAR_DIR / "celery"
    broker_folders.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "ros_portal", "worker", "--concurrency", "1",
         "--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
        env={**os.environ, "DATABASE_URL": url},
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
