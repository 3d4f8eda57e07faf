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


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="ros-services-") as folder:
        os.chmod(folder, 0o755)
        with postgres(Path(folder)) as database_url, redis() as redis_url:
            environment = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
            child = subprocess.Popen(sys.argv[1:], env=environment)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda n, _frame: child.send_signal(n))
            return child.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    programs = find_postgres()
    data = folder / "postgres"
    data.mkdir()
    user = {}
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    subprocess.run(
        [programs / "initdb", "--pgdata", data, "--username", "ros", "--auth", "trust",
         "--encoding", "UTF8", "--no-locale", "--no-sync"],
        check=True, stdout=subprocess.DEVNULL, cwd="/", **user,
    )  # fmt: skip
    port = free_port()
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", data,
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "log_min_messages=fatal"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        **user,
    )  # fmt: skip
    try:
        wait_for_port(port, server)
        subprocess.run(
            [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "ros", "ros"],
            check=True, cwd="/",
        )  # fmt: skip
        yield f"postgresql://ros@127.0.0.1:{port}/ros"
    finally:
        server.send_signal(signal.SIGINT)  # fast shutdown
        server.wait(30)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("redis-server is missing: apt-get install redis-server")
    port = free_port()
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
