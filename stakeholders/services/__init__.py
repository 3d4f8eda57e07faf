"""Every change in this room, one function each."""

from .notifications import choose_channels, mark_read, notify, queue_digests
from .people import (
    AlreadyInvited,
    AppointedAlready,
    BehindTheWall,
    EndsBeforeItStarts,
    GroupOfAnotherBody,
    InvitationClosed,
    RoleDoesNotFitBody,
    accept_invitation,
    appoint,
    change_profile,
    check_role,
    check_wall,
    end_appointment,
    invite_person,
    move_account,
    withdraw_invitation,
)

__all__ = [
    "AlreadyInvited",
    "AppointedAlready",
    "BehindTheWall",
    "EndsBeforeItStarts",
    "GroupOfAnotherBody",
    "InvitationClosed",
    "RoleDoesNotFitBody",
    "accept_invitation",
    "appoint",
    "change_profile",
    "check_role",
    "check_wall",
    "choose_channels",
    "end_appointment",
    "invite_person",
    "mark_read",
    "move_account",
    "notify",
    "queue_digests",
    "withdraw_invitation",
]
