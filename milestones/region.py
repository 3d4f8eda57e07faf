"""The dated history of a region and, as an example, coming meetings and the dates of councils."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from stakeholders.models import Body, Organisation
from strategy.models import Product

from .boss import linked_councils
from .deadlines import Deadlines, count_back, next_working_day, working_days_after
from .models import (
    BOSS,
    CouncilDate,
    CouncilDateKind,
    Meeting,
    Milestone,
    MilestoneDependency,
    MilestoneKind,
    MilestonePhase,
    MilestoneStatus,
    Precision,
)

BOSS_AFTER = [timedelta(weeks=6), timedelta(weeks=14)]
NATIONAL_CONSULTATION_AFTER = timedelta(weeks=15)
FRIDAY = 4
EXAMPLE_PLAN: list[tuple[int, dict[str, Any]]] = [
    (5, {"title": "Concept 0.9 is klaar (voorbeeld)", "phase": MilestonePhase.WRITING}),
    (9, {"title": "Raden geven inbreng op concept 0.9 (voorbeeld)", "phase": MilestonePhase.INPUT}),
    (
        20,
        {
            "title": "Colleges stemmen in met versie 1.0 (voorbeeld)",
            "phase": MilestonePhase.AGREEMENT,
            "precision": Precision.MONTH,
        },
    ),
    (
        36,
        {
            "title": "Raden stellen versie 1.0 vast (voorbeeld)",
            "phase": MilestonePhase.ADOPTION,
            "precision": Precision.QUARTER,
        },
    ),
]


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    for fields in region["timeline"]:
        _load_milestone(today, **fields)
    if examples:
        _load_meetings(BOSS, today, BOSS_AFTER, "Stadhuis Almelo (voorbeeld)")
        _load_meetings("bo-rijk-regio", today, [NATIONAL_CONSULTATION_AFTER], "Zwolle (voorbeeld)")
        _load_council_dates(today)
        _load_plan(today)


def _load_milestone(today: date, *, slug: str, **fields: Any) -> None:
    """What lies behind us was reached. Only of a deadline the history does not say what came of it."""
    milestone = Milestone(slug=slug, **fields | {"on": date.fromisoformat(fields["on"])})
    if milestone.kind != MilestoneKind.DEADLINE and milestone.moment.last_day < today:
        fields["status"] = MilestoneStatus.REACHED
    Milestone.objects.get_or_create(slug=slug, defaults=fields)


def _load_plan(today: date) -> None:
    """An example of milestones that wait for each other; never a second time."""
    product = Product.objects.order_by("order").first()
    owner = Organisation.objects.partners().order_by("name").first()
    if Milestone.objects.filter(slug__startswith="voorbeeld-").exists():
        return
    earlier = None
    for number, (weeks, fields) in enumerate(EXAMPLE_PLAN, start=1):
        milestone = Milestone.objects.create(
            slug=f"voorbeeld-{number}",
            on=next_working_day(today + timedelta(weeks=weeks)),
            kind=MilestoneKind.MILESTONE,
            product=product,
            owner=owner,
            source="voorbeeld",
            **fields,
        )
        if earlier:
            MilestoneDependency.objects.create(later=milestone, earlier=earlier)
        earlier = milestone


def _working_friday(day: date) -> date:
    """The first Friday from this day on that is no public holiday."""
    day += timedelta(days=(FRIDAY - day.weekday()) % 7)
    return next_working_day(day, timedelta(weeks=1))


def _load_meetings(body_slug: str, today: date, after: list[timedelta], place: str) -> None:
    """Example meetings, counted from the day of loading; never a second time beside them."""
    body = Body.objects.filter(slug=body_slug).first()
    if body is None or body.meetings.exists():
        return
    for later in after:
        day = _working_friday(today + later)
        starts_at = timezone.make_aware(datetime.combine(day, time(9, 30)))
        Meeting.objects.create(body=body, starts_at=starts_at, place=place)


def _load_council_dates(today: date) -> None:
    """Example dates around every coming BOSS; most councils fit, and some do not, as it goes."""
    meetings = [count_back(meeting.on) for meeting in Meeting.objects.of_boss().upcoming()]
    councils = linked_councils().filter(council_dates__isnull=True)
    for place, council in enumerate(councils.order_by("name")):
        for number, deadlines in enumerate(meetings):
            CouncilDate.objects.bulk_create(
                [
                    CouncilDate(body=council, note="voorbeeld", **fields)
                    for fields in _example_dates(deadlines, place + 3 * number, today)
                ],
                ignore_conflicts=True,  # a date may serve two meetings
            )


def _example_dates(deadlines: Deadlines, place: int, today: date) -> list[dict[str, Any]]:
    session_on = working_days_after(deadlines.last_session_on, -(place % 4) - 1)
    council_on = working_days_after(deadlines.joint_position_on, -(place % 3))
    papers_on = max(working_days_after(session_on, -6), today)
    match place % 7:
        case 3:  # the council meets just too late
            council_on = working_days_after(deadlines.joint_position_on, 4)
        case 5:  # the papers had to be in last week
            papers_on = working_days_after(today, -2)
        case 6:  # a recess over all of the time in which a session fits
            return [
                {
                    "kind": CouncilDateKind.RECESS,
                    "on": deadlines.first_session_on,
                    "until_on": deadlines.input_closes_on,
                },
                {"kind": CouncilDateKind.COUNCIL, "on": deadlines.papers_on},
            ]
    return [
        {"kind": CouncilDateKind.PAPERS, "on": papers_on},
        {"kind": CouncilDateKind.COMMITTEE, "on": session_on},
        {"kind": CouncilDateKind.COUNCIL, "on": council_on},
    ]
