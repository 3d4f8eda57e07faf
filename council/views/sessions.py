"""Sessions: the list, one session as member, clerk or executive sees it, and its planning."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from council import permissions, services
from council.forms import ExtendSessionForm, SessionForm
from council.models import Input, InputSession, InputStatus
from council.overviews import group_standings
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Body
from stakeholders.permissions import Grant, bodies_with

AFTER_THE_MEETING = gettext_lazy("Input must close before the BOSS that it goes to.")


@require_safe
def session_list(request: UserRequest) -> HttpResponse:
    sessions = InputSession.objects.visible_to(request.user).with_everything_to_show().counted()
    now = timezone.now()
    return render(
        request,
        "council/session_list.html",
        {
            "open_sessions": [session for session in sessions if session.is_open(now)],
            "other_sessions": [session for session in sessions if not session.is_open(now)],
            "may_plan": bool(bodies_with(request.user, Grant.RUN_SESSIONS)),
        },
    )


@require_safe
def session_detail(request: UserRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(
        InputSession.objects.visible_to(request.user).with_everything_to_show(), pk=pk
    )
    inputs = list(
        Input.objects.visible_to(request.user)
        .filter(session=session)
        .select_related("author", "group")
        .prefetch_related("answers__question", "answers__chapter")
    )
    may_run = permissions.can_run_session(request.user, session)
    return render(
        request,
        "council/session_detail.html",
        {
            "session": session,
            "questions": list(session.questions.all()),
            "submitted": [one for one in inputs if one.status == InputStatus.SUBMITTED],
            "own_draft": next((one for one in inputs if one.status == InputStatus.DRAFT), None),
            "may_give_input": permissions.can_give_input(request.user, session),
            "window": permissions.is_open_now(session),
            "may_run": may_run,
            "may_extend": permissions.can_extend_session(request.user, session),
            "may_hand_over": permissions.can_hand_over(request.user, session),
            "standings": group_standings(session) if may_run else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: UserRequest) -> HttpResponse:
    body = Body.objects.filter(pk__in=bodies_with(request.user, Grant.RUN_SESSIONS)).first()
    require(permissions.can_plan_sessions(body))
    assert body is not None  # what the line above refuses

    form = SessionForm(
        request.POST or None,
        initial={"questions": "\n".join(services.questions_asked_before(body))},
    )
    if form.is_valid():
        try:
            session = services.plan_session(body, by=request.user, **form.cleaned_data)
        except services.ClosesAfterMeeting:
            form.add_error("closes_at", AFTER_THE_MEETING)
        else:
            messages.success(request, _("The session has been planned."))
            return redirect(session)
    return render(
        request,
        "council/session_create.html",
        {"form": form, "body": body},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_extend(request: UserRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(
        InputSession.objects.visible_to(request.user).with_everything_to_show(), pk=pk
    )
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
        else:
            messages.success(request, _("The session stays open longer."))
            return redirect(session)
    return render(
        request,
        "council/session_extend.html",
        {"form": form, "session": session},
        status=422 if form.errors else 200,
    )


@require_POST
def session_hand_over(request: UserRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(
        InputSession.objects.visible_to(request.user).with_everything_to_show(), pk=pk
    )
    require(permissions.can_hand_over(request.user, session))

    try:
        services.hand_over(session, by=request.user)
    except services.AlreadyHandedOver:
        messages.info(request, _("The executive has the input of this session already."))
    except services.SessionStillOpen:
        messages.error(request, _("You can hand the input over once the session is closed."))
    else:
        messages.success(request, _("The executive can read the input from now on."))
    return redirect(session)
