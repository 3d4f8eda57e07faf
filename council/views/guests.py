"""Who is invited to a session beside the council: the clerk invites, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.forms import InviteForm
from council.models import InputSession
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest, whole_number

from .finding import session_seen


@require_http_methods(["GET", "HEAD", "POST"])
def session_invite(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_invite(request.user, session))
    if "withdraw" in request.POST:
        return _withdraw(request, session)

    guests = session.guests.select_related("person", "body__organisation")
    form = InviteForm(
        request.POST or None,
        bodies=permissions.bodies_to_invite(session),
        people=permissions.people_to_invite(session),
    )
    if form.is_valid():
        services.invite(session, by=request.user, **form.cleaned_data)
        messages.success(request, _("They are invited, and get a message."))
        return redirect("session_invite", pk=pk)
    return render(
        request,
        "council/session_invite.html",
        {"session": session, "guests": guests, "form": form},
        status=422 if form.errors else 200,
    )


def _withdraw(request: UserRequest, session: InputSession) -> HttpResponse:
    guest = get_object_or_404(session.guests, pk=whole_number(request.POST["withdraw"]))
    services.withdraw_invitation(guest, by=request.user)
    messages.success(request, _("The invitation has been withdrawn."))
    return redirect("session_invite", pk=session.pk)
