"""To whoever gave input: that it has an answer, and that the text changed after it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import Input, Point, Trace
from stakeholders.kinds import Kind
from stakeholders.models import Channel, Notification
from stakeholders.notifications import message_about
from stakeholders.services import notify
from strategy.models import Publication

from .audiences import SPEAKERS

ANSWERED = "council.answered"
TEXT_CHANGED = "council.text_changed"


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


KINDS = (
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
)
