"""What somebody gave, to be found again where work begins."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef

from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with

from .models import Input, InputSource, Point
from .models.inputs import REGISTERED

MOST_SHOWN: Final = 3


def given_by(user: User) -> list[Input]:
    """The last that this person sent in, with `has_answer`: whether the council was told one."""
    if not bodies_with(user, Grant.GIVE_INPUT):
        return []
    told = Point.objects.filter(
        answers__input=OuterRef("pk"),
        released_at__isnull=False,
        response__published_at__isnull=False,
    )
    return list(
        Input.objects.submitted()
        .filter(author=user, entered_by=user, source=InputSource.ONLINE)
        .exclude(kind__in=REGISTERED)
        .annotate(has_answer=Exists(told))
        .select_related("session")
        .order_by("-submitted_at", "-pk")[:MOST_SHOWN]
    )
