"""Sessions: the list, one session as member, clerk or executive sees it, and its planning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from council import permissions, services
from council.forms import CancelSessionForm, ExtendSessionForm, SessionForm
from council.given import given_by
from council.models import (
    Input,
    InputSession,
    InputSource,
    Inquiry,
    SessionMode,
    SessionPurpose,
    SessionRequest,
    Undertaking,
)
from council.overviews import group_standings
from council.planning import misfits, proposed_window
from milestones.boss import consultations_for
from milestones.deadlines import Deadlines, count_back
from milestones.models import Meeting
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, asked_number
from stakeholders.models import Body, User
from stakeholders.models.organisations import BodyQuerySet
from stakeholders.permissions import Grant, bodies_with

from .finding import request_seen, session_seen

PER_PAGE = 50
AFTER_THE_MEETING = gettext_lazy("Input must close before the BOSS that it goes to.")
CANCELLED = gettext_lazy("A colleague cancelled this session meanwhile.")


@require_safe
def session_list(request: UserRequest) -> HttpResponse:
    sessions = InputSession.objects.visible_to(request.user).with_everything_to_show()
    now = timezone.now()
    return render(
        request,
        "council/session_list.html",
        {
            "open_sessions": sessions.open(now).counted(),
            "page": Paginator(sessions.not_open(now), PER_PAGE).get_page(request.GET.get("page")),
            "may_plan": permissions.can_plan_sessions(request.user),
            "may_answer": permissions.can_answer(request.user),
            "dossiers": _dossiers(request.user),
            "may_ask": permissions.can_ask_session(request.user),
            "requests": _requests(request, now),
            "given": given_by(request.user),
            "clerk_of": bodies_with(request.user, Grant.RUN_SESSIONS),
        },
    )


def _dossiers(user: User) -> list[Meeting]:
    """Of the coming BOSS and of the last, and what comes for the Rijk, for who sits at the table."""
    if not permissions.can_read_dossier(user):
        return []
    meetings = Meeting.objects.select_related("body")
    return [
        *meetings.upcoming().of_boss()[:1],
        *meetings.held().of_boss()[:1],
        *meetings.upcoming().filter(forwarded_items__isnull=False).distinct()[:3],
    ]


def _requests(request: UserRequest, now: datetime) -> list[SessionRequest]:
    """For who asks and for who answers."""
    user = request.user
    if not (permissions.can_ask_session(user) or permissions.can_plan_sessions(user)):
        return []
    return list(SessionRequest.objects.visible_to(user).current(now).with_everything_to_show())


@require_safe
def session_detail(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    inputs = Input.objects.visible_to(request.user).filter(session=session)
    submitted = (
        inputs.submitted()
        .select_related("author", "group", "resolution", "withholding", "session__body")
        .counted()
    )
    newest_first = submitted.order_by("-submitted_at", "-pk")
    page = Paginator(newest_first, PER_PAGE).get_page(request.GET.get("page"))
    permissions.name_speakers(request.user, page)
    may_run = permissions.can_run_session(request.user, session)
    report = getattr(session, "report", None)
    guests = list(session.guests.select_related("person", "body"))
    may: dict[str, object] = {
        "may_run": may_run,
        "may_register": permissions.can_register(request.user, session),
        "may_ask_report": permissions.can_ask_report(request.user, session),
        "may_remind": permissions.can_remind(request.user, session),
        "may_change": permissions.can_change_session(request.user, session),
        "may_cancel": permissions.can_cancel_session(request.user, session),
        "may_record": permissions.can_record_sitting(request.user, session),
        "may_invite": permissions.can_invite(request.user, session),
        "may_extend": permissions.can_extend_session(request.user, session),
        "may_hand_over": permissions.can_hand_over(request.user, session),
        "may_make_public": permissions.can_make_public(request.user, session),
    }
    return render(
        request,
        "council/session_detail.html",
        {
            "session": session,
            "questions": list(session.questions.all()),
            "extensions": session.extensions.all(),
            "guests": guests,
            "is_guest": permissions.is_among(request.user, guests),
            "page": page,
            "hidden_count": session.inputs.submitted().count() - submitted.count(),
            "own_draft": inputs.drafts().exists(),
            "own_input": inputs.submitted()
            .filter(author=request.user, source=InputSource.ONLINE)
            .last(),
            "may_give_input": permissions.can_give_input(request.user, session),
            "window": permissions.is_open_now(session),
            **may,
            "next_step": _next_step(session, may) if may_run else "",
            **_promises(request.user, session),
            "report": report,
            "may_read_report": report and permissions.can_read_report(request.user, report),
            "misfits": _misfits(session) if may["may_change"] else [],
            "standings": group_standings(session) if may_run else [],
        },
    )


def _next_step(session: InputSession, may: Mapping[str, object]) -> str:
    """What a clerk most likely comes for: one of all that can be done."""
    match session.state:
        case "cancelled":
            return "plan"
        case "upcoming":
            return "qr"
        case "open":
            in_a_room = session.mode == SessionMode.MEETING and may["may_register"]
            return "capture" if in_a_room else "remind"
    if may["may_hand_over"]:
        return "hand_over"
    if not session.handed_over_at:
        return "report" if hasattr(session, "report") else "ask_report"
    return "make_public" if may["may_make_public"] else ""


def _misfits(session: InputSession) -> list[str]:
    """Of a session that can still be changed."""
    if session.meeting is None or not session.meeting.is_boss or session.state == "closed":
        return []
    return misfits(session.meeting, held_at=session.held_at, closes_at=session.closes_at)


def _last_days(form: SessionForm) -> list[tuple[Meeting, Deadlines]]:
    """Of every BOSS that the form can be for."""
    return [(meeting, count_back(meeting.on)) for meeting in form.meetings if meeting.is_boss]


def _promises(user: User, session: InputSession) -> dict[str, object]:
    """What stays between this council and its executive."""
    of_session = {"session": session}
    return {
        "inquiries": Inquiry.objects.visible_to(user)
        .filter(**of_session)
        .select_related("asked_by", "answered_by", "chapter"),
        "undertakings": Undertaking.objects.visible_to(user)
        .filter(**of_session)
        .select_related("holder", "settled_by"),
        "speaks_for_executive": permissions.speaks_for_executive_of(user, session),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: UserRequest) -> HttpResponse:
    require(permissions.can_plan_sessions(request.user))

    councils = permissions.councils_run_by(request.user)
    asked = _request_answered(request)
    if asked is not None:
        councils = councils.filter(pk=asked.body_id)
    meeting = asked.meeting if asked else _boss_chosen(request, councils)
    form = SessionForm(
        request.POST or None,
        councils=councils,
        initial={
            "purpose": SessionPurpose.OPINION,
            "questions": "\n".join(services.questions_to_begin_with(councils[0])),
            "meeting": meeting,
            **(proposed_window(meeting) if meeting else {}),
        },
    )
    if form.is_valid():
        body = form.cleaned_data["body"]
        try:
            session = services.plan_session(form.plan, body=body, by=request.user, asked=asked)
        except services.ClosesAfterMeeting:
            form.add_error("closes_at", AFTER_THE_MEETING)
        except services.RequestAnswered:
            messages.info(request, _("A colleague answered this request a moment ago."))
            return redirect("session_list")
        else:
            messages.success(request, _("The session has been planned."))
            return redirect(session)
    return render(
        request,
        "council/session_create.html",
        {"form": form, "councils": councils, "asked": asked, "last_days": _last_days(form)},
        status=422 if form.errors else 200,
    )


def _boss_chosen(request: UserRequest, councils: BodyQuerySet) -> Meeting | None:
    """The one that the address names, or else the next."""
    coming = Meeting.objects.upcoming().of_boss()
    pk = asked_number(request, "meeting")
    if pk is not None:
        return get_object_or_404(coming, pk=pk)
    return consultations_for(councils).of_boss().upcoming().first()


def _request_answered(request: UserRequest) -> SessionRequest | None:
    """The request of the executive that the clerk puts on the agenda."""
    pk = asked_number(request, "request")
    if pk is None:
        return None
    asked = request_seen(request, pk)
    require(permissions.can_answer_request(request.user, asked))
    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def session_change(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_change_session(request.user, session))

    form = SessionForm(
        request.POST or None,
        councils=Body.objects.filter(pk=session.body_id).select_related("organisation"),
        session=session,
    )
    if form.is_valid():
        try:
            services.change_session(session, form.plan, by=request.user)
        except services.ClosesAfterMeeting:
            form.add_error("closes_at", AFTER_THE_MEETING)
        except services.QuestionAnswered as begun:
            form.add_error(
                "questions", _("A member began to answer this question: keep it.") + f" “{begun}”"
            )
        except services.SettledByOpening:
            messages.error(
                request, _("The session opened meanwhile: look again at what you can change.")
            )
            return redirect("session_change", pk=pk)
        except services.AlreadyHandedOver:
            messages.error(request, _("The executive has the input of this session already."))
            return redirect(session)
        except services.ReportAskedFor:
            messages.error(request, _("The report of this session is being made."))
            return redirect(session)
        except services.SessionCancelled:
            messages.error(request, CANCELLED)
            return redirect(session)
        except services.MadePublicAlready:
            messages.error(request, _("The input of this session is public already."))
            return redirect(session)
        else:
            messages.success(request, _("The session has been changed."))
            return redirect(session)
    return render(
        request,
        "council/session_change.html",
        {
            "form": form,
            "session": session,
            "is_open": timezone.now() >= session.opens_at,
            "last_days": _last_days(form),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_cancel_session(request.user, session))

    form = CancelSessionForm(request.POST or None)
    if form.is_valid():
        try:
            services.cancel_session(session, by=request.user, **form.cleaned_data)
        except services.CannotCancel:
            messages.error(request, _("The session opened, or a colleague cancelled it already."))
        else:
            messages.success(
                request, _("The session does not go on. Who was invited gets a message.")
            )
        return redirect(session)
    return render(
        request,
        "council/session_cancel.html",
        {"form": form, "session": session},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_extend(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_extend_session(request.user, session))

    form = ExtendSessionForm(request.POST or None, initial={"closes_at": session.closes_at})
    if form.is_valid():
        try:
            services.extend_session(session, by=request.user, **form.cleaned_data)
        except services.ClosesEarlier:
            form.add_error(
                "closes_at",
                _("Choose a moment after the present one: closing early would take time away."),
            )
        except services.ClosesAfterMeeting:
            form.add_error("closes_at", AFTER_THE_MEETING)
        except services.AlreadyHandedOver:
            messages.error(request, _("The executive has the input of this session already."))
            return redirect(session)
        except services.ReportAskedFor:
            messages.error(request, _("The report of this session is being made."))
            return redirect(session)
        except services.SessionCancelled:
            messages.error(request, CANCELLED)
            return redirect(session)
        except services.MadePublicAlready:
            messages.error(request, _("The input of this session is public already."))
            return redirect(session)
        else:
            messages.success(request, _("The session stays open longer."))
            return redirect(session)
    return render(
        request,
        "council/session_extend.html",
        {"form": form, "session": session},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_hand_over(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_hand_over(request.user, session))
    if request.method != "POST":
        return _confirm_handing_over(request, session)

    try:
        services.hand_over(session, by=request.user)
    except services.AlreadyHandedOver:
        messages.info(request, _("The executive has the input of this session already."))
    except services.SessionCancelled:
        messages.error(request, CANCELLED)
    except services.SessionStillOpen:
        messages.error(request, _("You can hand the input over once the session is closed."))
    except services.NotConfirmed:
        messages.error(request, _("First make the report and confirm that this is what was said."))
    else:
        messages.success(request, _("The executive can read the input from now on."))
    return redirect(session)


def _confirm_handing_over(request: UserRequest, session: InputSession) -> HttpResponse:
    count = Input.objects.submitted().filter(session=session).count()
    text = ngettext(
        "The executive reads %(count)s input from now on. You cannot take it back.",
        "The executive reads %(count)s inputs from now on. You cannot take it back.",
        count,
    ) % {"count": count}
    context = {
        "title": _("Pass on to the executive"),
        "text": text if count else _("Nobody submitted input: the executive gets an empty list."),
        "action": _("Pass on to the executive"),
        "back": session.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
