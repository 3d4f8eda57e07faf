"""Whose calendar an address is, by the secret in it."""

from ros_portal.lib.tokens import token_hash
from stakeholders.models import User

from .models import CalendarAddress


def user_of(token: str) -> User | None:
    """None when it is not kept, or no longer, or of somebody who left."""
    address = CalendarAddress.objects.filter(token_hash=token_hash(token)).select_related("user")
    found = address.filter(user__is_active=True).first()
    return found.user if found else None
