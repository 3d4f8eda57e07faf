"""What one person says in one session, before it is rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stakeholders.models import Group, User
from strategy.models import Chapter, Revision

from .models import InputSource, Question


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
class Speech:
    """What one person says in one session, and in whose name."""

    key: UUID
    author: User
    kind: str
    group: Group | None
    said: Sequence[Said]
    no_remarks: bool = False
    source: str = InputSource.ONLINE
    # The opened page that says this, and the one that had written the draft that it began with.
    page: UUID | None = None
    after: UUID | None = None

    def fingerprint(self) -> str:
        content = {
            "kind": self.kind,
            "group": self.group.pk if self.group else None,
            "no_remarks": self.no_remarks,
            "said": [one.identity() for one in self.said],
        }
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
