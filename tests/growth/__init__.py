"""More of everything that a page may show, in the world of `tests.access`, by the thousand."""

from __future__ import annotations

from django.db import connection

from tests.access import World

from . import council, letters, milestones, programme, stakeholders, strategy


def grow(world: World, count: int) -> None:
    """`count` rows of each; a later room builds on what an earlier one made."""
    for room in (stakeholders, strategy, milestones, council, programme, letters):
        room.grow(world, count)
    with connection.cursor() as cursor:
        # What PostgreSQL does by itself within a minute; it sees no rows of an open transaction.
        cursor.execute("ANALYZE")
