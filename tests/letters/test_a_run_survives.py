"""A worker that dies, messages that are lost, buttons pressed twice: each PDF is there, once.

With a web process and workers of their own, on the database and the broker of this test run.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from letters.models import Letter, Rendering, Run
from ros_portal.audit.models import AuditEvent
from ros_portal.celery import make_folders
from ros_portal.jobs.models import Job, JobState
from ros_portal.jobs.tasks import sweep_jobs
from stakeholders.models import Body, Role, User
from tests.conftest import appointed
from tests.live import Portal, environment, session_cookie

from .conftest import WriteLetter

LETTERS = 12
LASTS = 180  # seconds at most
SWEEP_EVERY = 4  # seconds
CSRF = "a" * 32


class Worker:
    """Celery with two processes, that can be struck down with its children."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "ros_portal", "worker", "--concurrency", "2",
             "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=environment(),
            start_new_session=True,
        )  # fmt: skip

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def workers() -> Iterator[Callable[[], Worker]]:
    make_folders()
    lose_all_messages()
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker())
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
    lose_all_messages()


def lose_all_messages() -> None:
    if url := os.environ.get("REDIS_URL"):
        with redis.Redis.from_url(url) as server:
            server.flushdb()
        return
    for message in (Path(settings.CELERY_FOLDERS) / "queue").glob("*"):
        message.unlink(missing_ok=True)


def press(portal: Portal, cookie: str, path: str, **form: object) -> str:
    connection = HTTPConnection("127.0.0.1", portal.port, timeout=60)
    with contextlib.closing(connection):
        connection.request(
            "POST",
            path,
            urlencode(form),
            {
                "Host": f"localhost:{portal.port}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={cookie}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
            },
        )
        response = connection.getresponse()
        response.read()
        assert response.status == 302
        return response.headers["Location"]


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Sweeping meanwhile, as the clock does: not so often that the messages pile up."""
    until = time.monotonic() + LASTS
    swept = 0.0
    while not true():
        assert time.monotonic() < until, f"It lasts too long: {what}."
        if time.monotonic() > swept + SWEEP_EVERY:
            sweep_jobs()
            swept = time.monotonic()
        time.sleep(0.1)


def leases_run_out() -> None:
    """What three minutes do."""
    Job.objects.filter(state=JobState.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


@pytest.fixture
def letters(portal: Portal, write_letter: WriteLetter) -> list[Letter]:
    return [
        write_letter(subject=f"Brief {n}", reference=f"RB-{n}", text="Wij informeren u. " * 400)
        for n in range(LETTERS)
    ]


def test_after_a_worker_died_and_messages_were_lost_each_pdf_is_there_once(
    portal: Portal,
    letters: list[Letter],
    workers: Callable[[], Worker],
    almelo_executive: Body,
    esra: User,
) -> None:
    other = appointed("Tweede secretaris", almelo_executive, Role.EXECUTIVE_SECRETARY)
    presses = [
        (session_cookie(who), key)
        for who, key in [(esra, uuid.uuid4()), (other, uuid.uuid4())]
        for _finger in range(2)
    ]
    with ThreadPoolExecutor(len(presses)) as fingers:
        pages = list(
            fingers.map(
                lambda one: press(portal, one[0], "/letters/runs/start/", key=one[1]), presses
            )
        )
    assert len(set(pages)) == Run.objects.count() == 2

    made = Rendering.objects.filter(made_at__isnull=False)
    for blow in range(1, 3):
        worker = workers()
        busy = Job.objects.filter(handler="letters.render_letter", state=JobState.RUNNING)
        wait_until(
            lambda: made.count() >= blow * 3 and busy.exists(),  # noqa: B023 - asked at once
            "making the first letters",
        )
        worker.kill()
        assert made.count() < LETTERS, "The blow came too late."
        lose_all_messages()
        leases_run_out()

    workers()
    wait_until(
        lambda: made.count() == LETTERS and not Job.objects.exclude(state="done").exists(),
        "making the others",
    )
    assert Rendering.objects.count() == LETTERS
    for letter in letters:
        rendering = letter.renderings.get()
        with rendering.file.open("rb") as file:
            assert sha256(file.read()).hexdigest() == rendering.sha256
    for run in Run.objects.all():
        assert run.rows.ready().count() == run.rows.count() == LETTERS
    assert AuditEvent.objects.filter(event="letters.rendering.made").count() == LETTERS
    assert AuditEvent.objects.filter(event="letters.run.started").count() == 2
