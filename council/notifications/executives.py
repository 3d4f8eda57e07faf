"""To an executive: that its clerk passed on a session, and that the answers after a BOSS are there."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from council.models import InputSession, Point, Report, Response
from stakeholders.kinds import Kind
from stakeholders.models import User
from stakeholders.services import notify

from .audiences import EXECUTIVE, HOLDERS, executives_of
from .linking import mail_linking

HANDED_OVER = "council.handed_over"
ANSWERS_PUBLISHED = "council.answers_published"


def tell_handed_over(session: InputSession) -> None:
    """The portfolio holders of its executive say where the points go."""
    report = Report.objects.filter(session=session).first()
    people = executives_of([session.body], HOLDERS)
    with override("nl"):
        notify(
            people[session.body.organisation_id],
            HANDED_OVER,
            title=_("%(session)s: the clerk passed the input on") % {"session": session.title},
            url=(report or session).get_absolute_url(),
            subject_id=session.pk,
            key=str(session.pk),
        )


def tell_published(responses: Collection[Response]) -> None:
    """Who speaks for the executives of the councils that said something of this, once a session."""
    first = {"first_answer": Min("report__points__response")}
    sessions = list(
        InputSession.objects.filter(report__points__response__in=[one.pk for one in responses])
        .annotate(**first)
        .select_related("body", "report")
    )
    people = executives_of([session.body for session in sessions], EXECUTIVE)
    with override("nl"):
        for session in sessions:
            notify(
                people[session.body.organisation_id],
                ANSWERS_PUBLISHED,
                title=_("%(session)s: there are answers to tell your council")
                % {"session": session.title},
                url=session.report.get_absolute_url(),
                subject_id=session.pk,
                # Each answer is published once, so the first of them names this news.
                key=f"{session.pk}:{session.first_answer}",
            )


def _untold(user: User) -> QuerySet[InputSession]:
    """Of which the council still waits for an answer that was published."""
    return InputSession.objects.visible_to(user).filter(
        report__points__in=Point.objects.to_release()
    )


KINDS = (
    Kind(
        HANDED_OVER,
        gettext_lazy("The clerk passed on what your council said"),
        HOLDERS,
        readable=InputSession.objects.visible_to,
        message=mail_linking,
    ),
    Kind(
        ANSWERS_PUBLISHED,
        gettext_lazy("The answers after a BOSS are there"),
        EXECUTIVE,
        readable=InputSession.objects.visible_to,
        waiting=_untold,
        message=mail_linking,
    ),
)
