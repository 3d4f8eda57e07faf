"""One BOSS with all councils beside it; a BOSS that is added or moved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from council import services
from council.forms import BossForm, MoveBossForm
from council.models import InputSession
from council.permissions import can_read_dossier, councils_run_by
from council.planning import move_of, plans_for
from milestones.deadlines import count_back
from milestones.models import BOSS, Meeting
from milestones.permissions import can_move_boss, can_plan_boss
from milestones.services import MeetingThere, MovedMeanwhile
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Body

TAKEN = gettext_lazy("There is a BOSS at this moment already.")


def _boss_seen(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.of_boss().select_related("body"), pk=pk)


@require_safe
def planning_detail(request: UserRequest, pk: int) -> HttpResponse:
    meeting = _boss_seen(pk)
    plans = plans_for(meeting)
    visible = InputSession.objects.visible_to(request.user).filter(meeting=meeting)
    return render(
        request,
        "council/planning_detail.html",
        {
            "meeting": meeting,
            "deadlines": count_back(meeting.on),
            "plans": plans,
            "fitting": sum(plan.status == "done" for plan in plans),
            "dropped": sum(plan.status == "not" for plan in plans),
            "unknown": sum(plan.status == "none" for plan in plans),
            "visible": set(visible.values_list("pk", flat=True)),
            "own": set(councils_run_by(request.user).values_list("pk", flat=True)),
            "others": Meeting.objects.of_boss().upcoming().exclude(pk=pk).select_related("body"),
            "may_plan": can_plan_boss(request.user),
            "may_read_dossier": can_read_dossier(request.user),
            "may_move": can_move_boss(request.user, meeting),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def boss_add(request: UserRequest) -> HttpResponse:
    require(can_plan_boss(request.user))

    form = BossForm(request.POST or None)
    if form.is_valid():
        body = get_object_or_404(Body, slug=BOSS)
        try:
            meeting = services.plan_boss(body, by=request.user, **form.cleaned_data)
        except MeetingThere:
            form.add_error("starts_at", TAKEN)
        else:
            messages.success(request, _("The BOSS has been planned."))
            return redirect("planning_detail", pk=meeting.pk)
    return render(
        request, "council/boss_add.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def boss_move(request: UserRequest, pk: int) -> HttpResponse:
    meeting = _boss_seen(pk)
    require(can_move_boss(request.user, meeting))

    form = MoveBossForm(request.POST or None, meeting=meeting)
    move = None
    if form.is_valid():
        facts = dict(form.cleaned_data)
        if facts.pop("confirmed"):
            try:
                services.move_boss(meeting, by=request.user, **facts)
            except MeetingThere:
                form.add_error("starts_at", TAKEN)
            except MovedMeanwhile:
                messages.error(request, _("A colleague moved this BOSS meanwhile. Look again."))
                return redirect("boss_move", pk=pk)
            else:
                messages.success(request, _("The BOSS has been moved."))
                return redirect("planning_detail", pk=pk)
        else:
            move = move_of(meeting, facts["starts_at"])
    return render(
        request,
        "council/boss_move.html",
        {
            "form": form,
            "meeting": meeting,
            "move": move,
            "deadlines": count_back(form.cleaned_data["starts_at"].date()) if move else None,
        },
        status=422 if form.errors else 200,
    )
