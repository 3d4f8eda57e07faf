"""A reminder to the members who have not spoken in a session."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from council import permissions, services
from council.models import InputSession
from ros_portal.lib.decisions import require
from ros_portal.lib.requests import UserRequest

from .finding import session_seen


@require_http_methods(["GET", "HEAD", "POST"])
def session_remind(request: UserRequest, pk: int) -> HttpResponse:
    session = session_seen(request, pk)
    require(permissions.can_remind(request.user, session))
    if request.method == "POST":
        count = services.remind_silent(session, by=request.user)
        if count:
            told = ngettext(
                "%(count)s member gets a reminder.", "%(count)s members get a reminder.", count
            ) % {"count": count}
            messages.success(request, told)
        else:
            messages.info(request, _nobody(session))
        return redirect(session)

    members = services.members_to_remind(session)
    if not members:
        messages.info(request, _nobody(session))
        return redirect(session)
    text = ngettext(
        "%(count)s member has not given input yet and gets a reminder.",
        "%(count)s members have not given input yet and get a reminder.",
        len(members),
    ) % {"count": len(members)}
    context = {
        "title": _("Send a reminder"),
        "text": f"{text} {_last(session)}".strip(),
        "names": [member.name for member in members],
        "action": _("Send the reminder"),
        "back": session.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


def _nobody(session: InputSession) -> str:
    """Everybody spoke, or was reminded today already."""
    told = _("Nobody is left to remind today.")
    return f"{told} {_last(session)}".strip()


def _last(session: InputSession) -> str:
    last = services.last_reminder(session)
    if last is None:
        return ""
    moment = date_format(timezone.localtime(last.created_at), "j F Y, H.i")
    return _("The last reminder went on %(moment)s hours.") % {"moment": moment}
