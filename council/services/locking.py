"""Points under lock, for every service that changes some of them."""

from __future__ import annotations

from collections.abc import Collection

from council.models import Point


def locked_points(points: Collection[Point]) -> list[Point]:
    """In one order, so that two who choose the same points wait for each other."""
    return list(
        Point.objects.select_for_update(of=("self",))
        .select_related("report__session__body__organisation")
        .filter(pk__in=[point.pk for point in points])
        .order_by("pk")
    )
