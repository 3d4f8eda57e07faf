from celery import shared_task

from ros_portal.jobs.services import job

from . import notifications
from .models import Invitation, User
from .permissions import settle_grants


@shared_task
def settle_lapsed_grants() -> None:
    """Take back what ended and give what began; reading rights never wait for this."""
    settle_grants(User.objects.all())


@job("stakeholders.mail_invitation", max_attempts=8)
def mail_invitation(invitation_id: int) -> None:
    notifications.mail_invitation(Invitation.objects.get(pk=invitation_id))
