"""The weekly overview as a kind of notification, and its mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from ros_portal.lib.dates import begin_of
from stakeholders.kinds import Kind, register
from stakeholders.models import Notification, User
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, bodies_with

from .moved import moved_for
from .span import WEEKLY, span_of


def _mail_week(notification: Notification) -> EmailMessage:
    """What this person may read at the moment it is mailed."""
    since, until = span_of(notification)
    return message_about(
        notification,
        notification.title,
        "ros_portal/mail/week.txt",
        moved=moved_for(notification.user, begin_of(since), begin_of(until)),
        site=settings.SITE_URL,
        settings=settings.SITE_URL + reverse("notification_settings"),
    )


def _themselves(user: User) -> QuerySet[User]:
    """It is about nothing but who reads it, as long as they lead the strategy."""
    leads = bodies_with(user, Grant.LEAD_STRATEGY)
    return User.objects.filter(pk=user.pk) if leads else User.objects.none()


def register_kinds() -> None:
    register(
        Kind(
            WEEKLY,
            gettext_lazy("Weekly overview: what moved"),
            frozenset({Grant.LEAD_STRATEGY}),
            readable=_themselves,
            message=_mail_week,
        )
    )
