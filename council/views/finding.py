"""What an address is about, for who may know that it is there; raises Http404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from council.models import InputSession, Point, SessionRequest
from ros_portal.lib.requests import UserRequest


def session_seen(request: UserRequest, pk: int) -> InputSession:
    sessions = InputSession.objects.visible_to(request.user)
    return get_object_or_404(sessions.with_everything_to_show(), pk=pk)


def request_seen(request: UserRequest, pk: int) -> SessionRequest:
    requests = SessionRequest.objects.visible_to(request.user)
    return get_object_or_404(requests.with_everything_to_show(), pk=pk)


def point_seen(request: UserRequest, pk: int) -> Point:
    points = Point.objects.visible_to(request.user)
    return get_object_or_404(points.with_everything_to_show(), pk=pk)
