"""Who is invited hears that a session opened: by the clock, once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from council import notifications
from council.models import InputSession


def tell_openings() -> None:
    """Of what opened since the clock looked last; a clock that stood still catches up."""
    opened = InputSession.objects.open().filter(opening_told_at=None)
    for session in opened.select_related("body").order_by("opens_at", "pk"):
        _tell(session)


@transaction.atomic
def _tell(session: InputSession) -> None:
    # Another clock may do the same now: a person is told once, whoever comes first.
    notifications.tell_opened(session)
    notifications.tell_guests_opened(session)
    InputSession.objects.filter(pk=session.pk).update(opening_told_at=timezone.now())
