"""Mail that only says that there is something, and where."""

from __future__ import annotations

from django.core.mail import EmailMessage

from stakeholders.models import Notification
from stakeholders.notifications import message_about


def mail_linking(notification: Notification) -> EmailMessage:
    """Its title and its link, and nothing of what was said."""
    return message_about(
        notification,
        notification.title,
        "council/mail/linking.txt",
        told=notification.title,
    )
