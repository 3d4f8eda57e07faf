"""The secret in the address of a calendar: only its hash is kept, so a copy of the database opens none."""

from hashlib import sha256

from stakeholders.models import User

from .models import CalendarAddress


def token_hash(token: str) -> str:
    # Drawn at random and long: nothing to guess, so nothing to slow a guesser down with.
    return sha256(token.encode()).hexdigest()


def user_of(token: str) -> User | None:
    address = CalendarAddress.objects.filter(token_hash=token_hash(token)).select_related("user")
    found = address.filter(user__is_active=True).first()
    return found.user if found else None
