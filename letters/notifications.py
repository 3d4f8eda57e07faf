"""What people are told about letters: that there is one, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ros_portal.lib.one_line import one_line
from ros_portal.lib.storage import read_intact
from stakeholders.kinds import Kind, register
from stakeholders.models import Channel, Notification
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, users_with
from stakeholders.services import notify

from .models import Dispatch, DispatchKind, Letter, RenderingKind

SENT = "letters.sent"
HANDED_OUT = "letters.handed_out"
MODEL_CHANGED = "letters.model_changed"


def tell_clerks(letter: Letter) -> None:
    """The griffie hears that a letter is there; a water authority has none, and nobody is told."""
    with override("nl"):
        notify(
            users_with(Grant.RUN_SESSIONS, letter.council),
            SENT,
            title=_headline(letter),
            url=letter.get_absolute_url(),
            subject_id=letter.pk,
            key=str(letter.pk),
        )


def _headline(letter: Letter) -> str:
    """What may be read of it by whoever sees a mailbox."""
    if letter.is_for_all:
        return _("New letter: %(subject)s") % {"subject": one_line(letter.subject)}
    return _("New letter to %(council)s") % {"council": letter.council}


def mail_to_griffie(dispatch: Dispatch) -> None:
    """With the letter itself, unless that may not lie in a mailbox yet.

    Raises FileDamaged: rather no mail than one with another file.
    """
    letter = Letter.objects.with_bodies().get(pk=dispatch.letter_id)
    carries = dispatch.kind == DispatchKind.MAIL_WITH_LETTER and letter.is_for_all
    with override("nl"):
        message = EmailMessage(
            subject=_headline(letter),
            body=render_to_string(
                "letters/mail/to_griffie.txt",
                {
                    "letter": letter,
                    "carries": carries,
                    "link": settings.SITE_URL + letter.get_absolute_url(),
                },
            ),
            to=[dispatch.address],
            # The same letter is the same message, however often the job is tried.
            headers={"Message-ID": f"<letter-{letter.pk}-{dispatch.pk}@ros-portaal>"},
        )
    if carries:
        adopted = letter.renderings.get(kind=RenderingKind.ADOPTED)
        content = read_intact(adopted.file, adopted.sha256)
        message.attach(adopted.file_name, content, "application/pdf")
    message.send()


def tell_secretaries_of_drafts(letters: Iterable[Letter]) -> None:
    """The region's letter stands ready in the name of their executive."""
    with override("nl"):
        for letter in letters:
            notify(
                users_with(Grant.WRITE_LETTERS, letter.executive),
                HANDED_OUT,
                title=_("A letter to make your own: %(subject)s") % {"subject": letter.subject},
                url=letter.get_absolute_url(),
                subject_id=letter.pk,
                key=str(letter.pk),
            )


def tell_secretaries_of_change(letters: Iterable[Letter]) -> None:
    """Once for everything the region changes until they have done something with the letter."""
    with override("nl"):
        for letter in letters:
            notify(
                users_with(Grant.WRITE_LETTERS, letter.executive),
                MODEL_CHANGED,
                title=_("The region changed its words: %(subject)s") % {"subject": letter.subject},
                url=reverse("letter_follow", args=[letter.pk]),
                subject_id=letter.pk,
                key=f"{letter.pk}:{letter.edition}",
            )


def _mail_about_model(notification: Notification) -> EmailMessage:
    letter = Letter.objects.with_bodies().get(pk=notification.subject_id)
    return message_about(
        notification,
        notification.title,
        "letters/mail/handed_out.txt"
        if notification.kind == HANDED_OUT
        else "letters/mail/model_changed.txt",
        letter=letter,
    )


def _mail_sent(notification: Notification) -> EmailMessage:
    letter = Letter.objects.with_bodies().get(pk=notification.subject_id)
    return message_about(
        notification,
        _headline(letter),
        "letters/mail/to_griffie.txt",
        name=f"letter-{letter.pk}-{notification.user_id}",
        letter=letter,
    )


def register_kinds() -> None:
    secretaries = frozenset({Grant.WRITE_LETTERS})
    register(
        Kind(
            SENT,
            gettext_lazy("A letter to your council has come"),
            frozenset({Grant.RUN_SESSIONS}),
            readable=Letter.objects.visible_to,
            message=_mail_sent,
            # The griffie gets the letter itself by mail; nobody reads of it twice.
            default=Channel.PORTAL,
        ),
        Kind(
            HANDED_OUT,
            gettext_lazy("A letter of the region stands ready for you"),
            secretaries,
            readable=Letter.objects.visible_to,
            message=_mail_about_model,
        ),
        Kind(
            MODEL_CHANGED,
            gettext_lazy("The region changed its words in a letter of yours"),
            secretaries,
            readable=Letter.objects.visible_to,
            message=_mail_about_model,
        ),
    )
