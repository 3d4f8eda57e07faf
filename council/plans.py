"""A session as its clerk plans it, before it is a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from milestones.models import Meeting
from strategy.models import Version


@dataclass(frozen=True)
class Plan:
    """What a clerk decides about a session."""

    title: str
    introduction: str
    mode: str
    purpose: str
    held_at: datetime | None
    place: str
    invited: str
    meeting: Meeting | None
    version: Version | None
    is_closed: bool
    secrecy_by: str
    secrecy_on: date | None
    secrecy_ground: str
    opens_at: datetime
    closes_at: datetime
    questions: Sequence[str]

    def facts(self) -> dict[str, Any]:
        """All but the questions, as they stand in the row of the session."""
        return {
            one.name: getattr(self, one.name) for one in fields(self) if one.name != "questions"
        }


# Members spoke, or wrote drafts, knowing these.
SECRECY: Final = ("is_closed", "secrecy_by", "secrecy_on", "secrecy_ground")
SETTLED_BY_OPENING: Final = ("version", *SECRECY, "opens_at", "closes_at")
