"""What waits for a member, a clerk, an executive or the project team. No query for who has no part."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ros_portal.lib.dates import end_of
from ros_portal.lib.waiting import Waiting
from stakeholders.models import User
from stakeholders.permissions import Grant, bodies_with, organisations_with

from .models import (
    InputSession,
    Inquiry,
    Minutes,
    Point,
    Reading,
    Report,
    Response,
    SessionRequest,
    Undertaking,
)
from .models.reports import works_on_strategy
from .permissions import organisations_told_by


def waiting_for(user: User) -> list[Waiting]:
    return [
        *_for_member(user),
        *_words_to_read(user),
        *_for_clerk(user),
        *_requests_to_answer(user),
        *_reports_to_make(user),
        *_points_to_place(user),
        *_points_to_answer(user),
        *_answers_to_read(user),
        *_answers_to_publish(user),
        *_minutes_to_read(user),
        *_answers_to_tell(user),
        *_for_executive(user),
        *_inquiries_to_answer(user),
        *_undertakings_to_settle(user),
    ]


def _for_member(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.GIVE_INPUT)
    if not councils:
        return []
    sessions = (
        InputSession.objects.open()
        .filter(body__in=councils)
        .waiting_for(user)
        .select_related("meeting__body")
    )
    return [
        Waiting(
            title=_("%(session)s: give your input") % {"session": session.title},
            note=_("Your draft has been kept.") if session.has_draft else _for_whom(session),
            url=reverse("input_edit", args=[session.pk]),
            action=_("Go on") if session.has_draft else _("Give input"),
            due_at=session.closes_at,
        )
        for session in sessions
    ]


def _words_to_read(user: User) -> list[Waiting]:
    """What a clerk wrote down of this member or its group, as long as nobody of them reacted."""
    if not bodies_with(user, Grant.GIVE_INPUT):
        return []
    return [
        Waiting(
            title=_("%(session)s: is this what you said?") % {"session": reading.session.title},
            note=_("The clerk wrote it down."),
            url=reverse("session_reading", args=[reading.session_id]),
            action=_("Read and react"),
            due_at=end_of(reading.due_on),
        )
        for reading in Reading.objects.waiting_for(user).select_related("session")
    ]


def _for_clerk(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.RUN_SESSIONS)
    if not councils:
        return []
    sessions = (
        InputSession.objects.going_on()
        .filter(body__in=councils, handed_over_at__isnull=True, opens_at__lte=timezone.now())
        .counted()
        .select_related("meeting__body")
    )
    now = timezone.now()
    return [
        _open_session(session) if session.is_open(now) else _closed_session(session)
        for session in sessions
    ]


def _requests_to_answer(user: User) -> list[Waiting]:
    councils = bodies_with(user, Grant.RUN_SESSIONS)
    if not councils:
        return []
    requests = SessionRequest.objects.open().filter(body__in=councils).with_everything_to_show()
    return [
        Waiting(
            title=_("%(name)s asks for a session, for the executive") % {"name": asked.asked_by},
            note=asked.why,
            url=f"{reverse('session_create')}?request={asked.pk}",
            action=_("Put it on the agenda"),
            due_at=asked.meeting.starts_at if asked.meeting else None,
        )
        for asked in requests
    ]


def _for_executive(user: User) -> list[Waiting]:
    """What the own council gave along, until the meeting that it was given for."""
    own = organisations_told_by(user)
    if not own:
        return []
    sessions = (
        InputSession.objects.filter(
            body__organisation__in=own,
            handed_over_at__isnull=False,
            meeting__starts_at__gte=timezone.now(),
        )
        .counted()
        .select_related("meeting__body")
    )
    return [
        Waiting(
            title=_("%(session)s: the clerk passed the input on") % {"session": session.title},
            note=_count(session),
            url=session.get_absolute_url(),
            action=_("Read the input"),
            due_at=_before_meeting(session),
        )
        for session in sessions
    ]


def _reports_to_make(user: User) -> list[Waiting]:
    own = organisations_with(user, Grant.WRITE_STRATEGY)
    if not own:
        return []
    reports = Report.objects.filter(
        session__body__organisation__in=own, ready_at__isnull=True, confirmed_at__isnull=True
    ).select_related("session__meeting")
    return [
        Waiting(
            title=_("%(session)s: make the report") % {"session": report.session.title},
            note=report.remark or _("The clerk asked for it."),
            url=report.get_absolute_url(),
            action=_("To the report"),
            due_at=_before_meeting(report.session),
        )
        for report in reports
    ]


def _points_to_place(user: User) -> list[Waiting]:
    """For a portfolio holder: points of which nobody knows yet where they go."""
    own = organisations_with(user, Grant.HOLD_PORTFOLIO)
    if not own:
        return []
    sessions = (
        InputSession.objects.filter(body__organisation__in=own, handed_over_at__isnull=False)
        .counting_points(Q(report__points__destination=""))
        .select_related("meeting")
    )
    return [
        Waiting(
            title=ngettext(
                "%(session)s: say where %(count)s point goes",
                "%(session)s: say where %(count)s points go",
                session.points,
            )
            % {"session": session.title, "count": session.points},
            note=_("Along to the BOSS, for your own vision, or answered by yourselves."),
            url=reverse("report_detail", args=[session.pk]),
            action=_("To the report"),
            due_at=_before_meeting(session),
        )
        for session in sessions
        if session.points
    ]


def _points_to_answer(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.WRITE_STRATEGY):
        return []
    waiting = []
    counts = (
        Point.objects.of_boss()
        .filter(response=None)
        .aggregate(
            mine=Count("pk", filter=Q(handler=user)), shared=Count("pk", filter=Q(handler=None))
        )
    )
    if mine := counts["mine"]:
        waiting.append(
            Waiting(
                title=ngettext(
                    "%(count)s point on your table has no answer",
                    "%(count)s points on your table have no answer",
                    mine,
                )
                % {"count": mine},
                note="",
                url=f"{reverse('point_list')}?mine=on&state=open",
                action=_("To the points"),
            )
        )
    if shared := counts["shared"]:
        waiting.append(
            Waiting(
                title=ngettext(
                    "%(count)s point for the BOSS lies on the shared table",
                    "%(count)s points for the BOSS lie on the shared table",
                    shared,
                )
                % {"count": shared},
                note=_("Nobody has taken them up yet."),
                url=f"{reverse('point_list')}?state=open",
                action=_("To the points"),
            )
        )
    return waiting


def _answers_to_read(user: User) -> list[Waiting]:
    """A colleague asked for a second pair of eyes."""
    if not bodies_with(user, Grant.WRITE_STRATEGY):
        return []
    answers = list(Response.objects.to_read(user).select_related("prepared_by"))
    if len(answers) > 1:
        return [
            Waiting(
                title=_("%(count)s answers: read along") % {"count": len(answers)},
                note=_("Colleagues ask for a second pair of eyes."),
                url=reverse("responses_read"),
                action=_("Read them"),
            )
        ]
    return [
        Waiting(
            title=_("%(answer)s: read along") % {"answer": response.title},
            note=_("%(name)s asks a colleague to read this answer.")
            % {"name": response.prepared_by},
            url=response.get_absolute_url(),
            action=_("Read it"),
        )
        for response in answers
    ]


def _answers_to_publish(user: User) -> list[Waiting]:
    """Read by a colleague, and the BOSS has met since."""
    if not bodies_with(user, Grant.LEAD_STRATEGY):
        return []
    count = Response.objects.to_publish().count()
    if not count:
        return []
    return [
        Waiting(
            title=ngettext(
                "%(count)s answer can be published", "%(count)s answers can be published", count
            )
            % {"count": count},
            note=_("The BOSS has met."),
            url=reverse("responses_publish"),
            action=_("Look and publish"),
        )
    ]


def _minutes_to_read(user: User) -> list[Waiting]:
    if not works_on_strategy(user):
        return []
    shared = Minutes.objects.filter(shared_at__isnull=False, adopted_at__isnull=True)
    return [
        Waiting(
            title=str(minutes),
            note=_("Say what should be different, until they are adopted in the next BOSS."),
            url=reverse("minutes", args=[minutes.meeting_id]),
            action=_("Read them"),
        )
        for minutes in shared.select_related("meeting__body")
    ]


def _answers_to_tell(user: User) -> list[Waiting]:
    """For who speaks to the own council: what was answered and not told yet."""
    own = organisations_told_by(user)
    if not own:
        return []
    sessions = InputSession.objects.filter(body__organisation__in=own).counting_points(
        Q(report__points__in=Point.objects.to_release())
    )
    return [
        Waiting(
            title=ngettext(
                "%(session)s: tell your council the answer to %(count)s point",
                "%(session)s: tell your council the answers to %(count)s points",
                session.points,
            )
            % {"session": session.title, "count": session.points},
            note=_("Mostly with the council letter."),
            url=reverse("report_detail", args=[session.pk]),
            action=_("Read and tell"),
        )
        for session in sessions
        if session.points
    ]


def _inquiries_to_answer(user: User) -> list[Waiting]:
    own = organisations_told_by(user)
    if not own:
        return []
    inquiries = Inquiry.objects.filter(
        session__body__organisation__in=own, answered_at__isnull=True
    ).select_related("session")
    return [
        Waiting(
            title=_("%(session)s: a member asks a question") % {"session": inquiry.session.title},
            note=inquiry.text,
            url=reverse("inquiry_answer", args=[inquiry.pk]),
            action=_("Answer it"),
        )
        for inquiry in inquiries
    ]


def _undertakings_to_settle(user: User) -> list[Waiting]:
    if not bodies_with(user, Grant.HOLD_PORTFOLIO):
        return []
    undertakings = Undertaking.objects.visible_to(user).filter(holder=user, settled_at__isnull=True)
    return [
        Waiting(
            # The title also stands in calendars, which lie on servers of others.
            title=_("%(session)s: settle what you promised")
            % {"session": undertaking.session.title},
            note=undertaking.text,
            url=reverse("undertaking_settle", args=[undertaking.pk]),
            action=_("Settle it"),
            due_at=end_of(undertaking.due_on),
        )
        for undertaking in undertakings.select_related("session")
    ]


def _open_session(session: InputSession) -> Waiting:
    return Waiting(
        title=_("%(session)s is open") % {"session": session.title},
        note=_count(session),
        url=session.get_absolute_url(),
        action=_("See who has spoken"),
        due_at=session.closes_at,
    )


def _closed_session(session: InputSession) -> Waiting:
    return Waiting(
        title=_("%(session)s is closed: pass the input on") % {"session": session.title},
        note=_count(session),
        url=session.get_absolute_url(),
        action=_("To the session"),
        due_at=_before_meeting(session),
    )


def _before_meeting(session: InputSession) -> datetime | None:
    return session.meeting.starts_at if session.meeting else None


def _count(session: InputSession) -> str:
    count = session.submitted
    if not count:
        return _("No input submitted yet")
    return ngettext("%(count)s input submitted", "%(count)s inputs submitted", count) % {
        "count": count
    }


def _for_whom(session: InputSession) -> str:
    if session.meeting is None:
        return ""
    return _("Goes to the %(meeting)s") % {"meeting": session.meeting}
