"""What an executive does with something its council must be informed of."""

from __future__ import annotations

from django.db import transaction

from letters.models import Letter, OccasionAnswer
from letters.occasions import Occasion
from ros_portal.audit.services import record
from stakeholders.models import Body, User


def take_up(letter: Letter, occasion: Occasion, *, by: User) -> None:
    """In the transaction that starts the letter; also for what was set aside before."""
    OccasionAnswer.objects.create(
        executive=letter.executive, occasion=occasion.key, letter=letter, by=by
    )


@transaction.atomic
def set_aside(executive: Body, occasion: Occasion, *, by: User) -> None:
    """No letter is needed for this."""
    _answer, created = OccasionAnswer.objects.get_or_create(
        executive=executive, occasion=occasion.key, letter=None, defaults={"by": by}
    )
    if created:
        record("letters.occasion.set_aside", executive, by=by, occasion=occasion.key)
