"""Mail about accounts and the mail of the morning. Plain text; what is confidential is linked,
never quoted."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from ros_portal.lib.one_line import one_line

from .kinds import kind_of
from .models import Digest, Invitation, Notification
from .tokens import invitation_token


def mail_invitation(invitation: Invitation) -> None:
    path = reverse("invitation_accept", args=[invitation_token(invitation)])
    context = {"invitation": invitation, "link": settings.SITE_URL + path}
    EmailMessage(
        subject=_("Your invitation to the ROS-portaal"),
        body=render_to_string("stakeholders/mail/invitation.txt", context),
        to=[invitation.email],
        # The same invitation is the same message, however often the job is tried.
        headers={"Message-ID": f"<invitation-{invitation.pk}@ros-portaal>"},
    ).send()


def mail_notification(notification: Notification) -> None:
    """In the words of its kind."""
    with override("nl"):
        message = kind_of(notification).message(notification)
        # A line break in a title of somebody's own would be refused, and the mail never sent.
        message.subject = one_line(str(message.subject))
        message.send()


def mail_digest(digest: Digest, items: list[Notification]) -> None:
    with override("nl"):
        count = len(items)
        EmailMessage(
            subject=ngettext(
                "%(count)s notification, %(day)s", "%(count)s notifications, %(day)s", count
            )
            % {"count": count, "day": date_format(digest.on, "j F Y")},
            body=render_to_string(
                "stakeholders/mail/digest.txt",
                {
                    "items": items,
                    "site": settings.SITE_URL,
                    "settings": settings.SITE_URL + reverse("notification_settings"),
                },
            ),
            to=[digest.user.email],
            # The same digest is the same message, however often the job is tried.
            headers={"Message-ID": f"<digest-{digest.pk}@ros-portaal>"},
        ).send()
