"""The dated history of a region and, as an example, a coming BOSS."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
from django.utils import timezone

from stakeholders.models import Body

from .models import Meeting, Milestone

BOSS_AFTER = timedelta(weeks=5)
NATIONAL_CONSULTATION_AFTER = timedelta(weeks=12)
FRIDAY = 4


def load(region: dict[str, Any], *, today: date, examples: bool) -> None:
    for fields in region["timeline"]:
        _load_milestone(**fields)
    if examples:
        _load_meeting("boss", today, BOSS_AFTER, "Stadhuis Almelo (voorbeeld)")
        _load_meeting("bo-rijk-regio", today, NATIONAL_CONSULTATION_AFTER, "Zwolle (voorbeeld)")


def _load_milestone(*, slug: str, **fields: Any) -> None:
    Milestone.objects.get_or_create(slug=slug, defaults=fields)


def _working_friday(day: date) -> date:
    """The first Friday from this day on that is no public holiday."""
    day += timedelta(days=(FRIDAY - day.weekday()) % 7)
    dutch_holidays = holidays.country_holidays("NL")
    while day in dutch_holidays:
        day += timedelta(weeks=1)
    return day


def _load_meeting(body_slug: str, today: date, after: timedelta, place: str) -> None:
    """One example meeting, counted from the day of loading; never a second one beside it."""
    body = Body.objects.filter(slug=body_slug).first()
    if body is None or body.meetings.exists():
        return
    day = _working_friday(today + after)
    starts_at = timezone.make_aware(datetime.combine(day, time(9, 30)))
    Meeting.objects.create(body=body, starts_at=starts_at, place=place)
