"""What one person says in one session, before it is rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from stakeholders.models import Group, User
from strategy.models import Chapter, Revision

from .models import InputSource, Question

LONGEST_ANSWER: Final = 10_000  # characters


@dataclass(frozen=True)
class Said:
    """One answer or remark, before it is a row."""

    text: str
    question: Question | None = None
    chapter: Chapter | None = None
    revision: Revision | None = None
    block_id: str = ""

    def identity(self) -> dict[str, Any]:
        return {
            "question": self.question.pk if self.question else None,
            "chapter": self.chapter.pk if self.chapter else None,
            "revision": self.revision.pk if self.revision else None,
            "block": self.block_id,
            "text": self.text,
        }


@dataclass(frozen=True)
class Voted:
    """How one group voted, before it is a row."""

    group: Group
    in_favour: int
    against: int
    view: str = ""


@dataclass(frozen=True)
class Resolved:
    """A motion or a decision, before it is a row."""

    title: str
    number: str
    adopted_on: date
    votes: Sequence[Voted] = ()

    def identity(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "number": self.number,
            "adopted_on": self.adopted_on.isoformat(),
            "votes": [
                [vote.group.pk, vote.in_favour, vote.against, vote.view] for vote in self.votes
            ],
        }


@dataclass(frozen=True)
class Speech:
    """What one person says in one session, and in whose name."""

    key: UUID
    author: User
    kind: str
    group: Group | None
    said: Sequence[Said]
    no_remarks: bool = False
    source: str = InputSource.ONLINE
    resolved: Resolved | None = None
    # Typed by the clerk while it was said: it may arrive after the window, and is read back later.
    is_captured: bool = False
    # Of what was sent: it is written down also after the window, when it came in before.
    arrived_on: date | None = None
    # The opened page that says this, and the one that had written the draft that it began with.
    page: UUID | None = None
    after: UUID | None = None

    def fingerprint(self) -> str:
        content: dict[str, Any] = {
            "kind": self.kind,
            "group": self.group.pk if self.group else None,
            "no_remarks": self.no_remarks,
            "said": [one.identity() for one in self.said],
        }
        if self.resolved:
            content["resolved"] = self.resolved.identity()
        if self.arrived_on:
            content["arrived_on"] = self.arrived_on.isoformat()
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


# Author, in whose name, question, chapter, words.
Identity = tuple[int, str, int | None, int | None, str]


@dataclass(frozen=True)
class Heard:
    """One thing that a member said elsewhere, as it stands in a spreadsheet."""

    author: User
    kind: str
    group: Group | None
    source: str
    said: Said
    arrived_on: date | None = None

    def identity(self) -> Identity:
        """What makes it the same in another version of the spreadsheet; blanks do not."""
        one = self.said
        return (
            self.author.pk,
            self.kind,
            one.question.pk if one.question else None,
            one.chapter.pk if one.chapter else None,
            " ".join(one.text.split()),
        )
