"""The secret in an address, shown once: only its hash is kept, so a copy of the database opens nothing."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """Of 256 bits, in letters that an address takes as they are."""
    return token_urlsafe(32)


def token_hash(token: str) -> str:
    """64 hexadecimal digits."""
    # Drawn at random and long: nothing to guess, so nothing to slow a guesser down with.
    return sha256(token.encode()).hexdigest()
