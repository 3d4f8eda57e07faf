"""The worker of the tests: what is due is done here and now."""

from ros_portal.jobs.models import Job
from ros_portal.jobs.services import run


def run_due() -> int:
    """Do everything that is due; returns how many jobs were looked at."""
    ids = list(Job.objects.due().order_by("pk").values_list("pk", flat=True))
    for job_id in ids:
        run(job_id)
    return len(ids)
