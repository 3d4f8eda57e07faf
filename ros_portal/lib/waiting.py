"""One thing that waits for somebody, as every room tells it to the overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise

SOON = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    title: str | Promise
    note: str | Promise
    url: str
    action: str | Promise
    due_at: datetime | None = None

    @property
    def urgency(self) -> str:
        """ "late", "urgent" or nothing, for the edge of the row."""
        if self.due_at is None:
            return ""
        left = self.due_at - timezone.now()
        if left < timedelta(0):
            return "late"
        return "urgent" if left < SOON else ""
