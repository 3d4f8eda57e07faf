"""That somebody is invited to a session of a council, and that it opened."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Guest, InputSession
from stakeholders.kinds import Kind
from stakeholders.models import Notification, User
from stakeholders.notifications import message_about
from stakeholders.services import notify

from .audiences import GUESTS, guests_among
from .sessions import named

SESSION_INVITED = "council.session_invited"


def tell_invited(session: InputSession, guests: Iterable[Guest]) -> None:
    with override("nl"):
        title = _("You are invited: %(session)s") % {"session": named(session)}
    for guest in guests:
        _tell(session, [guest], title=title, key=f"{session.pk}:{guest.pk}")


def tell_guests_opened(session: InputSession) -> None:
    """Who comes beside the members; those give input, and hear it in their own words."""
    with override("nl"):
        title = _("%(session)s has opened") % {"session": named(session)}
    _tell(session, session.guests.all(), title=title, key=f"{session.pk}:opened")


def _tell(session: InputSession, guests: Iterable[Guest], *, title: str, key: str) -> None:
    notify(
        guests_among(session, guests),
        SESSION_INVITED,
        title=title,
        url=session.get_absolute_url(),
        subject_id=session.pk,
        key=key,
    )


def _mail_session_invited(notification: Notification) -> EmailMessage:
    session = InputSession.objects.select_related("body").get(pk=notification.subject_id)
    return message_about(
        notification,
        notification.title,
        "council/mail/session_invited.txt",
        session=session,
        named=named(session),
    )


def _still_to_come(user: User) -> QuerySet[InputSession]:
    return InputSession.objects.going_on().filter(closes_at__gt=timezone.now())


KINDS = (
    Kind(
        SESSION_INVITED,
        gettext_lazy("You are invited to a session of a council"),
        GUESTS,
        readable=InputSession.objects.visible_to,
        waiting=_still_to_come,
        message=_mail_session_invited,
    ),
)
