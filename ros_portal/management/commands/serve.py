"""`make run`: the whole portal in one foreground process tree."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from hashlib import sha256
from io import StringIO
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from honcho import manager as honcho_manager
from honcho.printer import Printer

from ros_portal.celery import make_folders
from stakeholders.demo import DEMO_PASSWORD, ROLE_ADDRESS
from stakeholders.models import Organisation

HOST = "127.0.0.1"
LEAST_FREE_DISK = 200 * 1024 * 1024  # bytes
START_UP = 60  # seconds
PATIENCE = 15  # seconds a process gets to stop; the worker looks up every few
CELERY = "-m celery --quiet --app ros_portal"


class Command(BaseCommand):
    help = "Migrate, load the region, and start the web server and the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--region", default=os.environ.get("REGION", "twente"))

    def handle(self, *args: Any, port: str, region: str, **options: Any) -> None:
        check_disk()
        number = usable_port(port)
        check_database()
        check_redis()
        make_folders()

        self.stdout.write("Preparing the database…")
        call_command("migrate", verbosity=0)
        examples = [] if settings.DEMO else ["--without-examples"]
        call_command("load_region", region, *examples, stdout=StringIO())
        collect_static_files()

        connections.close_all()  # the processes below must not inherit ours
        threading.Thread(target=self._announce, args=[number], daemon=True).start()
        raise SystemExit(run_processes(number))

    def _announce(self, port: int) -> None:
        """Say where the portal is, once it answers."""
        deadline = time.monotonic() + START_UP
        while time.monotonic() < deadline:
            with contextlib.suppress(URLError, OSError):
                urlopen(f"http://{HOST}:{port}/healthz", timeout=2).close()
                self.stdout.write(welcome(port))
                self.stdout.flush()
                return
            time.sleep(0.1)


def check_disk() -> None:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < LEAST_FREE_DISK:
        raise CommandError(
            f"The disk is full: {settings.VAR_DIR} has {free // 2**20} MB left and needs "
            f"{LEAST_FREE_DISK // 2**20} MB."
        )


def usable_port(port: str) -> int:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}); choose another with PORT=8001."
            ) from error
    return int(port)


def check_database() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        first_line = str(error).strip().splitlines()[0]
        raise CommandError(f"DATABASE_URL does not lead to a database: {first_line}") from error


def check_redis() -> None:
    if not settings.ENV.redis_url:
        return
    try:
        redis.from_url(settings.ENV.redis_url, socket_connect_timeout=3).ping()
    except (redis.RedisError, ValueError) as error:
        raise CommandError(f"REDIS_URL does not lead to a Redis server: {error}") from error


def collect_static_files() -> None:
    """Naming and compressing them takes seconds: only when one of them was built anew."""
    files = [
        (path, storage.get_modified_time(path).isoformat())
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    fingerprint = sha256(repr(sorted(files)).encode()).hexdigest()
    stamp = settings.STATIC_ROOT / ".collected-from"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(fingerprint)


def run_processes(port: int) -> int:
    """Web and worker under one parent: Ctrl-C, or the end of one, stops all. Returns its status."""
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        # Inside a container everything runs as root; the worker's warning helps nobody there.
        "PYTHONWARNINGS": "ignore:::celery.platforms",
    }
    # exec: the signal must reach the program, not a shell around it.
    python = f"exec {sys.executable}"
    # One process for pages and for writing together: nobody has to put a proxy before a demo.
    web = (
        f"{python} -m uvicorn ros_portal.asgi:application --host {HOST} --port {port} "
        "--log-level warning --lifespan off --no-server-header --timeout-graceful-shutdown 5"
    )
    worker = f"{python} {CELERY} worker --loglevel WARNING --concurrency 1"
    commands = {"web": web, "worker": worker}
    if settings.ENV.redis_url:
        commands["beat"] = f"{python} {CELERY} beat --loglevel WARNING"
    else:
        commands["worker"] += " --beat"

    honcho_manager.KILL_WAIT = PATIENCE
    manager = honcho_manager.Manager(Printer(sys.stdout))
    for name, command in commands.items():
        manager.add_process(name, command, env=environment)
    signal.signal(signal.SIGHUP, lambda *_: manager.terminate())
    manager.loop()
    # Ctrl-C is how one stops it: not a fault.
    return 0 if manager.returncode in (0, 130, -signal.SIGINT) else int(manager.returncode or 1)


def welcome(port: int) -> str:
    lines = ["", f"  ROS-portaal is ready: http://localhost:{port}", ""]
    if settings.DEMO:
        partners = Organisation.objects.partners().values_list("slug", flat=True)
        lines += [
            "  Demo sign-ins (also one click on the sign-in page):",
            f"    <role>@<organisation>.demo   password {DEMO_PASSWORD}",
            f"    role: {', '.join(ROLE_ADDRESS.values())}",
            f"    organisation: {', '.join(partners)}",
            "",
        ]
    lines += ["  Ctrl-C stops it.", ""]
    return "\n".join(lines)
