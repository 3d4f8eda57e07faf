"""What a clerk sees at a glance: which group has spoken and which has not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from stakeholders.models import Appointment, Role

from .models import Input, InputSession


@dataclass
class GroupStanding:
    name: str
    members: int = 0
    spoken: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    inputs: int = 0

    @property
    def status(self) -> str:
        return "success" if self.inputs else "neutral"


def group_standings(session: InputSession) -> list[GroupStanding]:
    """One row per group, in two queries however many members a council has.

    Drafts do not count and are not shown: they are their writers' alone.
    """
    counts: dict[int, int] = defaultdict(int)
    for author_id in (
        Input.objects.submitted().filter(session=session).values_list("author_id", flat=True)
    ):
        counts[author_id] += 1

    standings: dict[str, GroupStanding] = {}
    for member in council_members(session):
        name = member.group.name if member.group else _("Without a group")
        standing = standings.setdefault(name, GroupStanding(name))
        standing.members += 1
        standing.inputs += counts[member.user_id]
        (standing.spoken if counts[member.user_id] else standing.silent).append(member.user.name)
    return sorted(standings.values(), key=lambda standing: standing.name)


def council_members(session: InputSession) -> list[Appointment]:
    return list(
        Appointment.objects.current()
        .filter(body=session.body_id, role=Role.COUNCIL_MEMBER)
        .select_related("user", "group")
        .order_by("group__name", "user__name")
    )
