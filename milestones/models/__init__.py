from .meetings import (
    BOSS,
    CalendarAddress,
    CouncilDate,
    CouncilDateKind,
    CouncilDateQuerySet,
    Meeting,
    MeetingItem,
    MeetingQuerySet,
)
from .milestones import (
    Milestone,
    MilestoneChange,
    MilestoneDependency,
    MilestoneKind,
    MilestonePhase,
    MilestoneStatus,
    Precision,
)

__all__ = [
    "BOSS",
    "CalendarAddress",
    "CouncilDate",
    "CouncilDateKind",
    "CouncilDateQuerySet",
    "Meeting",
    "MeetingItem",
    "MeetingQuerySet",
    "Milestone",
    "MilestoneChange",
    "MilestoneDependency",
    "MilestoneKind",
    "MilestonePhase",
    "MilestoneStatus",
    "Precision",
]
