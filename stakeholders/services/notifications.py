"""Telling people something once, in the way they chose, and the mail of the morning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.services import enqueue
from ros_portal.lib.dates import is_working_day
from ros_portal.lib.one_line import one_line
from stakeholders import tasks
from stakeholders.kinds import default_of
from stakeholders.models import Channel, Digest, Notification, NotificationChoice, User
from stakeholders.models.notifications import NotificationQuerySet

MORNING = time(7)
KEPT_AFTER_READING: Final = timedelta(days=365)


@transaction.atomic
def notify(
    users: Iterable[User], kind: str, *, title: str, url: str, subject_id: int, key: str
) -> None:
    """Call inside the transaction that is the news; the same key tells a person once.

    `title` names the thing; it never says what was said in it.
    """
    people = {user.pk: user for user in users}
    chosen = dict(
        NotificationChoice.objects.filter(kind=kind, user__in=people).values_list("user", "channel")
    )
    for user in people.values():
        notification, is_new = Notification.objects.get_or_create(
            key=f"{kind}:{key}:{user.pk}",
            defaults={
                "user": user,
                "kind": kind,
                "subject_id": subject_id,
                "title": one_line(title),
                "url": url,
                "channel": chosen.get(user.pk, default_of(kind)),
            },
        )
        if is_new and notification.channel == Channel.MAIL:
            enqueue(
                tasks.mail_notification,
                notification.pk,
                key=f"stakeholders.notification:{notification.pk}",
            )


@transaction.atomic
def choose_channels(user: User, chosen: Mapping[str, str]) -> None:
    """`chosen` maps kinds to channels."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = dict(user.notification_choices.values_list("kind", "channel"))
    changed = {
        kind: channel
        for kind, channel in chosen.items()
        if before.get(kind, default_of(kind)) != channel
    }
    for kind, channel in changed.items():
        NotificationChoice.objects.update_or_create(
            user=user, kind=kind, defaults={"channel": channel}
        )
        if channel in {Channel.PORTAL, Channel.OFF}:
            # What was to come tomorrow morning does not come either.
            waiting = Notification.objects.for_digest().filter(user=user, kind=kind)
            waiting.update(channel=Channel.PORTAL)
    if changed:
        old = {kind: before.get(kind, default_of(kind)) for kind in changed}
        record("stakeholders.notifications.chosen", user, by=user, old=old, new=changed)


def mark_read(notifications: NotificationQuerySet) -> None:
    """Of one person; a moment that was noted stays."""
    notifications.unread().update(read_at=timezone.now())


def throw_away_read() -> int:
    """By the clock; what nobody read stays. Returns how many. The privacy page names the term."""
    before = timezone.now() - KEPT_AFTER_READING
    old = Notification.objects.outlived(before).values_list("pk", flat=True)
    count, _each = Notification.objects.filter(pk__in=list(old)).delete()
    Digest.objects.filter(created_at__lt=before, notifications=None).delete()
    return count


def queue_digests() -> None:
    """On a working morning, and once that day for each person, however many clocks there are."""
    now = timezone.localtime()
    if now.time() < MORNING or not is_working_day(now.date()):
        return
    # What comes in during the day waits for the next morning, also when this clock is late.
    until = timezone.make_aware(datetime.combine(now.date(), MORNING))
    waiting = Notification.objects.for_digest().filter(created_at__lt=until)
    for user_id in waiting.order_by("user").values_list("user", flat=True).distinct():
        _queue_digest(user_id, waiting.filter(user=user_id), now.date())


@transaction.atomic
def _queue_digest(user_id: int, waiting: NotificationQuerySet, day: date) -> None:
    # Another clock waits at this row, and finds it.
    digest, is_new = Digest.objects.get_or_create(user_id=user_id, on=day)
    if is_new:
        waiting.order_by().update(digest=digest)
        enqueue(tasks.mail_digest, digest.pk, key=f"stakeholders.digest:{digest.pk}")
