"""The clerk or a project lead reminds who has not spoken yet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from council import notifications, permissions
from council.models import Input, InputSession
from ros_portal.audit.services import record
from ros_portal.lib.dates import begin_of
from ros_portal.lib.decisions import require
from stakeholders.models import Notification, User
from stakeholders.models.notifications import NotificationQuerySet
from stakeholders.permissions import Grant, users_with


def members_to_remind(session: InputSession) -> list[User]:
    """Who may speak, has not, and was not reminded today."""
    spoken = Input.objects.submitted().filter(session=session)
    excused = {
        *spoken.values_list("author", flat=True),
        *_reminders(session)
        .filter(created_at__gte=begin_of(timezone.localdate()))
        .values_list("user", flat=True),
    }
    members = users_with(Grant.GIVE_INPUT, session.body)
    return sorted((one for one in members if one.pk not in excused), key=lambda one: one.name)


def last_reminded_at(session: InputSession) -> datetime | None:
    last = _reminders(session).first()
    return last.created_at if last else None


@transaction.atomic
def remind_silent(session: InputSession, *, by: User) -> int:
    """Returns how many members are told; a second press the same day tells nobody again."""
    session = InputSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    require(permissions.can_remind(by, session))
    members = members_to_remind(session)
    if members:
        notifications.tell_silent(session, members, key=str(timezone.localdate()))
        # Who was silent says who spoke.
        people = [] if session.is_closed else [member.pk for member in members]
        record("council.session.reminded", session, by=by, people=people, count=len(members))
    return len(members)


def _reminders(session: InputSession) -> NotificationQuerySet:
    return Notification.objects.filter(kind=notifications.SESSION_REMINDER, subject_id=session.pk)
