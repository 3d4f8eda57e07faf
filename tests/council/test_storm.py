"""The last minutes before a deadline, with servers that die: every acknowledged input is there once.

550 members of 14 councils submit on two web processes. Three in ten press twice at once, two in
ten never see the first answer; all of them go on with the same key until they have a receipt.
"""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.db.utils import ConnectionHandler

from council.models import Input, InputKind, InputStatus, Question
from ros_portal.audit.models import AuditEvent
from ros_portal.env import read_environment
from stakeholders.models import Appointment, Role, User
from stakeholders.permissions import settle_grants
from tests.conftest import SINCE
from tests.council.conftest import plan
from tests.factories import OrganisationFactory, UserFactory, council_of
from tests.live import Portal, session_cookie
from tests.services import Postgres, open_folder

COUNCILS, MEMBERS = 14, 550
AT_ONCE = 24  # members; with those who press twice some more requests
LASTS = 180  # seconds at most
CSRF = "a" * 32


@dataclass(frozen=True)
class Member:
    number: int
    user: User
    cookie: str
    question: Question
    key: UUID

    @property
    def presses_twice(self) -> bool:
        return self.number % 10 in {0, 3, 6}

    @property
    def loses_the_answer(self) -> bool:
        return self.number % 10 in {1, 8}

    @property
    def text(self) -> str:
        return f"Lid {self.number}: bouw bij het spoor, en niet in het beekdal."


class Storm:
    """Those who submit, and how far they are."""

    def __init__(self, portals: Sequence[Portal]) -> None:
        self.portals = portals
        self.until = time.monotonic() + LASTS
        self.database_runs = threading.Event()
        self.database_runs.set()
        self.receipts: dict[Member, set[str]] = {}
        self.broken = 0
        self._moved = threading.Condition()

    def submit(self, member: Member, second_finger: ThreadPoolExecutor) -> None:
        if member.loses_the_answer:
            self._press_and_leave(member)
        other = second_finger.submit(self.press, member) if member.presses_twice else None
        receipts = {self.press(member)}
        if other is not None:
            receipts.add(other.result())
        with self._moved:
            self.receipts[member] = receipts
            self._moved.notify_all()

    def press(self, member: Member) -> str:
        """Until it is acknowledged; returns where the receipt is."""
        for attempt in count(member.number):
            assert time.monotonic() < self.until, f"No receipt for {member.user}."
            try:
                status, place = post(self.portals[attempt % len(self.portals)], member)
            except (OSError, http.client.HTTPException):
                with self._moved:
                    self.broken += 1
                continue  # this one is dead: on to the other
            if status >= 500:
                self.database_runs.wait(LASTS)
                continue
            assert status == 302, f"{status} for {member.user}"
            return place
        raise AssertionError  # `count` has no end

    def _press_and_leave(self, member: Member) -> None:
        with contextlib.suppress(OSError), asked(self.portals[member.number % 2], member):
            pass

    def wait_until_acknowledged(self, least: int, running: Sequence[Future[None]]) -> None:
        with self._moved:
            self._moved.wait_for(
                lambda: len(self.receipts) >= least or any(map(failed, running)), LASTS
            )
        assert len(self.receipts) >= least


def failed(running: Future[None]) -> bool:
    return running.done() and running.exception() is not None


def post(portal: Portal, member: Member, text: str = "") -> tuple[int, str]:
    with asked(portal, member, text) as connection:
        response = connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")


@contextlib.contextmanager
def asked(portal: Portal, member: Member, text: str = "") -> Iterator[http.client.HTTPConnection]:
    form = {
        "key": member.key,
        "action": "submit",
        "kind": InputKind.MEMBER,
        f"question_{member.question.pk}": text or member.text,
        "remarks-TOTAL_FORMS": 0,
        "remarks-INITIAL_FORMS": 0,
    }
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
    with contextlib.closing(connection):
        connection.request(
            "POST",
            f"/council/sessions/{member.question.session_id}/input/",
            urlencode(form),
            {
                "Host": f"localhost:{portal.port}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={member.cookie}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
            },
        )
        yield connection


