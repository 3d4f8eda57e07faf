"""Struck down in the middle of a letter to many, asked for by four fingers: each member has one PDF."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from letters.models import Letter, Mailing, Recipient
from ros_portal.audit.models import AuditEvent
from ros_portal.jobs.models import Job, JobState
from stakeholders.models import Body, Role, User
from tests.conftest import appointed
from tests.live import Portal, session_cookie

from .conftest import WriteLetter
from .test_a_run_survives import (  # noqa: F401 - workers is a fixture
    Worker,
    leases_run_out,
    lose_all_messages,
    press,
    wait_until,
    workers,
)

MEMBERS = 160  # four batches


def test_after_a_worker_died_each_member_has_one_letter(
    portal: Portal,
    write_letter: WriteLetter,
    workers: Callable[[], Worker],  # noqa: F811
    almelo_council: Body,
    almelo_executive: Body,
    esra: User,
) -> None:
    letter: Letter = write_letter(text="Wij informeren u. " * 400)
    for number in range(MEMBERS):
        appointed(f"Lid {number}", almelo_council, Role.COUNCIL_MEMBER)
    other = appointed("Tweede secretaris", almelo_executive, Role.EXECUTIVE_SECRETARY)
    cookies = [session_cookie(who) for who in (esra, other) for _finger in range(2)]

    def make(cookie: str) -> str:
        return press(portal, cookie, f"/letters/{letter.pk}/to-all/", delivery="email", make=1)

    with ThreadPoolExecutor(len(cookies)) as fingers:
        pages = list(fingers.map(make, cookies))
    mailing = Mailing.objects.get()
    assert set(pages) == {mailing.get_absolute_url()}

    made = mailing.recipients.filter(made_at__isnull=False)
    for blow in range(2):
        worker = workers()
        busy = Job.objects.filter(handler="letters.make_batch", state=JobState.RUNNING)
        wait_until(lambda: made.count() >= blow * 50 and busy.exists(), "the first letters")  # noqa: B023
        worker.kill()
        assert made.count() < MEMBERS, "The blow came too late."
        lose_all_messages()
        leases_run_out()

    workers()
    wait_until(
        lambda: made.count() == MEMBERS and not Job.objects.exclude(state="done").exists(),
        "the other letters",
    )
    assert Recipient.objects.count() == MEMBERS
    kept = {}
    for recipient in mailing.recipients.all():
        with recipient.file.open("rb") as file:
            assert sha256(file.read()).hexdigest() == recipient.sha256
        kept[str(recipient.pk)] = recipient.sha256
    # Each was kept once, and said so once.
    told = [
        event.facts["letters"] for event in AuditEvent.objects.filter(event="letters.mailing.made")
    ]
    assert sum(len(one) for one in told) == MEMBERS
    assert {key: value for one in told for key, value in one.items()} == kept
    assert AuditEvent.objects.filter(event="letters.mailing.started").count() == 1
