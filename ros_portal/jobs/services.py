"""Queue work in the transaction that causes it, and do it exactly once.

A handler does its slow part outside any transaction and returns what must be written; that
writing and the done-mark are one transaction. When a worker dies, its lease runs out and the
sweeper hands the row to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from .models import Job, JobState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = structlog.get_logger("ros_portal.jobs")

LEASE = timedelta(minutes=3)  # longer than Celery's hard time limit
FIRST_RETRY = timedelta(seconds=5)
WAKE_UP_EXPIRES = 60  # seconds

TECHNICAL_FAULT = _(
    "This did not work because of a technical fault. Try again, or tell your administrator."
)

Effect = Callable[[], None]
Work = Callable[[int], Effect | None]
OnFailure = Callable[[int, str], None]


class PermanentFailure(Exception):
    """Trying again cannot help; the message is shown to the user."""


@dataclass(frozen=True)
class Handler:
    """What `@job` makes of a function; the row in the database remembers it by name."""

    name: str
    work: Work
    max_attempts: int
    on_failure: OnFailure | None


_handlers: dict[str, Handler] = {}


def job(
    name: str, *, max_attempts: int = 3, on_failure: OnFailure | None = None
) -> Callable[[Work], Handler]:
    """Make a handler: `work(subject_id)` does the slow part, and returns the writing or None.

    `on_failure(subject_id, message)` runs in the transaction that gives the job up.
    """

    def register(work: Work) -> Handler:
        handler = Handler(name, work, max_attempts, on_failure)
        _handlers[name] = handler
        return handler

    return register


def enqueue(handler: Handler, subject_id: int, *, key: str) -> Job:
    """Call inside the transaction that causes the work; the same key makes one job."""
    queued, created = Job.objects.get_or_create(
        key=key, defaults={"handler": handler.name, "subject_id": subject_id}
    )
    if created:
        transaction.on_commit(partial(wake, queued.pk))
    return queued


def retry(failed: Job) -> None:
    """Give a failed job all its attempts again."""
    Job.objects.filter(pk=failed.pk, state=JobState.FAILED).update(
        state=JobState.WAITING, attempts=0, run_after=timezone.now(), error="", finished_at=None
    )
    transaction.on_commit(partial(wake, failed.pk))


def wake(job_id: int) -> None:
    from .tasks import run_job

    try:
        # A message that nobody read in time says nothing that the next sweep does not say again.
        run_job.apply_async((job_id,), expires=WAKE_UP_EXPIRES)
    except (OperationalError, OSError) as error:
        # The row is safe and the sweeper will find it: the user must not see a fault.
        logger.warning("broker unreachable", job=job_id, error=str(error))


def run(job_id: int) -> None:
    """Take the job if it is due, do it, and mark it done with its effect."""
    taken = _take(job_id)
    if taken is None:
        return
    handler = _handlers.get(taken.handler)
    if handler is None:
        # A worker of before the upgrade that brought this kind of work: one of after it will come.
        _put_back(taken, f"this worker knows no {taken.handler}")
        return
    if taken.attempts > handler.max_attempts:
        # Its workers died on it each time: stop taking workers down.
        _give_up(taken, handler, "the worker stopped while doing this", TECHNICAL_FAULT)
        return
    try:
        effect = handler.work(taken.subject_id)
        _finish(taken, effect)
    except PermanentFailure as failure:
        _give_up(taken, handler, str(failure), str(failure))
    except Exception as error:
        logger.exception("job failed", job=taken.pk, handler=taken.handler)
        if taken.attempts >= handler.max_attempts:
            _give_up(taken, handler, str(error) or type(error).__name__, TECHNICAL_FAULT)
        else:
            _put_back(taken, str(error) or type(error).__name__)


@transaction.atomic
def _take(job_id: int) -> Job | None:
    taken = Job.objects.select_for_update().due().filter(pk=job_id).first()
    if taken is None:
        return None
    taken.state = JobState.RUNNING
    taken.attempts += 1
    taken.lease_until = timezone.now() + LEASE
    taken.save(update_fields=["state", "attempts", "lease_until"])
    return taken


@transaction.atomic
def _finish(taken: Job, effect: Effect | None) -> None:
    if not _still_ours(taken):
        # Our lease ran out and another worker took over: its effect counts, not ours.
        logger.warning("lease lost", job=taken.pk)
        return
    if effect is not None:
        effect()
    _close(taken, JobState.DONE, "")


@transaction.atomic
def _give_up(taken: Job, handler: Handler, cause: str, told: StrOrPromise) -> None:
    """`cause` is for the administrator and stays with the job, `told` is for who waits for it."""
    if not _still_ours(taken):
        return
    if handler.on_failure is not None:
        handler.on_failure(taken.subject_id, str(told))
    _close(taken, JobState.FAILED, cause)


@transaction.atomic
def _put_back(taken: Job, message: str) -> None:
    if not _still_ours(taken):
        return
    Job.objects.filter(pk=taken.pk).update(
        state=JobState.WAITING,
        lease_until=None,
        error=message,
        run_after=timezone.now() + FIRST_RETRY * 2 ** (taken.attempts - 1),
    )


def _still_ours(taken: Job) -> bool:
    return (
        Job.objects.select_for_update()
        .filter(pk=taken.pk, state=JobState.RUNNING, attempts=taken.attempts)
        .exists()
    )


def _close(taken: Job, state: JobState, error: str) -> None:
    Job.objects.filter(pk=taken.pk).update(
        state=state, error=error, lease_until=None, finished_at=timezone.now()
    )
