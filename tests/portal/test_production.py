"""docker-compose.yml and the Dockerfile, without containers: every command in them is run here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml

from ros_portal.env import BASE_DIR
from tests.services import free_port, redis, wait_for_port

COMPOSE = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
PORTAL = ["migrate", "web", "live", "worker", "beat"]
BIN = Path(sys.executable).parent


@pytest.fixture
def environment(tmp_path):
    """What a service gets from the file, with the servers of this test run behind it."""
    database_url = os.environ.get("DATABASE_URL", "")
    assert database_url.startswith("postgresql"), "run this with bin/with-services"
    name = f"compose_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    given = {
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "ros.example.nl",
        "SITE_URL": "https://ros.example.nl",
        "EMAIL_URL": "smtp://localhost:25",
        "FROM_ADDRESS": "portaal@example.nl",
        "DATABASE_URL": urlunsplit(urlsplit(database_url)._replace(path=f"/{name}")),
        "REDIS_URL": "",
        "SECURITY_CONTACT": "",
        "ACCESSIBILITY_STATEMENT": "",
        "SOURCE_CODE_URL": "",
        "TRUSTED_PROXY": "1",
    }
    assert set(SERVICES["web"]["environment"]) == set(given)
    with redis() as redis_url:
        yield {
            **given,
            "REDIS_URL": redis_url,
            "VAR_DIR": str(tmp_path),
            "STATIC_ROOT": str(tmp_path / "static"),
            "PATH": f"{BIN}:{os.environ['PATH']}",
        }
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def argv(service, part="command"):
    if part == "command":
        return SERVICES[service]["command"]
    kind, *words = SERVICES[service]["healthcheck"]["test"]
    assert kind == "CMD"
    return words


def run(words, environment):
    return subprocess.run(
        words, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False,
        timeout=90,
    )  # fmt: skip


@contextmanager
def running(words, environment):
    process = subprocess.Popen(
        words, cwd=BASE_DIR, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def healthy_within(seconds, words, environment):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if run(words, environment).returncode == 0:
            return True
    return False


def on_port(words, port):
    return [word.replace("8000", str(port)) for word in words]


@pytest.mark.parametrize("name", ["web", "live"])
def test_migrate_then_web_and_live_answer_their_own_health_check(environment, name):
    (Path(environment["STATIC_ROOT"])).mkdir()
    assert run(argv("migrate"), environment).returncode == 0

    port = free_port()
    with running(on_port(argv(name), port), environment) as process:
        wait_for_port(port, process)
        check = on_port(argv(name, "healthcheck"), port)
        assert healthy_within(30, check, environment)


def test_the_worker_answers_its_health_check(environment):
    assert run(argv("migrate"), environment).returncode == 0
    with running(argv("worker"), environment):
        assert healthy_within(60, argv("worker", "healthcheck"), environment)


def test_beat_keeps_its_clock(environment, tmp_path):
    beat, check = (
        [word.replace("/tmp", str(tmp_path)) for word in words]
        for words in (argv("beat"), argv("beat", "healthcheck"))
    )
    assert run(check, environment).returncode != 0
    with running(beat, environment):
        assert healthy_within(30, check, environment)


def test_every_service_has_a_health_check_or_ends_by_itself():
    assert {
        name
        for name, service in SERVICES.items()
        if "healthcheck" not in service and service.get("restart") != "no"
    } == set()


def test_every_image_is_pinned():
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert images
    assert [image for image in images if not re.search(r":\d+\.\d+", image)] == []


def test_no_secret_has_a_default():
    text = (BASE_DIR / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL"):
        assert re.findall(rf"\$\{{{name}:[^?]", text) == []
    filled_in = dict(
        line.split("=", 1)
        for line in (BASE_DIR / ".env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    )
    assert filled_in["SECRET_KEY"] == filled_in["POSTGRES_PASSWORD"] == ""
    required = set(re.findall(r"\$\{(\w+):\?", text))
    assert required <= filled_in.keys()


def test_the_portal_runs_without_root():
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["ros"]
    assert all(SERVICES[name]["cap_drop"] == ["ALL"] for name in PORTAL)


def test_what_the_image_copies_is_there():
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    sources = [word for line in copied for word in line.split()[:-1]]
    assert sources
    assert [source for source in sources if not (BASE_DIR / source).exists()] == []
    # The rooms are copied one by one: a new room must not be forgotten.
    rooms = {path.parent.name for path in BASE_DIR.glob("*/apps.py")}
    assert rooms <= set(sources)


def test_the_image_has_the_libraries_that_the_set_up_installs():
    set_up = (BASE_DIR / "bin" / "setup").read_text()
    libraries = set(re.findall(r"\blib[a-z0-9.-]+-0\b|\blibharfbuzz-subset0\b", set_up))
    assert libraries
    assert {library for library in libraries if library not in DOCKERFILE} == set()


def test_the_commands_of_the_image_exist(environment):
    for service in PORTAL:
        program = argv(service)[0]
        assert shutil.which(program, path=environment["PATH"]), program
