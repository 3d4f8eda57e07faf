"""That the clerk wrote down what somebody said, and asks whether it is right."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Input, InputSession, Reading
from council.overviews import speakers_of
from stakeholders.kinds import Kind
from stakeholders.models import Notification, User
from stakeholders.notifications import message_about
from stakeholders.services import notify

from .audiences import MEMBERS

WRITTEN_DOWN = "council.written_down"
READING_ASKED = "council.reading_asked"


def tell_speaker(submitted: Input) -> None:
    """Somebody else wrote down what this person said: it must be possible to say that it is wrong."""
    with override("nl"):
        notify(
            [submitted.author],
            WRITTEN_DOWN,
            title=_("%(session)s: your input has been written down")
            % {"session": submitted.session.title},
            url=submitted.get_absolute_url(),
            subject_id=submitted.pk,
            key=str(submitted.pk),
        )


def ask_to_read(reading: Reading) -> None:
    """Who spoke gets to see what was written down; asked again when there is more time."""
    session = reading.session
    with override("nl"):
        notify(
            speakers_of(session),
            READING_ASKED,
            title=_("%(session)s: is this what you said?") % {"session": session.title},
            url=reverse("session_reading", args=[session.pk]),
            subject_id=session.pk,
            key=f"{reading.pk}:{reading.due_on:%Y%m%d}",
        )


def _mail_written_down(notification: Notification) -> EmailMessage:
    submitted = Input.objects.select_related("session", "entered_by").get(
        pk=notification.subject_id
    )
    return message_about(
        notification,
        _("Your input has been written down"),
        "council/mail/written_down.txt",
        name=f"input-{submitted.pk}",
        reply_to=[submitted.entered_by.email],
        input=submitted,
    )


def _mail_reading_asked(notification: Notification) -> EmailMessage:
    reading = Reading.objects.select_related("session", "asked_by").get(
        session=notification.subject_id
    )
    return message_about(
        notification,
        _("Is this what you said?"),
        "council/mail/reading_asked.txt",
        reply_to=[reading.asked_by.email],
        reading=reading,
    )


def _to_read(user: User) -> QuerySet[InputSession]:
    """The sessions with words of this member, or its group, that none of them looked at yet."""
    waiting = Reading.objects.waiting_for(user)
    return InputSession.objects.filter(pk__in=waiting.values("session"))


KINDS = (
    Kind(
        WRITTEN_DOWN,
        gettext_lazy("Somebody wrote down what you said"),
        MEMBERS,
        readable=Input.objects.visible_to,
        message=_mail_written_down,
    ),
    Kind(
        READING_ASKED,
        gettext_lazy("You are asked whether it is what you said"),
        MEMBERS,
        readable=InputSession.objects.visible_to,
        waiting=_to_read,
        message=_mail_reading_asked,
    ),
)
