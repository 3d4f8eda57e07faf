"""A date of a council as its clerk types it, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NewDate:
    kind: str
    on: date
    until_on: date | None = None
    note: str = ""
