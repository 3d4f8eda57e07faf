"""One mailing to many members, with one worker and with two: as in use, from row to PDF."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from letters import mailings, permissions, services
from letters.models import Letter
from letters.starts import STARTS
from stakeholders import services as people
from stakeholders.models import Role, User
from tests.bench.letters import REGIONS, Row


def measure(only: frozenset[str] = frozenset()) -> dict[str, Row]:
    if only and "mailing_two_workers" not in only:
        return {}
    return {"mailing_two_workers": (_two_workers(), "× one worker", 0.6, "lower")}


def _two_workers(members: int = 200, rounds: int = 3) -> float:
    """Wall time of one mailing with two Celery processes, over that with one: in batches of 50."""
    letter, secretary = _letter_to(members)
    walls: dict[int, list[float]] = {1: [], 2: []}
    for _round in range(rounds):
        for processes, times in walls.items():
            with _worker(processes):
                _send(letter, secretary)  # warms every process up
                times += [_send(letter, secretary) for _time in range(2)]
    # What was disturbed least by whatever else this machine does.
    return min(walls[2]) / min(walls[1])


def _letter_to(members: int) -> tuple[Letter, User]:
    """The example letter in a council that is larger than any: what is measured is the work."""
    secretary = User.objects.get(email="bestuurssecretaris@almelo.demo")
    executive = permissions.executives_written_for(secretary)[0]
    letter = services.start_letter(executive, start=STARTS["empty"], key=uuid4(), by=secretary)
    text = (REGIONS / "twente-examples/letters/plan-of-approach.txt").read_text(encoding="utf-8")
    services.change_letter(
        letter, edition=1, by=secretary, subject="Plan van aanpak", text=text, reference="RB-1"
    )
    for number in range(members):
        user, _created = User.objects.get_or_create(
            email=f"brief{number}@bench.demo", defaults={"name": f"Lid van de raad {number}"}
        )
        people.appoint(user, letter.council, Role.COUNCIL_MEMBER, from_on=date(2024, 1, 1), by=None)
    return Letter.objects.with_bodies().get(pk=letter.pk), secretary


def _send(letter: Letter, secretary: User) -> float:
    """From the first of its messages to the last of its letters."""
    # Other words, or the letters of the last time are found ready.
    letter.refresh_from_db()
    services.change_letter(
        letter, edition=letter.edition, by=secretary, subject=f"Plan van aanpak {uuid4()}"
    )
    mailing = services.start_mailing(
        letter, delivery=mailings.Delivery.EMAIL, session=None, by=secretary
    )
    started = time.perf_counter()
    while mailing.batches.filter(done_at=None).exists():
        assert time.perf_counter() - started < 300, "The workers do nothing."
        time.sleep(0.02)
    assert not mailing.recipients.filter(made_at=None).exists()
    return time.perf_counter() - started


@contextlib.contextmanager
def _worker(processes: int) -> Iterator[None]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "ros_portal", "worker", "--concurrency",
         str(processes), "--loglevel", "ERROR", "--without-gossip", "--without-mingle"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,  # its banner
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)
