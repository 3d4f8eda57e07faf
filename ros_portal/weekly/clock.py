"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

from celery import shared_task

from . import services


@shared_task
def tell_the_week() -> None:
    services.tell_the_week()
