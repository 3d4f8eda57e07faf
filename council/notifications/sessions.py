"""That a session is asked for, waits for input, or no longer fits its BOSS."""

from __future__ import annotations

from collections.abc import Collection

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Extension, InputSession, SessionRequest
from milestones.models import Meeting
from stakeholders.kinds import Kind
from stakeholders.models import Body, Notification, User
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, bodies_with, users_with
from stakeholders.services import notify

from .audiences import CLERKS, EXECUTIVE, GUESTS, MEMBERS, guests_among

SESSION_ASKED = "council.session_asked"
SESSION_ANSWERED = "council.session_answered"
SESSION_CANCELLED = "council.session_cancelled"
SESSION_EXTENDED = "council.session_extended"
SESSION_OPENED = "council.session_opened"
SESSION_REMINDER = "council.session_reminder"
BOSS_MOVED = "council.boss_moved"


def tell_clerks(asked: SessionRequest) -> None:
    with override("nl"):
        notify(
            users_with(Grant.RUN_SESSIONS, asked.body),
            SESSION_ASKED,
            title=_("The executive asks for a session"),
            url=reverse("session_list"),
            subject_id=asked.pk,
            key=str(asked.pk),
        )


def tell_asker(asked: SessionRequest) -> None:
    with override("nl"):
        notify(
            [asked.asked_by],
            SESSION_ANSWERED,
            title=_("Your request for a session has been answered"),
            url=_place_of(asked),
            subject_id=asked.pk,
            key=str(asked.pk),
        )


def _place_of(asked: SessionRequest) -> str:
    return asked.session.get_absolute_url() if asked.session else reverse("session_list")


def tell_opened(session: InputSession) -> None:
    with override("nl"):
        notify(
            users_with(Grant.GIVE_INPUT, session.body),
            SESSION_OPENED,
            title=_("%(session)s: give your input") % {"session": named(session)},
            url=reverse("input_edit", args=[session.pk]),
            subject_id=session.pk,
            key=str(session.pk),
        )


def tell_extended(extension: Extension) -> None:
    session = extension.session
    with override("nl"):
        notify(
            users_with(Grant.GIVE_INPUT, session.body),
            SESSION_EXTENDED,
            title=_("%(session)s: you can give input longer") % {"session": named(session)},
            url=reverse("input_edit", args=[session.pk]),
            subject_id=extension.pk,
            key=str(extension.pk),
        )


def named(session: InputSession) -> str:
    """Mail travels in the open: what a council speaks about behind closed doors stays out of it."""
    return _("Session behind closed doors") if session.is_closed else session.title


def tell_silent(session: InputSession, members: Collection[User], *, key: str) -> None:
    with override("nl"):
        notify(
            members,
            SESSION_REMINDER,
            title=_("%(session)s: give your input") % {"session": named(session)},
            url=session.get_absolute_url(),
            subject_id=session.pk,
            key=f"{session.pk}:{key}",
        )


def tell_cancelled(session: InputSession, *, by: User) -> None:
    """Who was invited, the other clerks, and who asked for it."""
    people = {
        *users_with(Grant.GIVE_INPUT, session.body),
        *users_with(Grant.RUN_SESSIONS, session.body),
        *guests_among(session, session.guests.all()),
    }
    if asked := getattr(session, "request", None):
        people.add(asked.asked_by)
    with override("nl"):
        notify(
            people - {by},
            SESSION_CANCELLED,
            title=_("%(session)s does not go on") % {"session": named(session)},
            url=session.get_absolute_url(),
            subject_id=session.pk,
            key=str(session.pk),
        )


def tell_boss_moved(meeting: Meeting, councils: Collection[Body], *, event_id: int) -> None:
    """The clerks of the councils that fitted before it was moved and no longer do."""
    with override("nl"):
        for council in councils:
            notify(
                users_with(Grant.RUN_SESSIONS, council),
                BOSS_MOVED,
                title=_("The %(meeting)s has been moved: %(council)s no longer fits")
                % {"meeting": meeting.short_name, "council": council},
                url=reverse("planning_detail", args=[meeting.pk]),
                subject_id=meeting.pk,
                key=f"{event_id}:{council.pk}",
            )


def _mail_session_asked(notification: Notification) -> EmailMessage:
    asked = _request(notification)
    return message_about(
        notification,
        _("The executive asks for a session"),
        "council/mail/session_asked.txt",
        name=f"session-asked-{asked.pk}-{notification.user_id}",
        reply_to=[asked.asked_by.email],
        asked=asked,
    )


