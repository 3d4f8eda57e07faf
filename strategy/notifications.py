"""Mail about the strategy: that something waits, and where. What was said is linked, not quoted."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from stakeholders.models import User

from .answers import Silence
from .models import Mention, Reminder, Thread


def mail_assigned(thread: Thread, person: User) -> None:
    with override("nl"):
        context = {"thread": thread, "link": settings.SITE_URL + thread.get_absolute_url()}
        EmailMessage(
            subject=_("A question about %(chapter)s waits for you") % {"chapter": thread.chapter},
            body=render_to_string("strategy/mail/assigned.txt", context),
            to=[person.email],
        ).send()


def mail_mentioned(mention: Mention) -> None:
    thread = mention.comment.thread
    with override("nl"):
        context = {"thread": thread, "link": settings.SITE_URL + thread.get_absolute_url()}
        EmailMessage(
            subject=_("A colleague calls you in about %(chapter)s") % {"chapter": thread.chapter},
            body=render_to_string("strategy/mail/mentioned.txt", context),
            to=[mention.user.email],
            # The same mention is the same message, however often the job is tried.
            headers={"Message-ID": f"<mention-{mention.pk}@ros-portaal>"},
        ).send()


def mail_reminder(reminder: Reminder, silences: list[Silence]) -> None:
    """To one person, about the bodies for which this person is asked."""
    with override("nl"):
        count = len({chapter.pk for one in silences for chapter in one.chapters})
        day = date_format(min(one.due_on for one in silences), "j F Y")
        link = settings.SITE_URL + reminder.round.get_absolute_url()
        EmailMessage(
            subject=ngettext(
                "Give your position on %(count)s chapter by %(day)s",
                "Give your position on %(count)s chapters by %(day)s",
                count,
            )
            % {"count": count, "day": day},
            body=render_to_string(
                "strategy/mail/reminder.txt",
                {"round": reminder.round, "silences": silences, "day": day, "link": link},
            ),
            to=[reminder.user.email],
            # The same reminder is the same message, however often the job is tried.
            headers={"Message-ID": f"<reminder-{reminder.pk}@ros-portaal>"},
        ).send()
