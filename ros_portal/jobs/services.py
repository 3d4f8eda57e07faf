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

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from .models import Job, JobState

logger = structlog.get_logger("ros_portal.jobs")

LEASE = timedelta(minutes=3)  # longer than Celery's hard time limit
FIRST_RETRY = timedelta(seconds=5)

Effect = Callable[[], None]
Handler = Callable[[int], Effect | None]
FailureHandler = Callable[[int, str], None]


class PermanentFailure(Exception):
    """Trying again cannot help; the message is shown to the user."""


@dataclass(frozen=True)
class Registered:
    handler: Handler
    max_attempts: int
    on_failure: FailureHandler | None


_registry: dict[str, Registered] = {}


def job(
    name: str, *, max_attempts: int = 3, on_failure: FailureHandler | None = None
) -> Callable[[Handler], Handler]:
    """Register a handler: `handler(subject_id)` works, and returns the writing or None.

    `on_failure(subject_id, message)` runs in the transaction that gives the job up.
    """

    def register(handler: Handler) -> Handler:
        _registry[name] = Registered(handler, max_attempts, on_failure)
        return handler

    return register


def enqueue(handler: str, subject_id: int, *, key: str) -> Job:
    """Call inside the transaction that causes the work; the same key makes one job."""
    if handler not in _registry:
        raise LookupError(f"No job handler is called {handler!r}.")
    queued, created = Job.objects.get_or_create(
        key=key, defaults={"handler": handler, "subject_id": subject_id}
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
        run_job.delay(job_id)
    except (OperationalError, OSError) as error:
        # The row is safe and the sweeper will find it: the user must not see a fault.
        logger.warning("broker unreachable", job=job_id, error=str(error))


def run(job_id: int) -> None:
    """Take the job if it is due, do it, and mark it done with its effect."""
    taken = _take(job_id)
    if taken is None:
        return
    registered = _registry[taken.handler]
    if taken.attempts > registered.max_attempts:
        # Its workers died on it each time: stop taking workers down.
        _give_up(taken, registered, "the worker stopped while doing this")
        return
    try:
        effect = registered.handler(taken.subject_id)
        _finish(taken, effect)
    except PermanentFailure as failure:
        _give_up(taken, registered, str(failure))
    except Exception as error:
        logger.exception("job failed", job=taken.pk, handler=taken.handler)
        if taken.attempts >= registered.max_attempts:
            _give_up(taken, registered, str(error) or type(error).__name__)
        else:
            _put_back(taken, str(error) or type(error).__name__)


def run_due() -> int:
    """Do everything that is due, here and now; returns how many jobs were looked at."""
    ids = list(Job.objects.due().order_by("pk").values_list("pk", flat=True))
    for job_id in ids:
        run(job_id)
    return len(ids)


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
def _give_up(taken: Job, registered: Registered, message: str) -> None:
    if not _still_ours(taken):
        return
    if registered.on_failure is not None:
        registered.on_failure(taken.subject_id, message)
    _close(taken, JobState.FAILED, message)


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
