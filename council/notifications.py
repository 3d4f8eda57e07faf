"""Mail about input: that it is there, and where. What was said is linked, never quoted."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Input


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
