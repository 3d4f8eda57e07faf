from datetime import date, timedelta

from django.utils import timezone

from milestones.models import BOSS, CouncilDate, Meeting, Milestone, MilestoneDependency
from milestones.services import renew_calendar_address
from stakeholders.models import Body, BodyKind
from tests.access import EVERYBODY, SIGNED_IN, TO_SIGN_IN, Row, World

LEADS = {**TO_SIGN_IN, "lead@*": 200, "*": 403}
OWN_CLERK = {**TO_SIGN_IN, "clerk@almelo": 302, "*": 403}


def build(world: World) -> None:
    boss = Body.objects.create(slug=BOSS, name="BOSS, overleg", kind=BodyKind.CONSULTATION)
    world.things["boss"] = Meeting.objects.create(
        body=boss, starts_at=timezone.now() + timedelta(days=60)
    )
    world.things["council_date"] = CouncilDate.objects.create(
        body=world.bodies["council@almelo"], kind="council", on=date(2099, 1, 13)
    )
    milestone = Milestone.objects.create(
        slug="concept", title="Concept klaar", on=date(2027, 3, 2), kind="milestone"
    )
    later = Milestone.objects.create(
        slug="brief", title="Brief aan de raden", on=date(2027, 3, 4), kind="council_letter"
    )
    MilestoneDependency.objects.create(later=later, earlier=milestone)
    world.things["milestone"] = milestone
    world.things["calendar"] = renew_calendar_address(world.people["clerk@almelo"])


def the_boss(world: World) -> list[int]:
    return [world.things["boss"].pk]


def the_milestone(world: World) -> list[str]:
    return [world.things["milestone"].slug]


def the_council(world: World) -> list[str]:
    return [world.bodies["council@almelo"].slug]


ROWS = [
    Row("schedule", SIGNED_IN),
    Row("schedule_timeline", SIGNED_IN),
    Row("milestone_detail", SIGNED_IN, args=the_milestone),
    Row("milestone_add", LEADS),
    Row("milestone_edit", LEADS, args=the_milestone),
    Row(
        "milestone_edit",
        {**TO_SIGN_IN, "lead@*": 200, "*": 403},
        args=the_milestone,
        method="POST",
        data=lambda world: {
            "title": "Concept klaar",
            "kind": "milestone",
            "on": "2027-03-10",
            "precision": "day",
            "status": "planned",
            "edition": 1,
        },
    ),
    Row("council_dates", SIGNED_IN, args=the_council),
    Row(
        "council_dates",
        OWN_CLERK,
        args=the_council,
        method="POST",
        data=lambda world: {"kind": "council", "on": "2027-01-12"},
    ),
    Row(
        "council_date_remove",
        OWN_CLERK,
        args=lambda world: [world.things["council_date"].pk],
        method="POST",
    ),
    Row("planning_detail", SIGNED_IN, args=the_boss),
    Row("boss_add", LEADS),
    Row("boss_move", LEADS, args=the_boss),
    Row("calendar_addresses", SIGNED_IN),
    Row("calendar_of_body", EVERYBODY, args=the_council),
    Row("calendar_own", EVERYBODY, args=lambda world: [world.things["calendar"]]),
    Row("calendar_own", {"*": 404}, args=lambda world: ["forged"]),
]
