"""What happens by the clock (CELERY_BEAT_SCHEDULE in the settings)."""

import structlog
from celery import shared_task
from django.core.exceptions import PermissionDenied

from . import services

logger = structlog.get_logger("ros_portal.live")


@shared_task
def fold_what_was_left() -> None:
    """What was typed before a server died unexpectedly comes into the line of its chapter."""
    for chapter in services.left_unfolded():
        try:
            services.fold_live(chapter)
        except PermissionDenied:
            continue  # its writers are told, and the log keeps it
        except Exception:  # one text that cannot be read holds up no other
            logger.exception("live.not_folded", chapter=chapter.pk)


@shared_task
def throw_away_old_updates() -> None:
    services.throw_away_old_updates()


@shared_task
def throw_away_old_exports() -> None:
    services.throw_away_old_exports()


@shared_task
def remind_the_silent() -> None:
    """Often enough to be early in the morning; nobody is reminded twice of the same."""
    services.remind_the_silent()


@shared_task
def throw_away_old_documents() -> None:
    """Word documents that were read and never put into a chapter."""
    services.throw_away_old_documents()
