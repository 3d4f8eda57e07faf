"""What people are told about letters: that there is one, and where it stands."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from stakeholders.kinds import Kind, register
from stakeholders.models import Notification
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, users_with
from stakeholders.services import notify

from .models import Letter

SENT = "letters.sent"


def tell_clerks(letter: Letter) -> None:
    """The griffie hears that a letter is there; a water authority has none, and nobody is told."""
    with override("nl"):
        notify(
            users_with(Grant.RUN_SESSIONS, letter.council),
            SENT,
            title=_("New letter: %(subject)s") % {"subject": letter.subject},
            url=letter.get_absolute_url(),
            subject_id=letter.pk,
            key=str(letter.pk),
        )


def _mail_sent(notification: Notification) -> EmailMessage:
    letter = Letter.objects.with_bodies().get(pk=notification.subject_id)
    return message_about(
        notification,
        _("New letter: %(subject)s") % {"subject": letter.subject},
        "letters/mail/letter_sent.txt",
        name=f"letter-{letter.pk}-{notification.user_id}",
        letter=letter,
    )


def register_kinds() -> None:
    register(
        Kind(
            SENT,
            gettext_lazy("A letter to your council has come"),
            frozenset({Grant.RUN_SESSIONS}),
            readable=Letter.objects.visible_to,
            message=_mail_sent,
        )
    )
