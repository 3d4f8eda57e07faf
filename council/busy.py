"""Who has the answer to a point in hand at this moment; a hint to colleagues, never a lock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    cache.set_many({_key(point.pk): (user.pk, user.name) for point in points}, FOR)


def done(points: Iterable[Point], user: User) -> None:
    """What a colleague took up meanwhile stays hers."""
    keys = {_key(point.pk) for point in points}
    own = [key for key, (pk, _name) in cache.get_many(keys).items() if pk == user.pk]
    cache.delete_many(own)


def mark_busy(points: Iterable[Point], user: User) -> None:
    """Set on each point the name of the colleague who is busy with it, or nothing."""
    points = list(points)
    names = colleagues_at([point.pk for point in points], user)
    for point in points:
        point.colleague = names.get(point.pk, "")


def colleagues_at(points: Collection[int], user: User) -> dict[int, str]:
    """Who else is busy with which of these, by the id of the point."""
    found = cache.get_many([_key(pk) for pk in points])
    return {
        pk: found[_key(pk)][1]
        for pk in points
        if _key(pk) in found and found[_key(pk)][0] != user.pk
    }


def _key(point: int) -> str:
    return f"council.busy:{point}"
