"""What can be published now, after which BOSS, and what waits for one that is still to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from milestones.models import Meeting

from .models import Response


@dataclass(frozen=True)
class Batch:
    """The answers that belong to one meeting."""

    meeting: Meeting
    count: int


@dataclass(frozen=True)
class Publishing:
    held: list[Batch]  # the latest first
    coming: list[Batch]  # the next first
    loose: list[Response]  # they belong to no meeting


def publishing() -> Publishing:
    ready = list(Response.objects.ready().order_by("title", "pk"))
    counts: Mapping[int, int] = Counter(one.boss_id for one in ready if one.boss_id)
    loose = [one for one in ready if one.boss_id is None]
    now = timezone.now()
    meetings = Meeting.objects.select_related("body")
    held = list(meetings.filter(pk__in=counts).held(now))
    latest = meetings.of_boss().held(now).first()
    if loose and latest and latest not in held:
        held = [latest, *held]
    return Publishing(
        [Batch(one, counts.get(one.pk, 0)) for one in held],
        [Batch(one, counts[one.pk]) for one in meetings.filter(pk__in=counts).upcoming(now)],
        loose,
    )
