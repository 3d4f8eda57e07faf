"""The clerk records that a session was held, and mends what was recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from council import permissions
from council.models import InputSession, Sitting
from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User

from .sessions import check_goes_on


class NotHeldYetThen(Exception):
    """Nobody records what is still to come."""


@transaction.atomic
def record_sitting(
    session: InputSession, *, held_at: datetime, present: int | None, by: User
) -> Sitting:
    """A second time mends it. Raises NotHeldYetThen, SessionCancelled."""
    session = (
        InputSession.objects.select_for_update(of=("self",))
        .select_related("body")
        .get(pk=session.pk)
    )
    check_goes_on(session)
    require(permissions.can_record_sitting(by, session))
    if held_at > timezone.now():
        raise NotHeldYetThen
    before = Sitting.objects.filter(session=session).first()
    new = {"held_at": held_at, "present": present}
    if before is None:
        sitting = Sitting.objects.create(session=session, recorded_by=by, **new)
        record("council.session.held", session, by=by, **new)
        return sitting
    old = {"held_at": before.held_at, "present": before.present}
    if new != old:
        before.held_at, before.present, before.recorded_by = held_at, present, by
        before.save()
        record("council.session.record_corrected", session, by=by, old=old, new=new)
    return before
