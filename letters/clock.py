"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

from celery import shared_task

from . import services


@shared_task
def notice_changed_facts() -> None:
    """Often enough to be told on the day itself; nobody is told twice of the same."""
    services.notice_changed_facts()
