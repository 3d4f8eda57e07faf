"""At a glance: which group has spoken, and how far every council is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.models import Meeting
from stakeholders.models import Appointment, Group, Role, User

from .models import Input, InputKind, InputSession

# What is further on comes later.
STATES = ["upcoming", "closed", "open"]


@dataclass
class GroupStanding:
    """One group: who of it spoke and who did not, by name, and how many inputs it gave."""

    name: str
    members: int = 0
    spoken: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    inputs: int = 0

    @property
    def status(self) -> str:
        return "success" if self.inputs else "neutral"


def group_standings(session: InputSession) -> list[GroupStanding]:
    """One row per group, in three queries however many members a council has.

    Drafts do not count and are not shown: they are their writers' alone.
    """
    counts: dict[int, int] = defaultdict(int)
    of_nobody: dict[str, int] = defaultdict(int)
    inputs = Input.objects.submitted().filter(session=session).select_related("group")
    for one in inputs.only("author_id", "entered_by_id", "kind", "source", "group__name"):
        if one.names_no_speaker and one.group:
            of_nobody[one.group.name] += 1
        else:
            counts[one.author_id] += 1

    # Also a group of which nobody has an account yet: its silence is silence too.
    names = Group.objects.on(timezone.localdate()).filter(body=session.body_id)
    standings = {name: GroupStanding(name) for name in names.values_list("name", flat=True)}
    for member in council_members(session):
        name = member.group.name if member.group else _("Without a group")
        standing = standings.setdefault(name, GroupStanding(name))
        standing.members += 1
        standing.inputs += counts[member.user_id]
        (standing.spoken if counts[member.user_id] else standing.silent).append(member.user.name)
    for name, count in of_nobody.items():
        standings.setdefault(name, GroupStanding(name)).inputs += count
    return sorted(standings.values(), key=lambda standing: standing.name)


def council_members(session: InputSession) -> list[Appointment]:
    """Who sits in this council today, with their groups."""
    return list(
        Appointment.objects.current()
        .filter(body=session.body_id, role=Role.COUNCIL_MEMBER)
        .select_related("user", "group")
        .order_by("group__name", "user__name")
    )


def speakers_of(session: InputSession) -> list[User]:
    """Whose words the clerk wrote down: who said them, and for a group everybody who sits in it."""
    written = Input.objects.written_down().filter(session=session)
    named = written.filter(kind=InputKind.MEMBER).values("author")
    in_groups = (
        Appointment.objects.current()
        .filter(
            body=session.body_id, group__in=written.filter(kind=InputKind.GROUP).values("group")
        )
        .values("user")
    )
    return list(User.objects.filter(Q(pk__in=named) | Q(pk__in=in_groups)).order_by("pk"))


@dataclass(frozen=True)
class Stage:
    """How far a council is with its input for the coming BOSS: the colour and the words."""

    status: str
    note: str


def council_stages(meeting: Meeting | None) -> dict[int, Stage]:
    """By organisation id; one query for all councils. Organisations without a session are absent."""
    if meeting is None:
        return {}
    of_meeting = InputSession.objects.going_on().filter(meeting=meeting)
    sessions = of_meeting.select_related("body", "sitting").counted()
    # A council may have several: the open one counts, or else the one that came furthest.
    return {
        session.body.organisation_id: _stage(session, session.submitted)
        for session in sorted(sessions, key=lambda session: STATES.index(session.state))
        if session.body.organisation_id
    }


def _stage(session: InputSession, submitted: int) -> Stage:
    count = (
        ngettext("%(count)s input", "%(count)s inputs", submitted) % {"count": submitted}
        if submitted
        else _("no input yet")
    )
    if session.handed_over_at:
        return Stage("done", _("Passed on, %(count)s") % {"count": count})
    match session.state:
        case "upcoming":
            day = date_format(timezone.localtime(session.opens_at), "j F")
            return Stage("none", _("Opens on %(day)s") % {"day": day})
        case "open":
            return Stage("started", _("Open, %(count)s") % {"count": count})
    if submitted:
        return Stage("done", _("Closed, %(count)s") % {"count": count})
    if session.held_on:
        day = date_format(session.held_on, "j F")
        return Stage("late", _("Held on %(day)s, no input received") % {"day": day})
    return Stage("late", _("No input received"))
