"""The schedule, the dates of a council, and the addresses of calendars."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milestones import permissions, services
from milestones.forms import CouncilDateForm, DateListForm
from milestones.models import CalendarAddress, CouncilDate, CouncilDateKind, Meeting, Milestone
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest
from stakeholders.models import Body
from stakeholders.permissions import user_bodies


@require_safe
def schedule(request: UserRequest) -> HttpResponse:
    """One line from the first letter to the horizon, with today on it."""
    today = timezone.localdate()
    milestones = list(Milestone.objects.select_related("owner"))
    meetings = Meeting.objects.select_related("body").prefetch_related("items")
    return render(
        request,
        "milestones/schedule.html",
        {
            "past": [milestone for milestone in milestones if milestone.is_past(today)],
            "coming": [milestone for milestone in milestones if not milestone.is_past(today)],
            "meetings": list(meetings.upcoming()),
            "held": list(meetings.held()),
            "may_plan": permissions.can_plan_boss(request.user),
            "may_add": permissions.can_plan_milestones(request.user),
            "own_councils": _own_councils(request),
        },
    )


def _own_councils(request: UserRequest) -> list[Body]:
    """Whose dates this person enters; no query."""
    bodies = [one.body for one in request.user.current_appointments]
    return [body for body in bodies if permissions.can_enter_dates(request.user, body)]


@require_http_methods(["GET", "HEAD", "POST"])
def council_dates(request: UserRequest, slug: str) -> HttpResponse:
    council = get_object_or_404(Body.objects.councils().select_related("organisation"), slug=slug)
    may_enter = permissions.can_enter_dates(request.user, council)
    if request.method == "POST":
        require(may_enter)
    is_list = "lines" in request.POST
    one = CouncilDateForm(request.POST if request.method == "POST" and not is_list else None)
    many = DateListForm(request.POST if is_list else None)
    sent = many if is_list else one
    if sent.is_valid():
        count = services.enter_dates(council, sent.dates, by=request.user)
        messages.success(
            request,
            ngettext("%(count)s date has been added.", "%(count)s dates have been added.", count)
            % {"count": count}
            if count
            else _("These dates were there already."),
        )
        return redirect("council_dates", slug=slug)
    today = timezone.localdate()
    return render(
        request,
        "milestones/council_dates.html",
        {
            "council": council,
            "dates": CouncilDate.objects.filter(body=council).coming(today),
            "may_enter": may_enter,
            "one": one,
            "many": many,
            "kinds": list(CouncilDateKind),
        },
        status=422 if sent.errors else 200,
    )


@require_POST
def council_date_remove(request: UserRequest, pk: int) -> HttpResponse:
    council_date = get_object_or_404(CouncilDate.objects.select_related("body"), pk=pk)
    require(permissions.can_enter_dates(request.user, council_date.body))
    services.remove_date(council_date, by=request.user)
    messages.success(request, _("Removed: %(date)s.") % {"date": council_date})
    return redirect("council_dates", slug=council_date.body.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_addresses(request: UserRequest) -> HttpResponse:
    """The feeds of the own bodies, and a new address for the own calendar, which is shown once."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        token = services.renew_calendar_address(request.user)
        context["new_address"] = settings.SITE_URL + reverse("calendar_own", args=[token])
    feeds = Body.objects.filter(pk__in=user_bodies(request.user))
    context |= {
        "made_at": CalendarAddress.objects.filter(user=request.user)
        .values_list("made_at", flat=True)
        .first(),
        "feeds": [
            (body, settings.SITE_URL + reverse("calendar_of_body", args=[body.slug]))
            for body in [*feeds, *Body.objects.filter(meetings__isnull=False).distinct()]
        ],
    }
    return render(request, "milestones/calendar_addresses.html", context)
