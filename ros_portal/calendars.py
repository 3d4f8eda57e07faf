"""Somebody's own calendar: what waits for this person, and the meetings of the own bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from council.calendars import events_of, sessions_around
from milestones.calendars import Event, feed
from milestones.tokens import user_of
from ros_portal.overview import waiting_for
from stakeholders.models import User


@login_not_required
@require_safe
def calendar_own(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar cannot sign in: whoever knows the address reads it, until it is renewed."""
    user = user_of(token)
    if user is None:
        raise Http404
    with override("nl"):
        return feed(_("ROS-portaal, my calendar"), _events(user), key=f"person-{user.pk}")


def _events(user: User) -> Iterator[Event]:
    bodies = {one.body_id: one.body for one in user.current_appointments}
    yield from events_of(bodies.values(), sessions_around(user))
    yield from _waiting(user)


def _waiting(user: User) -> Iterator[Event]:
    """What has a day by which it is due. The note stays here: calendars lie on servers of others."""
    of_address: Counter[str] = Counter()
    for one in waiting_for(user):
        if one.due_at is None:
            continue
        of_address[one.url] += 1
        identity = sha256(f"{user.pk} {one.url} {of_address[one.url]}".encode()).hexdigest()
        yield Event(
            key=f"waits-{identity[:24]}",
            title=_("By now at the latest: %(what)s") % {"what": one.title},
            start=one.due_at,
            path=one.url,
        )
