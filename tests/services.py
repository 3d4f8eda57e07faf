"""Run a command with a throw-away PostgreSQL and Redis, and leave nothing running.

    bin/with-services pytest -q

Sets DATABASE_URL and REDIS_URL for the command. PostgreSQL refuses to run as root, so as root
it is started as the user `postgres` that its Debian package makes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with open_folder() as folder, postgres(folder) as database_url, redis() as redis_url:
        environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        child = subprocess.Popen(sys.argv[1:], env=environment)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda n, _frame: child.send_signal(n))
        return child.wait()


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """For a while, and for the user `postgres` too."""
    with tempfile.TemporaryDirectory(prefix="ros-services-", dir=memory()) as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def memory() -> str | None:
    """A folder in memory, when there is one with room: emptying all tables makes many files."""
    shared = Path("/dev/shm")
    if os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2 * 10**9:
        return str(shared)
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    server = Postgres(folder)
    try:
        yield server.url
    finally:
        server.stop()


class Postgres:
    """A server with an empty database in `folder`; `url` stays the same when it starts again."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "postgres"
        self.data.mkdir()
        self.user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres", "postgres")
            self.user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self.programs = find_postgres()
        subprocess.run(
            [self.programs / "initdb", "--pgdata", self.data, "--username", "ros",
             "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **self.user,
        )  # fmt: skip
        self.port = free_port()
        self.url = f"postgresql://ros@127.0.0.1:{self.port}/ros"
        self.start()
        subprocess.run(
            [self.programs / "createdb", "-h", "127.0.0.1", "-p", str(self.port),
             "-U", "ros", "ros"],
            check=True, cwd="/",
        )  # fmt: skip

    def start(self) -> None:
        self.server = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.data,
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
             "-c", "log_min_messages=fatal"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            start_new_session=True, **self.user,
        )  # fmt: skip
        wait_for_port(self.port, self.server)

    def kill(self) -> None:
        """At once and without goodbye: it has to recover when it starts again."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        self._end(signal.SIGINT)

    def _end(self, number: signal.Signals) -> None:
        self.server.send_signal(number)
        self.server.wait(30)


@contextlib.contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is missing: apt-get install redis-server")
    port = port or free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for_port(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(30)


def find_postgres() -> Path:
    """Debian keeps the server's programs out of the PATH, a folder for each version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    return folders[-1].parent


def wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"{server.args} stopped with {server.returncode}.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    sys.exit(f"Nothing answered on port {port} within 30 seconds.")


if __name__ == "__main__":
    sys.exit(main())
