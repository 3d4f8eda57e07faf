from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ros_portal.lib.requests import UserRequest

from .models import Meeting, Milestone


@require_safe
def schedule(request: UserRequest) -> HttpResponse:
    """One line from the first letter to the horizon, with today on it."""
    today = timezone.localdate()
    milestones = list(Milestone.objects.all())
    meetings = Meeting.objects.select_related("body")
    return render(
        request,
        "milestones/schedule.html",
        {
            "past": [milestone for milestone in milestones if milestone.is_past(today)],
            "coming": [milestone for milestone in milestones if not milestone.is_past(today)],
            "meetings": list(meetings.upcoming()),
            "held": list(meetings.held()),
        },
    )
