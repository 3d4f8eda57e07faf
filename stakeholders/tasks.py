from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from ros_portal.jobs.services import job

from . import notifications
from .kinds import mailable_among
from .models import Channel, Digest, Invitation, Notification, User
from .permissions import settle_grants


@shared_task
def settle_lapsed_grants() -> None:
    """Take back what ended and give what began; reading rights never wait for this."""
    settle_grants(User.objects.all())


@job("stakeholders.mail_invitation", max_attempts=8)
def mail_invitation(invitation_id: int) -> None:
    notifications.mail_invitation(Invitation.objects.get(pk=invitation_id))


def leave_to_the_digest(notification_id: int, message: str) -> None:
    """What could not be mailed at once goes along with the next mail of the morning."""
    waiting = Notification.objects.filter(pk=notification_id, channel=Channel.MAIL, mailed_at=None)
    waiting.update(channel=Channel.DIGEST)


@job("stakeholders.mail_notification", max_attempts=8, on_failure=leave_to_the_digest)
def mail_notification(notification_id: int) -> Callable[[], None] | None:
    """Who lost the right to read it meanwhile, or has settled it, hears nothing."""
    notification = Notification.objects.select_related("user").get(pk=notification_id)
    if notification.channel != Channel.MAIL or notification.mailed_at:
        return None
    if not _to_mail(notification.user, [notification]):
        return None
    notifications.mail_notification(notification)
    return lambda: _note_mailed([notification])


def leave_to_the_next_digest(digest_id: int, message: str) -> None:
    """The mail server was away all this time: nothing that stood in it is lost."""
    Notification.objects.filter(digest=digest_id, mailed_at=None).update(digest=None)


@job("stakeholders.mail_digest", max_attempts=8, on_failure=leave_to_the_next_digest)
def mail_digest(digest_id: int) -> Callable[[], None] | None:
    digest = Digest.objects.select_related("user").get(pk=digest_id)
    unmailed = Notification.objects.unmailed_of(digest).order_by("created_at", "pk")
    items = _to_mail(digest.user, list(unmailed))
    if not items:
        return None
    notifications.mail_digest(digest, items)
    return lambda: _note_mailed(items)


def _to_mail(user: User, items: list[Notification]) -> list[Notification]:
    return mailable_among(user, items) if user.is_active else []


def _note_mailed(items: list[Notification]) -> None:
    ids = [one.pk for one in items]
    Notification.objects.filter(pk__in=ids).update(mailed_at=timezone.now())
