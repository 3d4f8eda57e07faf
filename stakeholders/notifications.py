"""Mail about accounts and the mail of the morning. Plain text; what is confidential is linked,
never quoted."""

from __future__ import annotations

from collections.abc import Sequence

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


def message_about(
    notification: Notification,
    subject: str,
    template: str,
    *,
    name: str = "",
    reply_to: Sequence[str] = (),
    **context: object,
) -> EmailMessage:
    """For a kind: to whom it is told, with `link` beside the `context` of its template.

    The same news is the same message, however often the job is tried: `name` is its Message-ID.
    """
    link = f"{settings.SITE_URL}{notification.url}"
    return EmailMessage(
        subject=subject,
        body=render_to_string(template, {**context, "link": link}),
        to=[notification.user.email],
        reply_to=list(reply_to),
        headers={"Message-ID": f"<{name or f'notification-{notification.pk}'}@ros-portaal>"},
    )


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
