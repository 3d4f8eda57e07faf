"""Milestones, meetings, and the dates of councils."""

from __future__ import annotations

from django.utils import timezone

from milestones.models import CouncilDate, Meeting, Milestone, MilestoneKind
from stakeholders.models import (
    Body,
    BodyKind,
)
from tests.access import World

from .copies import HOUR, SINCE, copies, numbers


def grow(world: World, count: int) -> None:
    Milestone.objects.bulk_create(
        Milestone(slug=f"m{n}", title=f"m{n}", on=SINCE, kind=MilestoneKind.GATHERING)
        for n in numbers(count)
    )
    boss = world.things["boss"]
    world.things["meetings"] = Meeting.objects.bulk_create(
        Meeting(body=boss.body, starts_at=timezone.now() + n * 24 * HOUR) for n in numbers(count)
    )
    # Of one council many, and of every council one.
    CouncilDate.objects.bulk_create(
        [
            *copies(world.things["council_date"], count, note="{}"),
            *(
                CouncilDate(body=body, kind="committee", on=boss.on, note=f"{n}")
                for n, body in enumerate(Body.objects.filter(kind=BodyKind.COUNCIL))
            ),
        ],
        ignore_conflicts=True,
    )
