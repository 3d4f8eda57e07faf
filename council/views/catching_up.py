"""What a member reads before giving input: only what is new, still open, or of the own council."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from council import permissions
from council.catching_up import last_time, named_beside, to_read
from council.touching import Ties
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .finding import session_seen


@require_safe
def session_read(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_give_input(request.user, session))
    again = "again" in request.GET
    since = last_time(request.user, session, again=again)
    earlier = None if again else last_time(request.user, session, again=True)
    ties = Ties(request.user, session.body)
    chapters = to_read(request.user, session, since, ties) if since else []
    return render(
        request,
        "council/session_read.html",
        {
            "session": session,
            "since": since,
            "may_read_again": since and earlier and earlier < since,
            "chapters": chapters,
            "place": ties.place,
            "named": named_beside(request.user, chapters, ties),
            "may_react": permissions.session_to_react_in(request.user),
        },
    )
