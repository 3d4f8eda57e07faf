from .organisations import AdjacentRegion, Body, BodyKind, Group, HouseStyle, Organisation
from .organisations import OrganisationKind as OrganisationKind
from .people import Appointment, Invitation, Role, Signatory, User

__all__ = [
    "AdjacentRegion",
    "Appointment",
    "Body",
    "BodyKind",
    "Group",
    "HouseStyle",
    "Invitation",
    "Organisation",
    "OrganisationKind",
    "Role",
    "Signatory",
    "User",
]
