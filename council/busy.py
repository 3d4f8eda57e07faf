"""Who has the answer to a point in hand at this moment; a hint to colleagues, never a lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.core.cache import cache

from stakeholders.models import User

from .models import Point

FOR: Final = 600  # seconds since somebody opened it to write


def begin(points: Iterable[Point], user: User) -> list[str]:
    """This user opened them to write; the names of the colleagues who are busy with one of them."""
    points = list(points)
    mark_busy(points, user)
    is_at(points, user)
    return sorted({point.colleague for point in points} - {""})


def is_at(points: Iterable[Point], user: User) -> None:
    cache.set_many({_key(point): (user.pk, user.name) for point in points}, FOR)


def done(points: Iterable[Point], user: User) -> None:
    """What a colleague took up meanwhile stays hers."""
    keys = {_key(point) for point in points}
    own = [key for key, (pk, _name) in cache.get_many(keys).items() if pk == user.pk]
    cache.delete_many(own)


def mark_busy(points: Iterable[Point], user: User) -> None:
    """Set on each point the name of the colleague who is busy with it, or nothing."""
    points = list(points)
    found = cache.get_many([_key(point) for point in points])
    for point in points:
        pk, name = found.get(_key(point), (user.pk, ""))
        point.colleague = name if pk != user.pk else ""


def _key(point: Point) -> str:
    return f"council.busy:{point.pk}"
