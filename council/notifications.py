"""What people are told about input: that it is there, and where. What was said is linked, never
quoted."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from milestones.models import Meeting
from stakeholders.kinds import Kind, register
from stakeholders.models import Body, Channel, Notification, User
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant, bodies_with, users_with
from stakeholders.services import notify
from strategy.models import Publication

from .models import (
    Input,
    InputSession,
    Inquiry,
    Point,
    Reading,
    SessionRequest,
    Trace,
    Undertaking,
)
from .overviews import speakers_of

WRITTEN_DOWN = "council.written_down"
SESSION_ASKED = "council.session_asked"
SESSION_ANSWERED = "council.session_answered"
SESSION_CANCELLED = "council.session_cancelled"
SESSION_REMINDER = "council.session_reminder"
BOSS_MOVED = "council.boss_moved"
INQUIRY_ASKED = "council.inquiry_asked"
INQUIRY_ANSWERED = "council.inquiry_answered"
READING_ASKED = "council.reading_asked"
UNDERTAKEN = "council.undertaken"
ANSWERED = "council.answered"
TEXT_CHANGED = "council.text_changed"


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


def tell_silent(session: InputSession, members: Collection[User], *, key: str) -> None:
    with override("nl"):
        notify(
            members,
            SESSION_REMINDER,
            title=_("%(session)s: give your input") % {"session": session.title},
            url=session.get_absolute_url(),
            subject_id=session.pk,
            key=f"{session.pk}:{key}",
        )


def tell_cancelled(session: InputSession, *, by: User) -> None:
    """Who was invited, the other clerks, and who asked for it."""
    people = {
        *users_with(Grant.GIVE_INPUT, session.body),
        *users_with(Grant.RUN_SESSIONS, session.body),
    }
    if asked := getattr(session, "request", None):
        people.add(asked.asked_by)
    with override("nl"):
        notify(
            people - {by},
            SESSION_CANCELLED,
            title=_("%(session)s does not go on") % {"session": session.title},
            url=session.get_absolute_url(),
            subject_id=session.pk,
            key=str(session.pk),
        )


def tell_answered(points: Collection[int]) -> None:
    """Whoever gave the input behind these points, which were released just now."""
    _tell_authors(points, ANSWERED, gettext_lazy("%(session)s: your input has an answer"))


def tell_text_changed(publication: Publication) -> None:
    """The change that an answer promised can be read from now on."""
    before = (
        Publication.objects.filter(chapter=publication.chapter_id, pk__lt=publication.pk)
        .order_by("-pk")
        .values_list("revision__number", flat=True)
        .first()
    )
    came = Trace.objects.filter(
        chapter=publication.chapter_id,
        revision__number__gt=before or 0,
        revision__number__lte=publication.revision.number,
    )
    points = Point.objects.filter(response__traces__in=came, released_at__isnull=False)
    _tell_authors(
        points.distinct().values_list("pk", flat=True),
        TEXT_CHANGED,
        gettext_lazy("%(session)s: the text changed after your input"),
        key=f":{publication.pk}",
    )


def on_text_published(publication: Publication, **_signal: Any) -> None:
    tell_text_changed(publication)


def _tell_authors(points: Collection[int], kind: str, title: Any, *, key: str = "") -> None:
    first = {"first_point": Min("answers__points")}
    inputs = (
        Input.objects.submitted()
        .filter(answers__points__in=points)
        .annotate(**first)
        .select_related("author", "session")
    )
    with override("nl"):
        for one in inputs:
            notify(
                [one.author],
                kind,
                title=title % {"session": one.session.title},
                url=one.get_absolute_url(),
                subject_id=one.pk,
                # Each point is released once, so the first of them names this news.
                key=f"{one.pk}:{one.first_point}{key}",
            )


def _place_of(asked: SessionRequest) -> str:
    return asked.session.get_absolute_url() if asked.session else reverse("session_list")


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


def tell_asked(inquiry: Inquiry) -> None:
    """Who speaks for the executive of this council."""
    executives = Body.objects.executives().filter(organisation=inquiry.session.body.organisation_id)
    people = {
        person for body in executives for grant in EXECUTIVE for person in users_with(grant, body)
    }
    with override("nl"):
        notify(
            people,
            INQUIRY_ASKED,
            title=_("%(session)s: a member asks a question") % {"session": inquiry.session.title},
            url=inquiry.get_absolute_url(),
            subject_id=inquiry.pk,
            key=str(inquiry.pk),
        )


def tell_inquiry_answered(inquiry: Inquiry) -> None:
    with override("nl"):
        notify(
            [inquiry.asked_by],
            INQUIRY_ANSWERED,
            title=_("%(session)s: your question has an answer")
            % {"session": inquiry.session.title},
            url=inquiry.get_absolute_url(),
            subject_id=inquiry.pk,
            key=str(inquiry.pk),
        )


def tell_undertaken(undertaking: Undertaking) -> None:
    with override("nl"):
        notify(
            [undertaking.holder],
            UNDERTAKEN,
            title=_("%(session)s: the clerk wrote down what you promised")
            % {"session": undertaking.session.title},
            url=undertaking.get_absolute_url(),
            subject_id=undertaking.pk,
            key=str(undertaking.pk),
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


def _mail_linking(notification: Notification) -> EmailMessage:
    """Its title and its link, and nothing of what was said."""
    return message_about(
        notification,
        notification.title,
        "council/mail/linking.txt",
        told=notification.title,
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


def _mail_session_reminder(notification: Notification) -> EmailMessage:
    session = InputSession.objects.select_related("body").get(pk=notification.subject_id)
    moment = date_format(timezone.localtime(session.closes_at), "j F Y, H.i")
    return message_about(
        notification,
        _("%(session)s: give your input") % {"session": session.title},
        "council/mail/session_reminder.txt",
        session=session,
        moment=moment,
    )


def _mail_session_cancelled(notification: Notification) -> EmailMessage:
    session = InputSession.objects.select_related("body").get(pk=notification.subject_id)
    return message_about(
        notification,
        notification.title,
        "council/mail/session_cancelled.txt",
        session=session,
    )


def _mail_answered(notification: Notification) -> EmailMessage:
    return _mail_to_author(notification, _("Your input has an answer"), "council/mail/answered.txt")


def _mail_text_changed(notification: Notification) -> EmailMessage:
    return _mail_to_author(
        notification, _("The text changed after your input"), "council/mail/text_changed.txt"
    )


def _mail_to_author(notification: Notification, subject: str, template: str) -> EmailMessage:
    told = Input.objects.select_related("session").get(pk=notification.subject_id)
    return message_about(
        notification,
        subject,
        template,
        input=told,
    )


def _request(notification: Notification) -> SessionRequest:
    return SessionRequest.objects.with_everything_to_show().get(pk=notification.subject_id)


def _open_to(user: User) -> QuerySet[InputSession]:
    """The sessions in which this member can speak and has not."""
    own = InputSession.objects.filter(body__in=bodies_with(user, Grant.GIVE_INPUT))
    return own.open().waiting_for(user)


SPEAKERS = frozenset({Grant.GIVE_INPUT, Grant.RUN_SESSIONS})
CLERKS = frozenset({Grant.RUN_SESSIONS})
EXECUTIVE = frozenset({Grant.WRITE_LETTERS, Grant.HOLD_PORTFOLIO})


def register_kinds() -> None:
    register(
        Kind(
            SESSION_REMINDER,
            gettext_lazy("A reminder to give input in a session"),
            frozenset({Grant.GIVE_INPUT}),
            readable=InputSession.objects.visible_to,
            waiting=_open_to,
            message=_mail_session_reminder,
        ),
        Kind(
            SESSION_CANCELLED,
            gettext_lazy("A session that was planned does not go on"),
            SPEAKERS | EXECUTIVE,
            readable=InputSession.objects.visible_to,
            message=_mail_session_cancelled,
        ),
        Kind(
            WRITTEN_DOWN,
            gettext_lazy("Somebody wrote down what you said"),
            frozenset({Grant.GIVE_INPUT}),
            readable=Input.objects.visible_to,
            message=_mail_written_down,
        ),
        Kind(
            ANSWERED,
            gettext_lazy("Your input has an answer"),
            SPEAKERS,
            readable=Input.objects.visible_to,
            message=_mail_answered,
        ),
        Kind(
            TEXT_CHANGED,
            gettext_lazy("The text changed after your input"),
            SPEAKERS,
            readable=Input.objects.visible_to,
            message=_mail_text_changed,
            default=Channel.DIGEST,
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
            BOSS_MOVED,
            gettext_lazy("A BOSS was moved and your council no longer fits"),
            CLERKS,
            readable=lambda user: Meeting.objects.upcoming(),
            message=_mail_boss_moved,
        ),
        Kind(
            INQUIRY_ASKED,
            gettext_lazy("A member asks your executive a question"),
            EXECUTIVE,
            readable=Inquiry.objects.visible_to,
            message=_mail_linking,
        ),
        Kind(
            INQUIRY_ANSWERED,
            gettext_lazy("Your question has an answer"),
            frozenset({Grant.GIVE_INPUT}),
            readable=Inquiry.objects.visible_to,
            message=_mail_linking,
        ),
        Kind(
            READING_ASKED,
            gettext_lazy("You are asked whether it is what you said"),
            frozenset({Grant.GIVE_INPUT}),
            readable=InputSession.objects.visible_to,
            message=_mail_reading_asked,
        ),
        Kind(
            UNDERTAKEN,
            gettext_lazy("The clerk wrote down what you promised"),
            frozenset({Grant.HOLD_PORTFOLIO}),
            readable=Undertaking.objects.visible_to,
            message=_mail_linking,
        ),
        Kind(
            SESSION_ANSWERED,
            gettext_lazy("The clerk answered your request for a session"),
            EXECUTIVE,
            readable=SessionRequest.objects.visible_to,
            message=_mail_session_answered,
        ),
    )
