"""Real Chromium against a real server, with a real worker when a test asks for one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Condition
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright

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
def open_page(
    browser: Browser, live_server, requests_under_way: RequestsUnderWay
) -> Iterator[OpenPage]:
    """`open_page(user, "/path/", width=390)`: a page with that person signed in.

    A script error or a refusal by the content security policy fails the test.
    """
    contexts = []
    problems: list[str] = []

    def open_as(user: User | None, path: str = "/", *, width: int = DESKTOP) -> Page:
        page = page_of(browser, user, live_server.url, problems, width=width)
        contexts.append(page.context)
        page.set_default_timeout(10_000)
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
