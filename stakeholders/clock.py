"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

from celery import shared_task

from . import services


@shared_task
def send_digests() -> None:
    """Often enough to be at seven o'clock, and to catch up after a morning without a clock."""
    services.queue_digests()


@shared_task
def throw_away_old_notifications() -> None:
    services.throw_away_read()
