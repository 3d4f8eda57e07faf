"""Meetings and milestones as what the text of a chapter may point at."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from django.urls import reverse

from strategy.targets import Target

from .models import Meeting, Milestone

# What a column of keys can hold; a text may ask for more.
_NUMBER: Final = re.compile(r"[0-9]{1,18}")


def meetings(keys: Collection[str] | None) -> dict[str, Target]:
    """By number, for the day of a meeting may change; the latest first."""
    found = Meeting.objects.select_related("body").order_by("-starts_at")
    if keys is not None:
        found = found.filter(pk__in=filter(_NUMBER.fullmatch, keys))
    return {str(one.pk): Target(str(one), _place(f"meeting-{one.pk}")) for one in found}


def milestones(keys: Collection[str] | None) -> dict[str, Target]:
    found = Milestone.objects.all()
    if keys is not None:
        found = found.filter(slug__in=keys)
    return {
        one.slug: Target(f"{one.title} ({one.when})", _place(f"milestone-{one.slug}"))
        for one in found
    }


def _place(anchor: str) -> str:
    return f"{reverse('schedule')}#{anchor}"
