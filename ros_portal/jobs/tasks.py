"""Celery's side: run one job, and look now and then for what was missed."""

from celery import shared_task

from . import services
from .models import Job


@shared_task
def run_job(job_id: int) -> None:
    services.run(job_id)


@shared_task
def sweep_jobs() -> None:
    """Wake what is due and not moving: a lost message, a dead worker, a retry whose time came."""
    for job_id in Job.objects.due().order_by("pk").values_list("pk", flat=True)[:500]:
        services.wake(job_id)
