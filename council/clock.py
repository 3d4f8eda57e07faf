"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

from celery import shared_task

from . import services


@shared_task
def tell_openings() -> None:
    services.tell_openings()
