"""The row is the truth: work is done once, whatever happens to a worker or the broker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from ros_portal.jobs import services
from ros_portal.jobs.models import Job, JobState
from ros_portal.jobs.services import TECHNICAL_FAULT, Handler, PermanentFailure, enqueue, job, run
from stakeholders.models import Organisation
from tests.jobs import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def handle(monkeypatch):
    """Makes a handler called "test.work", known for this test only."""
    monkeypatch.setattr(services, "_handlers", dict(services._handlers))

    def register(work, **options):
        return job("test.work", **options)(work)

    return register


def rename(pk, name):
    Organisation.objects.filter(pk=pk).update(name=name)


def test_the_same_key_is_the_same_job(handle):
    work = handle(lambda pk: None)
    first = enqueue(work, 1, key="a")
    assert enqueue(work, 1, key="a") == first
    assert Job.objects.count() == 1


def test_a_worker_that_does_not_know_the_work_leaves_it_to_another():
    queued = enqueue(Handler("test.tomorrow", lambda pk: None, 3, None), 1, key="a")
    run(queued.pk)
    queued.refresh_from_db()
    assert queued.state == JobState.WAITING


def test_effect_and_done_mark_are_one(handle, almelo):
    def fail_after_writing():
        rename(almelo.pk, "half done")
        raise RuntimeError("power cut")

    work = handle(lambda pk: fail_after_writing)
    queued = enqueue(work, almelo.pk, key="a")
    run(queued.pk)

    queued.refresh_from_db()
    almelo.refresh_from_db()
    assert queued.state == JobState.WAITING
    assert queued.error == "power cut"
    assert almelo.name == "Gemeente Almelo"


def test_a_job_that_is_done_is_not_done_again(handle):
    calls = []
    work = handle(calls.append)
    queued = enqueue(work, 7, key="a")
    run(queued.pk)
    run(queued.pk)
    assert calls == [7]


def test_a_running_job_is_left_alone_until_its_lease_is_over(handle):
    calls = []
    work = handle(calls.append)
    queued = enqueue(work, 7, key="a")
    Job.objects.filter(pk=queued.pk).update(
        state=JobState.RUNNING, attempts=1, lease_until=timezone.now() + timedelta(minutes=1)
    )
    assert run_due() == 0

    Job.objects.filter(pk=queued.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert run_due() == 1
    assert calls == [7]


def test_a_worker_that_lost_its_lease_has_no_effect(handle, almelo):
    def slow(pk):
        # Meanwhile the lease ran out and another worker took the row.
        Job.objects.update(attempts=2)
        return lambda: rename(pk, "too late")

    work = handle(slow)
    run(enqueue(work, almelo.pk, key="a").pk)
    almelo.refresh_from_db()
    assert almelo.name == "Gemeente Almelo"


def test_it_gives_up_after_the_last_attempt_and_says_why(handle):
    told = []

    def broken(pk):
        raise RuntimeError("no paper")

    work = handle(broken, max_attempts=2, on_failure=lambda pk, message: told.append((pk, message)))
    queued = enqueue(work, 3, key="a")
    run(queued.pk)
    Job.objects.update(run_after=timezone.now())
    run(queued.pk)

    queued.refresh_from_db()
    assert queued.state == JobState.FAILED
    assert queued.error == "no paper"  # for the administrator
    assert told == [(3, str(TECHNICAL_FAULT))]


def test_a_job_that_kills_its_workers_is_given_up(handle):
    work = handle(lambda pk: None, max_attempts=2)
    queued = enqueue(work, 3, key="a")
    Job.objects.update(
        state=JobState.RUNNING, attempts=2, lease_until=timezone.now() - timedelta(seconds=1)
    )
    run(queued.pk)
    queued.refresh_from_db()
    assert queued.state == JobState.FAILED


def test_a_permanent_failure_is_not_tried_again(handle):
    def hopeless(pk):
        raise PermanentFailure("too long")

    work = handle(hopeless, max_attempts=5)
    queued = enqueue(work, 3, key="a")
    run(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (JobState.FAILED, 1)


def test_a_failed_job_can_be_given_its_attempts_again(handle):
    def hopeless(pk):
        raise PermanentFailure("too long")

    work = handle(hopeless)
    queued = enqueue(work, 3, key="a")
    run(queued.pk)
    queued.refresh_from_db()
    services.retry(queued)
    handle(lambda pk: None)
    run(queued.pk)
    queued.refresh_from_db()
    assert queued.state == JobState.DONE


def test_nothing_is_woken_when_the_cause_is_rolled_back(handle, monkeypatch):
    woken = []
    monkeypatch.setattr(services, "wake", woken.append)
    work = handle(lambda pk: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(work, 1, key="a")
        raise ZeroDivisionError
    assert not woken
    assert not Job.objects.exists()
