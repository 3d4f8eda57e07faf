"""Where a point goes, and who works it out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Value
from django.db.models.functions import Lower
from django.utils import timezone

from council import permissions
from council.models import Destination, Note, Point, Theme
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import write_once
from stakeholders.models import User

from .feeding import feed_next_boss
from .locking import locked_points

ABOUT: Final = frozenset({"chapter", "revision", "block_id"})
CHANGEABLE: Final = ABOUT | {"theme", "handler", "due_on"}


class ReasonMissing(Exception):
    """The council reads why a point does not go along."""


class NotTheirWay(Exception):
    """The BOSS links the municipalities; a province or water authority has an own consultation."""


class AnsweredAlready(Exception):
    """The answer was published, or is being prepared: take the point out of it first."""


@transaction.atomic
def destine(points: Collection[Point], *, destination: str, reason: str, by: User) -> None:
    """The portfolio holder's word on each of these points.

    Raises ReasonMissing, NotTheirWay, AnsweredAlready.
    """
    locked = locked_points(points)
    for point in locked:
        require(permissions.can_destine(by, point))
        if destination not in permissions.destinations_for(point.report.session.body):
            raise NotTheirWay
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
    if destination == Destination.BOSS:
        feed_next_boss(by=by)


@transaction.atomic
def change_points(points: Collection[Point], changes: Mapping[str, Any], *, by: User) -> int:
    """Of all of these points theme, handler, day or what they are about, as far as `changes` says.

    Returns how many were something else before. Raises AnsweredAlready for the place of a point of
    which the council was told.
    """
    assert set(changes) <= CHANGEABLE
    changed = 0
    for point in locked_points(points):
        require(permissions.can_work_out(by, point))
        before = {name: getattr(point, name) for name in changes}
        if before == changes:
            continue
        if point.released_at and not ABOUT.isdisjoint(changes):
            raise AnsweredAlready
        for name, value in changes.items():
            setattr(point, name, value)
        point.save(update_fields=list(changes))
        record("council.point.changed", point, by=by, old=told(before), new=told(changes))
        changed += 1
    return changed


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """For the log: a row by its key, a day as it is written."""
    return {
        name: value.pk if isinstance(value, Model) else str(value or "")
        for name, value in values.items()
    }


def theme_named(name: str) -> Theme:
    """The theme that is called so, however its letters are written; a new one when there is none."""
    name = name.strip()
    called_so = Theme.objects.annotate(lower=Lower("name")).filter(lower=Lower(Value(name)))
    known = called_so.first()
    if known:
        return known
    try:
        with transaction.atomic():
            return Theme.objects.create(name=name)
    except IntegrityError:
        return called_so.get()  # a colleague was a moment earlier


@transaction.atomic
def write_note(point: Point, *, text: str, key: UUID, by: User) -> Note:
    """Between colleagues. Raises UsedForSomethingElse."""
    require(permissions.can_work_out(by, point))
    note, is_new = write_once(Note, key=key, point=point, text=text, by=by)
    if is_new:
        record("council.point.noted", point, by=by, note=note.pk)
    return note
