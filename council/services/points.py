"""Where a point goes, and who works it out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from council import permissions
from council.models import Destination, Point
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User

from .locking import locked_points


class ReasonMissing(Exception):
    """The council reads why a point does not go along."""


class AnsweredAlready(Exception):
    """The answer was published, or is being prepared: take the point out of it first."""


@transaction.atomic
def destine(points: Collection[Point], *, destination: str, reason: str, by: User) -> None:
    """The portfolio holder's word on each of these points."""
    locked = locked_points(points)
    for point in locked:
        require(permissions.can_destine(by, point))
    reason = reason.strip()
    if destination != Destination.BOSS and not reason:
        raise ReasonMissing
    if any(point.response_id for point in locked):
        raise AnsweredAlready
    now = timezone.now()
    for point in locked:
        before = point.destination
        point.destination, point.destination_reason = destination, reason
        point.destined_by, point.destined_at = by, now
        point.save(
            update_fields=["destination", "destination_reason", "destined_by", "destined_at"]
        )
        record("council.point.destined", point, by=by, old=before, new=destination, reason=reason)


@transaction.atomic
def assign_points(
    points: Collection[Point], *, handler: User | None, due_on: date | None, by: User
) -> None:
    """Put them on somebody's table, or back on the shared one."""
    for point in locked_points(points):
        require(permissions.can_work_out(by, point))
        before = {"handler": point.handler_id, "due_on": str(point.due_on or "")}
        point.handler, point.due_on = handler, due_on
        point.save(update_fields=["handler", "due_on"])
        after = {"handler": point.handler_id, "due_on": str(point.due_on or "")}
        if before != after:
            record("council.point.assigned", point, by=by, old=before, new=after)
