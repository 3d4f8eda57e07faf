"""Rows by the thousand that differ where they have to."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any, Final

from django.db import models

SINCE: Final = date(2024, 1, 1)
HOUR: Final = timedelta(hours=1)

# Two rows of numbers: what is numbered in a chapter or a session goes to 32,767.
_numbers = itertools.count(1000)
_copies = itertools.count(1000)


def numbers(count: int) -> list[int]:
    return list(itertools.islice(_numbers, count))


def copies(row: models.Model, count: int, **fields: Any) -> list[Any]:
    """Rows like this one; {} in a text becomes another number every time."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return [
        type(row)(**{**values, **{name: _filled(value, n) for name, value in fields.items()}})
        for n in itertools.islice(_copies, count)
    ]


def _filled(value: Any, number: int) -> Any:
    if callable(value):
        return value()
    return value.format(number) if isinstance(value, str) else value
