"""The signed part of an invitation link: nothing secret is stored, nothing can be guessed."""

from django.core import signing

from .models import Invitation

SALT = "stakeholders.invitation"


def invitation_token(invitation: Invitation) -> str:
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_id(token: str) -> int | None:
    """The id the token was made for, or None when it was not made here."""
    try:
        return int(signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
