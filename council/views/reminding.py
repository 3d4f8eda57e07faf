"""Reminding who has not spoken yet, after a look at who that is."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from council import permissions, services
from ros_portal.lib.decisions import require
from ros_portal.lib.reminding import remind_after_asking
from ros_portal.lib.requests import UserRequest

from .finding import session_seen


@require_http_methods(["GET", "HEAD", "POST"])
def session_remind(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_remind(request.user, session))

    def asks(count: int) -> str:
        return ngettext(
            "%(count)s member has not given input yet and gets a reminder.",
            "%(count)s members have not given input yet and get a reminder.",
            count,
        ) % {"count": count}

    def told(count: int) -> str:
        return ngettext(
            "%(count)s member gets a reminder.", "%(count)s members get a reminder.", count
        ) % {"count": count}

    return remind_after_asking(
        request,
        silent=lambda: [member.name for member in services.members_to_remind(session)],
        remind=lambda: services.remind_silent(session, by=request.user),
        last=lambda: services.last_reminded_at(session),
        asks=asks,
        told=told,
        back=session.get_absolute_url(),
        shows_names=permissions.knows_who_is_silent(request.user, session),
    )
