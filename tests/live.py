"""The portal as it runs, in a process of its own on the test database: it can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection
from django.test import Client

from stakeholders.models import User
from tests.services import free_port

START_UP = 30  # seconds


def database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        return "postgresql://{USER}@{HOST}:{PORT}/{NAME}".format(**database)
    return f"sqlite:///{database['NAME']}"


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": database_url(), **changes}


def collect_static_files() -> None:
    """Once: a process of its own names its files by their hash, as in use."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env=environment(),
            check=True,
        )


class Portal:
    """One uvicorn process; `port` stays the same when it is started again."""

    def __init__(self, **changes: str) -> None:
        collect_static_files()
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.changes = changes
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "ros_portal.asgi:application", "--port",
             str(self.port), "--lifespan", "off", "--log-level", "error",
             "--timeout-graceful-shutdown", "5"],
            cwd=settings.BASE_DIR,
            env=environment(SITE_URL=self.url, **self.changes),
            start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + START_UP
        while True:
            assert self.process.poll() is None, "The portal stopped at once."
            with contextlib.suppress(URLError, OSError):
                urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            assert time.monotonic() < deadline, "The portal does not answer."
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


def session_cookie(user: User) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
