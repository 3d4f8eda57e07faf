"""Milestones, meetings, and the dates of councils."""

from __future__ import annotations

from django.utils import timezone

from milestones.models import (
    CouncilDate,
    Meeting,
    Milestone,
    MilestoneChange,
    MilestoneDependency,
    MilestoneKind,
)
from stakeholders.models import (
    Body,
    BodyKind,
)
from tests.access import World

from .copies import HOUR, SINCE, copies, numbers


def grow(world: World, count: int) -> None:
    made = Milestone.objects.bulk_create(
        Milestone(
            slug=f"m{n}",
            title=f"m{n}",
            on=SINCE,
            kind=MilestoneKind.GATHERING,
            owner=world.organisations["almelo"],
        )
        for n in numbers(count)
    )
    one = world.things["milestone"]
    MilestoneDependency.objects.bulk_create(
        MilestoneDependency(later=later, earlier=one) for later in made[::2]
    )
    MilestoneDependency.objects.bulk_create(
        MilestoneDependency(later=one, earlier=earlier) for earlier in made[1::2]
    )
    MilestoneChange.objects.bulk_create(
        MilestoneChange(
            milestone=one,
            along_with=made[0],
            reason="Later",
            before={"status": "planned"},
            after={"status": "at_risk"},
            by=world.people["lead@almelo"],
        )
        for _ in made
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
