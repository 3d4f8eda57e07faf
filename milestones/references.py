"""Meetings, the items of their agendas, and milestones as what a text may point at."""

from __future__ import annotations

from collections.abc import Collection

from ros_portal.lib.requests import whole_number
from strategy.targets import Target

from .models import Meeting, MeetingItem, Milestone


def meetings(keys: Collection[str] | None) -> dict[str, Target]:
    """By number, for the day of a meeting may change; the latest first."""
    found = Meeting.objects.select_related("body").order_by("-starts_at")
    if keys is not None:
        found = found.filter(pk__in=filter(None, map(whole_number, keys)))
    return {str(one.pk): Target(str(one), one.get_absolute_url()) for one in found}


def items(keys: Collection[str] | None) -> dict[str, Target]:
    """Of an agenda, by number; those of the latest meeting first."""
    found = MeetingItem.objects.select_related("meeting__body").order_by(
        "-meeting__starts_at", "number"
    )
    if keys is not None:
        found = found.filter(pk__in=filter(None, map(whole_number, keys)))
    return {
        str(one.pk): Target(f"{one.title} ({one.meeting})", one.get_absolute_url()) for one in found
    }


def milestones(keys: Collection[str] | None) -> dict[str, Target]:
    found = Milestone.objects.all()
    if keys is not None:
        found = found.filter(slug__in=keys)
    return {one.slug: Target(f"{one.title} ({one.when})", one.get_absolute_url()) for one in found}