def _mail_session_answered(notification: Notification) -> EmailMessage:
    asked = _request(notification)
    return message_about(
        notification,
        _("Your request for a session has been answered"),
        "council/mail/session_answered.txt",
        name=f"session-answered-{asked.pk}",
        asked=asked,
    )


def _request(notification: Notification) -> SessionRequest:
    return SessionRequest.objects.with_everything_to_show().get(pk=notification.subject_id)


def _mail_session_opened(notification: Notification) -> EmailMessage:
    return _mail_about(_session(notification), notification, "council/mail/session_opened.txt")


def _mail_session_extended(notification: Notification) -> EmailMessage:
    extension = Extension.objects.select_related("session__body").get(pk=notification.subject_id)
    return _mail_about(
        extension.session,
        notification,
        "council/mail/session_extended.txt",
        reason="" if extension.session.is_closed else extension.reason,
    )


def _mail_session_reminder(notification: Notification) -> EmailMessage:
    return _mail_about(_session(notification), notification, "council/mail/session_reminder.txt")


def _session(notification: Notification) -> InputSession:
    return InputSession.objects.select_related("body").get(pk=notification.subject_id)


def _mail_about(
    session: InputSession, notification: Notification, template: str, *, reason: str = ""
) -> EmailMessage:
    """With when it closes, as that stands at the moment of mailing."""
    return message_about(
        notification,
        notification.title,
        template,
        council=session.body.name,
        named=named(session),
        moment=date_format(timezone.localtime(session.closes_at), "j F Y, H.i"),
        reason=reason,
    )


def _mail_session_cancelled(notification: Notification) -> EmailMessage:
    session = _session(notification)
    return message_about(
        notification,
        notification.title,
        "council/mail/session_cancelled.txt",
        session=session,
        named=named(session),
    )


def _mail_boss_moved(notification: Notification) -> EmailMessage:
    meeting = Meeting.objects.select_related("body").get(pk=notification.subject_id)
    return message_about(
        notification,
        notification.title,
        "council/mail/boss_moved.txt",
        meeting=meeting,
        told=notification.title,
    )


def _open_to(user: User) -> QuerySet[InputSession]:
    """The sessions in which this member can speak and has not."""
    own = InputSession.objects.filter(body__in=bodies_with(user, Grant.GIVE_INPUT))
    return own.open().waiting_for(user)


def _extended_and_open_to(user: User) -> QuerySet[Extension]:
    """Also for who spoke: there is time to say more."""
    return Extension.objects.filter(session__in=InputSession.objects.open())


KINDS = (
    Kind(
        SESSION_OPENED,
        gettext_lazy("A session of your council is open for input"),
        MEMBERS,
        readable=InputSession.objects.visible_to,
        waiting=_open_to,
        message=_mail_session_opened,
    ),
    Kind(
        SESSION_EXTENDED,
        gettext_lazy("A session stays open longer"),
        MEMBERS,
        readable=Extension.objects.visible_to,
        waiting=_extended_and_open_to,
        message=_mail_session_extended,
    ),
    Kind(
        SESSION_REMINDER,
        gettext_lazy("A reminder to give input in a session"),
        MEMBERS,
        readable=InputSession.objects.visible_to,
        waiting=_open_to,
        message=_mail_session_reminder,
    ),
    Kind(
        SESSION_CANCELLED,
        gettext_lazy("A session that was planned does not go on"),
        GUESTS,
        readable=InputSession.objects.visible_to,
        message=_mail_session_cancelled,
    ),
    Kind(
        SESSION_ASKED,
        gettext_lazy("The executive asks for a session"),
        CLERKS,
        readable=SessionRequest.objects.visible_to,
        waiting=lambda user: SessionRequest.objects.open(),
        message=_mail_session_asked,
    ),
    Kind(
        SESSION_ANSWERED,
        gettext_lazy("The clerk answered your request for a session"),
        EXECUTIVE,
        readable=SessionRequest.objects.visible_to,
        message=_mail_session_answered,
    ),
    Kind(
        BOSS_MOVED,
        gettext_lazy("A BOSS was moved and your council no longer fits"),
        CLERKS,
        readable=lambda user: Meeting.objects.upcoming(),
        message=_mail_boss_moved,
    ),
)
