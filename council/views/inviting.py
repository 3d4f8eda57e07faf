"""The way from the room to the form: a sheet with a QR code for the wall or the screen."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from council import permissions
from council.models import InputSession
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .finding import session_seen


@require_safe
def session_qr(request: UserRequest, pk: int) -> HttpResponse:
    session = _run(request, pk)
    address = _address(session).partition("://")[2]
    return render(request, "council/session_qr.html", {"session": session, "address": address})


@require_safe
def session_qr_image(request: UserRequest, pk: int) -> HttpResponse:
    """Damaged or half in the shade it still reads: error correction Q restores a quarter."""
    code = segno.make(_address(_run(request, pk)), error="q", micro=False)
    image = BytesIO()
    code.save(image, kind="svg", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def _run(request: UserRequest, pk: int) -> InputSession:
    session = session_seen(request, pk)
    require(permissions.can_run_session(request.user, session))
    return session


def _address(session: InputSession) -> str:
    return settings.SITE_URL + reverse("input_edit", args=[session.pk])
