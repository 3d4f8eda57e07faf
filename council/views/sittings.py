"""The clerk records that a session was held."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.forms import SittingForm
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .finding import session_seen


@require_http_methods(["GET", "HEAD", "POST"])
def session_record(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_record_sitting(request.user, session))

    recorded = getattr(session, "sitting", None)
    form = SittingForm(
        request.POST or None,
        initial={
            "held_at": session.took_place_at,
            "present": recorded.present if recorded else None,
        },
    )
    if form.is_valid():
        try:
            services.record_sitting(session, by=request.user, **form.cleaned_data)
        except services.SessionCancelled:
            messages.error(request, _("A colleague cancelled this session meanwhile."))
        else:
            messages.success(request, _("It has been recorded that the session was held."))
        return redirect(session)
    return render(
        request,
        "council/session_record.html",
        {"form": form, "session": session, "recorded": recorded},
        status=422 if form.errors else 200,
    )
