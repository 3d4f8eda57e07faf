"""A background job is a row; the message broker only says "look now"."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime | None = None) -> JobQuerySet:
        """Waiting long enough, or taken by a worker that has not been heard of since its lease."""
        now = now or timezone.now()
        return self.filter(
            Q(state=JobState.WAITING, run_after__lte=now)
            | Q(state=JobState.RUNNING, lease_until__lt=now)
        )


class Job(models.Model):
    handler = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    # The same key is the same piece of work: enqueueing it twice makes one row.
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["state", "run_after"], name="jobs_to_do")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False) | ~Q(state__in=["done", "failed"]),
                name="job_finished_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.key
