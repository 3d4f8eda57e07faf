from .notifications import Channel, Digest, Notification, NotificationChoice
from .organisations import AdjacentRegion, Body, BodyKind, Group, HouseStyle, Organisation
from .organisations import OrganisationKind as OrganisationKind
from .people import Appointment, Capacity, Invitation, Role, Signatory, User

__all__ = [
    "AdjacentRegion",
    "Appointment",
    "Body",
    "BodyKind",
    "Capacity",
    "Channel",
    "Digest",
    "Group",
    "HouseStyle",
    "Invitation",
    "Notification",
    "NotificationChoice",
    "Organisation",
    "OrganisationKind",
    "Role",
    "Signatory",
    "User",
]
