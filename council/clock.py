"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

from celery import shared_task

from . import services


@shared_task
def tell_openings() -> None:
    services.tell_openings()


@shared_task
def feed_next_boss() -> None:
    """Also for a BOSS that came from a file or the administration."""
    services.feed_next_boss(by=None)
