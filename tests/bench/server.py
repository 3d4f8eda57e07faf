"""A server as it runs in production, and what its work costs it."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from stakeholders.models import User
from tests.services import free_port, wait_for_port

CSRF = "a" * 32
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def prepare_database() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_region", "twente", verbosity=0, stdout=StringIO())
    call_command("collectstatic", verbosity=0, interactive=False)


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU spent so far by the server and its workers."""
        return sum(_cpu_of(pid) for pid in [self.pid, *_children(self.pid)])


@contextlib.contextmanager
def serve(*, workers: int = 1, threads: int = 4, **environment: str) -> Iterator[Server]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "ros_portal.wsgi", "--bind", f"127.0.0.1:{port}",
         "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads),
         "--log-level", "error", "--keep-alive", "30"],
        env={**os.environ, **environment},
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for_port(port, process)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Visitor:
    """One signed-in person with one open connection."""

    def __init__(self, server: Server, user: User | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        cookies = {"csrftoken": CSRF}
        if user is not None:
            client = Client()
            client.force_login(user, backend=BACKEND)
            cookies["sessionid"] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": CSRF,
            "Host": "localhost",
        }

    def get(self, path: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        return self._ask("GET", path, None, headers)

    def post(
        self, path: str, body: str, *, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, bytes, Mapping[str, str]]:
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, Mapping[str, str]]:
        self.connection.request(method, path, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        return response.status, response.read(), dict(response.getheaders())


def cost_of(server: Server, act: Callable[[], int], times: int) -> float:
    """Seconds of server CPU for one request."""
    before = server.cpu()
    statuses = {act() for _ in range(times)}
    assert statuses <= {200, 304}, statuses
    return (server.cpu() - before) / times


def _cpu_of(pid: int) -> float:
    # Not /proc/<pid>/stat: that counts in hundredths of a second, twenty bare requests at a time.
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
