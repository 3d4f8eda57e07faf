"""What a person is and may do, kept in this process between requests.

It is kept under `User.stamp`, which the database renews whenever anything it was made of changes
(migration 0002), so nothing here is ever out of date: it is only no longer found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from .models import User

Kept = TypeVar("Kept")

KEEP: Final = 60 * 60


def kept_for(user: User, name: str, read: Callable[[], Kept]) -> Kept:
    """What `read` gives for this person today, which is picklable and never None."""
    if connection.in_atomic_block:
        # What is read here may yet be rolled back, and the old stamp would come back with it.
        return read()
    cache = caches["process"]
    key = f"stakeholders:{name}:{user.pk}:{user.stamp}:{timezone.localdate()}"
    kept: Kept | None = cache.get(key)
    if kept is None:
        kept = read()
        cache.set(key, kept, KEEP)
    return kept
