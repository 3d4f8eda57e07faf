"""What would change for many points at once, to be seen before it does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Point


class Change(NamedTuple):
    """One field of one point, in words."""

    point: Point
    field: str
    before: str
    after: str


def changes_for(points: Iterable[Point], said: Mapping[str, Any]) -> list[Change]:
    """`said` has a theme by its name; what is that already does not change."""
    return [
        Change(point, name, before, after)
        for point in points
        for name, value in said.items()
        if (before := _words(getattr(point, name))).casefold()
        != (after := _words(value)).casefold()
    ]


def fingerprint(changes: Iterable[Change]) -> str:
    """Of what was seen: applied is only that."""
    seen = [[one.point.pk, one.field, one.before, one.after] for one in changes]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _words(value: Any) -> str:
    if value is None or value == "":
        return _("Nothing yet")
    return date_format(value, "j F Y") if hasattr(value, "isoformat") else str(value)
