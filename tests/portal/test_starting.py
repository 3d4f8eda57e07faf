"""What stands in the way of a start is one clear sentence and an exit status."""

import os
import socket
import subprocess
import sys

import pytest

from ros_portal.env import BASE_DIR

STRONG = "a-strong-secret-0123456789-abcdefghijklmnopqrstuvwxyz"


def manage(*arguments, **environment):
    inherited = {name: os.environ[name] for name in ("PATH", "VAR_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        cwd=BASE_DIR,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ALLOWED_HOSTS": "ros.example.nl"}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "ros.example.nl", "SECRET_KEY": "short"}, "too weak"),
        ({"ALLOWED_HOSTS": "ros.example.nl", "SECRET_KEY": "x" * 60}, "too weak"),
        ({"SECRET_KEY": STRONG}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "ros.example.nl", "SECRET_KEY": STRONG}, "EMAIL_URL"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "ros.example.nl", "SECRET_KEY": STRONG}, "DEMO"),
        ({"DEMO": "1", "DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DEMO": "1", "REDIS_URL": "http://x"}, "REDIS_URL"),
        ({"DEMO": "perhaps"}, "DEMO"),
    ],
)
def test_nonsense_in_the_environment_refuses_to_start(environment, words):
    result = manage("check", **environment)
    assert result.returncode != 0
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_with_production_settings_django_finds_nothing_to_warn_about():
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY=STRONG,
        ALLOWED_HOSTS="ros.example.nl",
        SITE_URL="https://ros.example.nl",
        EMAIL_URL="smtp://localhost:25",
        TRUSTED_PROXY="1",
    )
    assert result.returncode == 0, result.stderr


def test_a_port_in_use_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage("serve", "--port", port, DEMO="1")
    assert result.returncode != 0
    assert port in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("port", ["0", "http", "70000"])
def test_a_port_that_is_none_is_told(port):
    result = manage("serve", DEMO="1", PORT=port)
    assert result.returncode != 0
    assert "PORT" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3"),
        ("REDIS_URL", "redis://127.0.0.1:1/0"),
    ],
)
def test_a_server_that_is_not_there_is_told(name, url):
    result = manage("serve", "--port", "18999", DEMO="1", **{name: url})
    assert result.returncode != 0
    assert name in result.stderr
    assert "Traceback" not in result.stderr
