"""Mijn werk: what waits for this person, by when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ros_portal.lib.requests import UserRequest


@require_safe
def overview(request: UserRequest) -> HttpResponse:
    return render(request, "ros_portal/overview.html", {})
