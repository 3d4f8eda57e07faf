"""What people are told about the strategy: that something waits, and where. What was said is
linked, not quoted."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from stakeholders.kinds import Kind, register
from stakeholders.models import Notification, User
from stakeholders.notifications import message_about
from stakeholders.permissions import Grant
from stakeholders.services import notify

from .answers import silence_of
from .models import Mention, Reminder, ReviewRound, Thread

ASSIGNED = "strategy.assigned"
MENTIONED = "strategy.mentioned"
REMINDER = "strategy.reminder"


def tell_assigned(thread: Thread, person: User, *, key: str) -> None:
    """Assigned, taken back and assigned again is told again: `key` names the time."""
    with override("nl"):
        notify(
            [person],
            ASSIGNED,
            title=_("A question about %(chapter)s waits for you") % {"chapter": thread.chapter},
            url=thread.get_absolute_url(),
            subject_id=thread.pk,
            key=key,
        )


def tell_mentioned(mentions: Iterable[Mention]) -> None:
    with override("nl"):
        for mention in mentions:
            thread = mention.comment.thread
            notify(
                [mention.user],
                MENTIONED,
                title=_("A colleague calls you in about %(chapter)s") % {"chapter": thread.chapter},
                url=thread.get_absolute_url(),
                subject_id=mention.pk,
                key=str(mention.pk),
            )


def tell_silent(reminder: Reminder) -> None:
    with override("nl"):
        notify(
            [reminder.user],
            REMINDER,
            title=_("%(round)s: your position is asked") % {"round": reminder.round},
            url=reminder.round.get_absolute_url(),
            subject_id=reminder.pk,
            key=str(reminder.pk),
        )


def _mail_assigned(notification: Notification) -> EmailMessage:
    thread = Thread.objects.select_related("chapter").get(pk=notification.subject_id)
    return message_about(
        notification,
        _("A question about %(chapter)s waits for you") % {"chapter": thread.chapter},
        "strategy/mail/assigned.txt",
        name=f"assigned-{notification.pk}",
        thread=thread,
    )


def _mail_mentioned(notification: Notification) -> EmailMessage:
    mention = Mention.objects.select_related("comment__thread__chapter").get(
        pk=notification.subject_id
    )
    thread = mention.comment.thread
    return message_about(
        notification,
        _("A colleague calls you in about %(chapter)s") % {"chapter": thread.chapter},
        "strategy/mail/mentioned.txt",
        name=f"mention-{mention.pk}",
        thread=thread,
    )


def _mail_reminder(notification: Notification) -> EmailMessage:
    """To one person, about the bodies for which this person is asked."""
    reminder = Reminder.objects.select_related("round__product").get(pk=notification.subject_id)
    silences = silence_of(reminder.round)[notification.user_id]
    count = len({chapter.pk for one in silences for chapter in one.chapters})
    day = date_format(min(one.due_on for one in silences), "j F Y")
    return message_about(
        notification,
        ngettext(
            "Give your position on %(count)s chapter by %(day)s",
            "Give your position on %(count)s chapters by %(day)s",
            count,
        )
        % {"count": count, "day": day},
        "strategy/mail/reminder.txt",
        name=f"reminder-{reminder.pk}",
        round=reminder.round,
        silences=silences,
        day=day,
    )


def _mentions_read_by(user: User) -> QuerySet[Mention]:
    readable = Thread.objects.visible_to(user)
    return Mention.objects.filter(user=user, comment__thread__in=readable)


def _reminders_read_by(user: User) -> QuerySet[Reminder]:
    return Reminder.objects.filter(user=user, round__in=ReviewRound.objects.visible_to(user))


def _reminders_still_needed(user: User) -> QuerySet[Reminder]:
    """Who answered meanwhile, or is not asked any more, or whose round is over, hears nothing."""
    own = Reminder.objects.filter(round=OuterRef("pk"), user=user)
    rounds = ReviewRound.objects.open().filter(Exists(own)).select_related("product")
    silent = [one.pk for one in rounds if user.pk in silence_of(one)]
    return Reminder.objects.filter(user=user, round__in=silent)


WRITERS = frozenset({Grant.PROPOSE_STRATEGY})


def register_kinds() -> None:
    register(
        Kind(
            ASSIGNED,
            gettext_lazy("A colleague asks you to answer"),
            WRITERS,
            readable=Thread.objects.visible_to,
            waiting=lambda user: Thread.objects.filter(assigned_to=user),
            message=_mail_assigned,
        ),
        Kind(
            MENTIONED,
            gettext_lazy("A colleague calls you in"),
            WRITERS,
            readable=_mentions_read_by,
            message=_mail_mentioned,
        ),
        Kind(
            REMINDER,
            gettext_lazy("A reminder of a review round"),
            WRITERS | {Grant.HOLD_PORTFOLIO},
            readable=_reminders_read_by,
            waiting=_reminders_still_needed,
            message=_mail_reminder,
        ),
    )
