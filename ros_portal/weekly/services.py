"""Once a week, to who leads the strategy: what moved since the last time it was told."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from milestones.deadlines import next_working_day
from ros_portal.lib.dates import begin_of
from stakeholders.models import Body, Notification, User
from stakeholders.permissions import Grant, holders_of
from stakeholders.services import notify

from .moved import moved_for
from .span import WEEKLY, begin_of_week, told_until

MORNING: Final = time(7)


def tell_the_week() -> None:
    """On the first working morning of a week, and once for each person, however many clocks there are."""
    now = timezone.localtime()
    week = begin_of_week(now.date())
    if now.time() < MORNING or now.date() != next_working_day(week):
        return
    told = set(
        Notification.objects.filter(kind=WEEKLY, created_at__gte=begin_of(week)).values_list(
            "user", flat=True
        )
    )
    for user in _leads():
        if user.pk not in told:
            _tell(user, week)


def _leads() -> set[User]:
    executives = Body.objects.executives().filter(organisation__is_partner=True)
    holders = holders_of(Grant.LEAD_STRATEGY, executives)
    return {person for people in holders.values() for person in people}


@transaction.atomic
def _tell(user: User, week: date) -> None:
    """Nothing when nothing moved: the next time then covers this week too."""
    since = told_until(user, week)
    with override("nl"):
        count = len(moved_for(user, begin_of(since), begin_of(week)))
        if not count:
            return
        days = {
            "first": date_format(since, "j F"),
            "last": date_format(week - timedelta(days=1), "j F Y"),
        }
        said = ngettext("%(n)s thing moved", "%(n)s things moved", count) % {"n": count}
        notify(
            [user],
            WEEKLY,
            title=_("Weekly overview, %(first)s until and including %(last)s") % days + f": {said}",
            url=f"{reverse('progress_moved')}?{urlencode({'since': since.isoformat(), 'until': week.isoformat()})}",
            subject_id=user.pk,
            key=week.isoformat(),
        )
