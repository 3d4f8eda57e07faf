"""For whom and when a fact is asked, and what a fact is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from milestones.models import Meeting, Milestone
from stakeholders.models import Body
from strategy.models import Version


@dataclass(frozen=True)
class Situation:
    """Whose letter it is, when it is filled in, and what it is about where that is known."""

    executive: Body
    now: datetime
    held: Meeting | None = None
    milestone: Milestone | None = None
    version: Version | None = None

    @property
    def place(self) -> str:
        assert self.executive.organisation is not None  # constraint body_has_organisation
        return self.executive.organisation.short_name


@dataclass(frozen=True)
class Fact:
    """What a text can name between braces. Without an answer it says `otherwise`."""

    label: str | Promise
    answer: Callable[[Situation], str]
    otherwise: str = ""
    # Where the answer is each executive's own: the ids of those for whom there is one.
    known_to: Callable[[Collection[Body], Situation], set[int]] | None = None

    def __str__(self) -> str:
        return str(self.label)
