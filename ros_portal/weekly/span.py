"""Which weeks one overview covers: from the last one that this person was told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from ros_portal.lib.dates import begin_of
from stakeholders.models import Notification, User

WEEKLY: Final = "portal.week"


def begin_of_week(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def told_until(user: User, week: date) -> date:
    """The Monday up to which this person was told before this week; at first the one before it.

    The notifications remember it: also one that was off is a row.
    """
    told = Notification.objects.filter(user=user, kind=WEEKLY, created_at__lt=begin_of(week))
    last = told.order_by("-created_at").values_list("created_at", flat=True).first()
    return begin_of_week(timezone.localdate(last)) if last else week - timedelta(days=7)


def span_of(notification: Notification) -> tuple[date, date]:
    week = begin_of_week(timezone.localdate(notification.created_at))
    return told_until(notification.user, week), week
