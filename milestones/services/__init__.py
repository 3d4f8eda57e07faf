from .dates import (
    MeetingThere,
    MovedMeanwhile,
    add_meeting,
    enter_dates,
    move_meeting,
    remove_date,
    renew_calendar_address,
)
from .milestones import (
    ChangedMeanwhile,
    MilestoneThere,
    NoReason,
    OtherMoves,
    add_milestone,
    change_milestone,
)

__all__ = [
    "ChangedMeanwhile",
    "MeetingThere",
    "MilestoneThere",
    "MovedMeanwhile",
    "NoReason",
    "OtherMoves",
    "add_meeting",
    "add_milestone",
    "change_milestone",
    "enter_dates",
    "move_meeting",
    "remove_date",
    "renew_calendar_address",
]