@dataclass(frozen=True)
class Database:
    url: str
    server: Postgres | None = None


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, monkeypatch, django_db_blocker, tmp_path: Path) -> Iterator[Database]:
    """A new one of its own, which this process and the portals work in; the server may die."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            made = Database(f"sqlite:///{tmp_path / 'storm.sqlite3'}")
        else:
            server = Postgres(stack.enter_context(open_folder()))
            stack.callback(server.stop)
            made = Database(server.url, server)
        monkeypatch.setenv("DATABASE_URL", made.url)
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(working_in_the_database_of_the_environment())
        call_command("migrate", verbosity=0)
        yield made


@contextlib.contextmanager
def working_in_the_database_of_the_environment() -> Iterator[None]:
    usual = connections["default"]
    connections["default"] = ConnectionHandler({"default": read_environment().database})["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
        ContentType.objects.clear_cache()


@pytest.fixture
def portals(database: Database) -> Iterator[list[Portal]]:
    with contextlib.ExitStack() as stack:
        running = []
        for _ in range(2):
            portal = Portal()
            stack.callback(portal.stop)
            running.append(portal)
        yield running


@pytest.fixture
def members(database: Database) -> list[Member]:
    councils = [council_of(OrganisationFactory.create()) for _ in range(COUNCILS)]
    questions = [plan(council).questions.get(position=1) for council in councils]
    users = User.objects.bulk_create(UserFactory.build_batch(MEMBERS))
    Appointment.objects.bulk_create(
        Appointment(user=user, body=council, role=Role.COUNCIL_MEMBER, from_on=SINCE)
        for user, council in zip(users, cycle(councils), strict=False)
    )
    settle_grants(users)
    return [
        Member(number, user, session_cookie(user), question, uuid4())
        for number, (user, question) in enumerate(zip(users, cycle(questions), strict=False))
    ]


def test_no_acknowledged_input_is_lost_or_doubled(database, portals, members):
    first, second = portals
    blows: list[Callable[[], None]] = [
        lambda: kill_and_start(first),
        lambda: kill_and_start(second),
        lambda: kill_and_start(first),
    ]
    storm = Storm(portals)
    if database.server:
        blows.insert(2, lambda: stop_hard_and_start(database.server, storm))

    with ThreadPoolExecutor(AT_ONCE) as fingers, ThreadPoolExecutor(AT_ONCE) as second_fingers:
        running: list[Future[None]] = []
        size = -(-MEMBERS // len(blows))
        for wave, blow in enumerate(blows):
            part = members[wave * size : (wave + 1) * size]
            running += [fingers.submit(storm.submit, one, second_fingers) for one in part]
            # In the middle of the wave: there is always something on its way.
            storm.wait_until_acknowledged(wave * size + len(part) // 3, running)
            assert len(storm.receipts) < len(running)
            blow()
        for one in running:
            one.result()

    assert storm.broken, "No blow hit anybody."
    for portal in portals:
        assert post(portal, members[0], "Toch iets anders.")[0] == 409
    acknowledged = [
        (member.user.pk, member.key, receipt, member.text)
        for member, receipts in storm.receipts.items()
        for receipt in receipts
    ]
    kept = [
        (one.author_id, one.key, one.get_absolute_url(), answer.text)
        for one in Input.objects.filter(status=InputStatus.SUBMITTED).prefetch_related("answers")
        for answer in one.answers.all()
    ]
    assert sorted(kept) == sorted(acknowledged)
    assert len(kept) == MEMBERS
    assert not Input.objects.drafts().exists()
    assert AuditEvent.objects.filter(event="council.input.submitted").count() == MEMBERS


def kill_and_start(portal: Portal) -> None:
    portal.kill()
    portal.start()


def stop_hard_and_start(server: Postgres, storm: Storm) -> None:
    storm.database_runs.clear()
    server.kill()
    connections["default"].close()  # ours went with it
    server.start()
    storm.database_runs.set()
