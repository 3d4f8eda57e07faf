"""Real Chromium against a real server, with a real worker when a test asks for one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Condition
from unittest import mock
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from stakeholders.models import Body, User
from strategy import services
from strategy.models import Chapter, Product, Strategy
from tests.e2e.desk import TEXT
from tests.live import environment, session_cookie

PHONE, DESKTOP = 390, 1280
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OpenPage = Callable[..., Page]

# A worker that starts, prints and saves beside everything else on a busy machine takes its time.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium)
        yield launched
        launched.close()


def launch(browser_type: BrowserType) -> Browser:
    """The system's Chromium, in a process of its own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is missing: apt-get install chromium"
    # No sandbox: it does not start as root, which is what a container runs the tests as.
    return browser_type.launch(executable_path=chromium, args=["--no-sandbox"])


class CountingServer(ThreadedWSGIServer):
    """Knows which connections are open, so that a test can end after the last of them.

    A request that was sent but not yet begun is a connection as well. Counting the requests
    that Django began would miss it, and it would meet the emptying of the tables: a deadlock.
    """

    def __init__(self, *args: object, **options: object) -> None:
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        super().__init__(*args, **options)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: socket.socket) -> None:
        super().close_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def wait_until_idle(self) -> None:
        """Only after every browser has let go: a connection that is kept alive counts."""
        # The server takes connections in the order in which they came, so once it has ended
        # this one it has seen all that came before.
        with socket.create_connection(self.server_address[:2]) as last:
            last.shutdown(socket.SHUT_WR)
            assert last.recv(1) == b""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._open, timeout=20)


@pytest.fixture(scope="session", autouse=True)
def _live_servers_count() -> Iterator[None]:
    with mock.patch.object(LiveServerThread, "server_class", CountingServer):
        yield


def page_of(
    browser: Browser, user: User | None, url: str, problems: list[str], *, width: int
) -> Page:
    """An empty page of somebody who is signed in; `problems` gets what goes wrong in it."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width == PHONE else 900},
        has_touch=width == PHONE,
        locale="nl-NL",
        base_url=url,
    )
    if user is not None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie(user)}
        context.add_cookies([{**cookie, "domain": str(urlsplit(url).hostname), "path": "/"}])
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    return page


def sign_in(browser: Browser, url: str, who: str) -> Page:
    """By the page, as one of the people of the demo."""
    page = browser.new_context(
        base_url=url, locale="nl-NL", viewport={"width": DESKTOP, "height": 900}
    ).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill(who)
    page.get_by_label("Wachtwoord").fill("twente-demo")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Mijn werk", level=1)).to_be_visible()
    return page


@pytest.fixture
def live_server(live_server: LiveServer, browser: Browser) -> Iterator[LiveServer]:
    yield live_server
    for context in browser.contexts:
        for page in context.pages:
            page.wait_for_load_state()
        context.close()
    live_server.thread.httpd.wait_until_idle()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(user, "/path/", width=390)`: a page with that person signed in.

    A script error or a refusal by the content security policy fails the test.
    """
    problems: list[str] = []

    def open_as(user: User | None, path: str = "/", *, width: int = DESKTOP) -> Page:
        page = page_of(browser, user, live_server.url, problems, width=width)
        page.set_default_timeout(10_000)
        page.goto(path)
        return page

    yield open_as
    assert not problems


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    # Everything it looked at and found good would be most of the work.
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}

    def check(page: Page) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        results = AxeResults(page.evaluate("options => axe.run(options)", options))
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def worker(live_server) -> Iterator[None]:
    """A Celery worker in its own process, on the test database."""
    broker_folders = settings.VAR_DIR / "celery"
    broker_folders.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "ros_portal", "worker", "--concurrency", "1",
         "--loglevel", "WARNING", "--without-gossip", "--without-mingle"],
        env=environment(),
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def chapter(almelo_executive: Body, hengelo_executive: Body) -> Chapter:
    strategy = Strategy.objects.create(
        slug="ros", name="Strategie", short_name="ROS", region="Twente", horizon=2050, outlook=2100
    )
    product = Product.objects.create(slug="ros", name="Strategie", strategy=strategy, order=1)
    product.writers.set([almelo_executive, hengelo_executive])
    chapter = Chapter.objects.create(product=product, number=3, slug="wonen", title="Wonen")
    services.load_text(chapter, TEXT, reason="", by=None, at=timezone.now())
    return chapter
