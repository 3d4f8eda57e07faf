"""Mail about input: that it is there, and where. What was said is linked, never quoted."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from stakeholders.permissions import Grant, users_with

from .models import Input, Reading, SessionRequest
from .overviews import speakers_of


def mail_written_down(submitted: Input) -> None:
    with override("nl"):
        context = {"input": submitted, "link": settings.SITE_URL + submitted.get_absolute_url()}
        EmailMessage(
            subject=_("Your input has been written down"),
            body=render_to_string("council/mail/written_down.txt", context),
            to=[submitted.author.email],
            reply_to=[submitted.entered_by.email],
            # The same input is the same message, however often the job is tried.
            headers={"Message-ID": f"<input-{submitted.pk}@ros-portaal>"},
        ).send()


def mail_session_asked(asked: SessionRequest) -> None:
    with override("nl"):
        link = f"{settings.SITE_URL}{reverse('session_list')}"
        for clerk in users_with(Grant.RUN_SESSIONS, asked.body):
            EmailMessage(
                subject=_("The executive asks for a session"),
                body=render_to_string(
                    "council/mail/session_asked.txt", {"asked": asked, "link": link}
                ),
                to=[clerk.email],
                reply_to=[asked.asked_by.email],
                headers={"Message-ID": f"<session-asked-{asked.pk}-{clerk.pk}@ros-portaal>"},
            ).send()


def mail_session_answered(asked: SessionRequest) -> None:
    with override("nl"):
        path = asked.session.get_absolute_url() if asked.session else reverse("session_list")
        context = {"asked": asked, "link": f"{settings.SITE_URL}{path}"}
        EmailMessage(
            subject=_("Your request for a session has been answered"),
            body=render_to_string("council/mail/session_answered.txt", context),
            to=[asked.asked_by.email],
            headers={"Message-ID": f"<session-answered-{asked.pk}@ros-portaal>"},
        ).send()


def mail_reading_asked(reading: Reading) -> None:
    with override("nl"):
        link = f"{settings.SITE_URL}{reverse('session_reading', args=[reading.session_id])}"
        for speaker in speakers_of(reading.session):
            EmailMessage(
                subject=_("Is this what you said?"),
                body=render_to_string(
                    "council/mail/reading_asked.txt", {"reading": reading, "link": link}
                ),
                to=[speaker.email],
                reply_to=[reading.asked_by.email],
                headers={
                    "Message-ID": f"<reading-{reading.pk}-{reading.due_on:%Y%m%d}-{speaker.pk}@ros-portaal>"
                },
            ).send()
