"""An executive that asks its council for a session, and the clerk who says why there is none."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.forms import AskSessionForm, DeclineForm
from milestones.boss import consultations_for
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse, begin_anew
from ros_portal.lib.requests import UserRequest

from .finding import request_seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session_ask(request: UserRequest) -> HttpResponse:
    require(permissions.can_ask_session(request.user))

    councils = permissions.councils_asked_by(request.user)
    form = AskSessionForm(
        request.POST or None,
        councils=councils,
        initial={"meeting": consultations_for(councils).of_boss().upcoming().first()},
    )
    if form.is_valid():
        try:
            services.ask_session(by=request.user, **form.cleaned_data)
        except UsedForSomethingElse:
            begin_anew(form)
            form.add_error(None, _("You asked this already. Send it once more to ask anew."))
        else:
            messages.success(
                request, _("The clerk has been asked. You get a message with the answer.")
            )
            return redirect("session_list")
    return render(
        request,
        "council/session_ask.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def session_decline(request: UserRequest, pk: int) -> HttpResponse:
    asked = request_seen(request, pk)
    require(permissions.can_answer_request(request.user, asked))

    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            services.decline_request(asked, by=request.user, **form.cleaned_data)
        except services.RequestAnswered:
            messages.info(request, _("A colleague answered this request a moment ago."))
        else:
            messages.success(request, _("The executive gets your answer."))
        return redirect("session_list")
    return render(
        request,
        "council/session_decline.html",
        {"form": form, "asked": asked},
        status=422 if form.errors else 200,
    )
