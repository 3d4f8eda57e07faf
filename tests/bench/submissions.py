"""Input just before the deadline: sixteen and a hundred at once, on PostgreSQL and on SQLite."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

Row = tuple[float, str, float, str]

EACH = {16: 15, 100: 4}  # by how many submit at once, how often each of them does
SUFFIX = {16: "", 100: "_100"}
# Two web processes of eight threads: the others of the hundred wait, and nobody is refused.
TARGETS = {16: 40.0, 100: 40.0}


def measure(only: frozenset[str]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for at_once, target in TARGETS.items():
        names = f"submit_per_second_{at_once}", f"submit_sqlite_vs_postgres{SUFFIX[at_once]}"
        if only and not only & set(names):
            continue
        on_postgres, on_sqlite = _per_second(at_once), _on_sqlite(at_once)
        rows[names[0]] = (on_postgres, "per second", target, "higher")
        rows[names[1]] = (on_sqlite / on_postgres, "× postgres", 0.5, "higher")
    return {name: row for name, row in rows.items() if not only or name in only}


def _on_sqlite(at_once: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: Django reads its database once.
        result = subprocess.run(
            [sys.executable, "-m", "tests.bench.submissions", str(at_once)],
            env={**os.environ, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(result.stdout)


def _per_second(at_once: int) -> float:
    from council.models import Input, InputSession
    from stakeholders.models import User
    from tests.bench.server import Visitor, serve

    session = InputSession.objects.open().filter(body__slug="raad-almelo").earliest("closes_at")
    question = session.questions.all()[0]
    already = Input.objects.submitted().count()
    people = _members(session.body, at_once)
    problems: list[int] = []

    with serve(workers=2, threads=8) as server:
        visitors = [Visitor(server, user) for user in people]

        def submit(visitor: Visitor, times: int) -> None:
            for _ in range(times):
                form = {
                    "key": uuid4(),
                    "action": "submit",
                    "kind": "member",
                    f"question_{question.pk}": "Wonen bij het spoor, met ruimte voor water.",
                    "remarks-TOTAL_FORMS": 0,
                    "remarks-INITIAL_FORMS": 0,
                }
                status, _body, _headers = visitor.post(
                    f"/council/sessions/{session.pk}/input/", urlencode(form)
                )
                if status != 302:
                    problems.append(status)

        for visitor in visitors:
            submit(visitor, 1)  # warm
        threads = [
            threading.Thread(target=submit, args=(visitor, EACH[at_once])) for visitor in visitors
        ]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started

    assert not problems, problems
    assert Input.objects.submitted().count() == already + at_once * (EACH[at_once] + 1)
    assert User.objects.filter(inputs__isnull=False).exists()
    return at_once * EACH[at_once] / took


def _members(body, count):
    from datetime import date

    from stakeholders import services
    from stakeholders.models import Role, User

    people = []
    for number in range(count):
        user, _created = User.objects.get_or_create(
            email=f"lid{number}@bench.demo", defaults={"name": f"Lid {number}"}
        )
        services.appoint(user, body, Role.COUNCIL_MEMBER, from_on=date(2024, 1, 1), by=None)
        people.append(user)
    return people


def _alone() -> None:
    from tests import environment  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()
    from tests.bench.server import prepare_database

    prepare_database()
    sys.stdout.write(str(_per_second(int(sys.argv[1]))))


if __name__ == "__main__":
    _alone()
