"""How far every council is for one BOSS: its session, what it gave along, and the answers to that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milestones.boss import is_linked
from milestones.deadlines import Deadlines, count_back
from milestones.models import Meeting
from ros_portal.lib.cells import Cell
from stakeholders.models import Body, User

from . import permissions
from .models import InputSession, Point
from .overviews import STATES

CLERK = gettext_lazy("Council clerk")
PROJECT_TEAM = gettext_lazy("Project team")


@dataclass
class Standing:
    """Of one council: its sessions for this BOSS, and how many points of them go along."""

    council: Body
    meeting: Meeting
    deadlines: Deadlines
    sessions: list[InputSession] = field(default_factory=list)
    points: Mapping[str, int] = field(default_factory=dict)
    is_cancelled: bool = False
    may_answer: bool = False

    @property
    def session(self) -> InputSession | None:
        """The open one counts, or else the one that came furthest."""
        return max(self.sessions, key=lambda one: STATES.index(one.state), default=None)

    @property
    def submitted(self) -> int:
        return sum(one.submitted for one in self.sessions)

    @property
    def cells(self) -> list[Cell]:
        return [self._of_session(), self._of_input(), self._of_answers()]

    def _of_session(self) -> Cell:
        session = self.session
        if session is None:
            return self._without_session()
        url = session.get_absolute_url()
        if session.held_on:
            words = _("Held on %(day)s") % {"day": _spoken(session.held_on)}
            return Cell(words, url=url, is_done=True)
        if session.held_at:
            words = _("Session on %(moment)s hours") % {"moment": _with_hour(session.held_at)}
            return Cell(words, CLERK, timezone.localdate(session.held_at), url)
        words = _("%(mode)s, from %(first)s until and including %(last)s") % {
            "mode": session.get_mode_display(),
            "first": _spoken(timezone.localdate(session.opens_at)),
            "last": _spoken(session.last_day),
        }
        if session.state == "closed":
            return Cell(words, url=url, is_done=True)
        return Cell(words, CLERK, session.last_day, url)

    def _without_session(self) -> Cell:
        """Province and water authority go their own way: the BOSS sets them no day."""
        if not is_linked(self.council):
            return Cell(_("Own consultation, no session yet"))
        words = _("No session yet")
        if self.is_cancelled:
            words = _("The session does not go on; no other one yet")
        url = reverse("planning_detail", args=[self.meeting.pk])
        return Cell(words, CLERK, self.deadlines.last_session_on, url)

    def _of_input(self) -> Cell:
        session = self.session
        if session is None:
            return Cell(_("Waits for the session"))
        url = session.get_absolute_url()
        count = _("no input yet")
        if self.submitted:
            count = ngettext("%(n)s time input", "%(n)s times input", self.submitted) % {
                "n": self.submitted
            }
        if session.state == "upcoming":
            words = _("Opens on %(day)s") % {"day": _spoken(timezone.localdate(session.opens_at))}
            return Cell(words, url=url)
        if session.state == "open":
            words = _("%(count)s, open") % {"count": count}
            return Cell(capfirst(words), _("Council"), session.last_day, url)
        if passed_on := [one.handed_over_at for one in self.sessions if one.handed_over_at]:
            words = _("%(count)s, passed on on %(day)s") % {
                "count": count if self.submitted else _("no remarks"),
                "day": _spoken(timezone.localdate(max(passed_on))),
            }
            return Cell(capfirst(words), url=url, is_done=True)
        closed_on = _spoken(session.last_day)
        if not self.submitted:
            words = _("No input, closed on %(day)s") % {"day": closed_on}
            return Cell(words, CLERK, session.last_day, url)
        words = _("%(count)s, closed on %(day)s, not passed on yet") % {
            "count": count,
            "day": closed_on,
        }
        return Cell(words, CLERK, self.deadlines.joint_position_on, url)

    def _of_answers(self) -> Cell:
        """What did not go along stays inside its council: without points this tells of none of it."""
        if not any(one.handed_over_at for one in self.sessions):
            return Cell(_("Waits for the input"))
        url = f"{reverse('point_list')}?body={self.council.pk}" if self.may_answer else ""
        of_all = self.points.get("of_all", 0)
        if not of_all:
            session = self.session
            assert session is not None  # one was handed over
            if any(one.is_unplaced and one.handed_over_at for one in self.sessions):
                words = _("Not decided yet what goes along")
                holder = _("Portfolio holder")
                return Cell(words, holder, self.deadlines.papers_on, session.get_absolute_url())
            return Cell(_("Nothing given along"), url=session.get_absolute_url(), is_done=True)
        counts = {"n": self.points["approved"], "all": of_all}
        if counts["n"] < of_all:
            words = _("%(n)s of %(all)s points answered") % counts
            return Cell(words, PROJECT_TEAM, self.deadlines.papers_on, url)
        if self.points["published"] == of_all:
            words = _("%(n)s of %(all)s points answered and published") % counts
            return Cell(words, url=url, is_done=True)
        words = _("%(n)s of %(all)s points ready for the BOSS") % counts
        if self.meeting.starts_at > timezone.now():
            return Cell(words, _("BOSS"), self.meeting.on, url)
        words = _("%(n)s of %(all)s points answered, not all published") % counts
        return Cell(words, PROJECT_TEAM, self.deadlines.letter_on, url)


def council_cells(
    user: User, councils: Sequence[Body], meeting: Meeting, *, since: datetime
) -> dict[int, list[Cell]]:
    """By council its session, input and answers, as far as this person may know; two queries.

    Councils that the BOSS does not link count with what they do in the time before it.
    """
    deadlines = count_back(meeting.on)
    may_answer = bool(permissions.can_answer(user))
    standings = {
        council.pk: Standing(council, meeting, deadlines, may_answer=may_answer)
        for council in councils
    }
    for_this = Q(meeting=meeting) | Q(
        body__in=[council.pk for council in councils if not is_linked(council)],
        closes_at__gt=since,
        closes_at__lte=meeting.starts_at,
    )
    for session in _sessions(user, for_this):
        if standing := standings.get(session.body_id):
            if session.cancelled_at:
                standing.is_cancelled = True
            else:
                standing.sessions.append(session)
    for council, counts in _points(user, for_this).items():
        if standing := standings.get(council):
            standing.points = counts
    return {pk: standing.cells for pk, standing in standings.items()}


def _sessions(user: User, which: Q) -> Sequence[InputSession]:
    unplaced = Point.objects.filter(report__session=OuterRef("pk"), destination="")
    facts = {"is_unplaced": Exists(unplaced)}
    sessions = InputSession.objects.visible_to(user).filter(which).select_related("body", "sitting")
    return list(sessions.counted().annotate(**facts).order_by("closes_at", "pk"))


def _points(user: User, which: Q) -> dict[int, dict[str, int]]:
    """By council, of what goes along and this person sees: how many, and how far with an answer."""
    its = InputSession.objects.filter(which)
    rows = (
        Point.objects.visible_to(user)
        .going_along()
        .filter(report__session__in=its.values("pk"))
        .order_by()
        .values_list("report__session__body")
        .annotate(
            of_all=Count("pk"),
            approved=Count("pk", filter=Q(response__approved_at__isnull=False)),
            published=Count("pk", filter=Q(response__published_at__isnull=False)),
        )
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for council, of_all, approved, published in rows:
        found[council] = {"of_all": of_all, "approved": approved, "published": published}
    return found


def _spoken(day: date) -> str:
    return date_format(day, "j F")


def _with_hour(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, H.i")
