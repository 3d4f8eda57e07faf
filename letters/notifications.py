"""Mail about letters: that there is one, and where it stands."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from stakeholders.models import User

from .models import Letter


def mail_letter_sent(letter: Letter, clerks: list[User]) -> None:
    with override("nl"):
        context = {"letter": letter, "link": settings.SITE_URL + letter.get_absolute_url()}
        EmailMessage(
            subject=_("New letter: %(subject)s") % {"subject": letter.subject},
            body=render_to_string("letters/mail/letter_sent.txt", context),
            to=[clerk.email for clerk in clerks],
            # The same letter is the same message, however often the job is tried.
            headers={"Message-ID": f"<letter-{letter.pk}@ros-portaal>"},
        ).send()
