"""The history of a chapter as a person tells it: who worked on it when, and what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from stakeholders.models import User
from strategy.models import Publication, Revision, RevisionKind

SITTING = timedelta(minutes=60)  # after a longer pause it is another sitting


@dataclass
class Entry:
    """One sitting of one person or of several together, or one publication, restoration or choice."""

    revisions: list[Revision]  # from new to old
    publications: list[Publication] = field(default_factory=list)
    before_id: int | None = None  # the revision to compare with

    @property
    def last(self) -> Revision:
        return self.revisions[0]

    @property
    def first(self) -> Revision:
        return self.revisions[-1]

    @property
    def count(self) -> int:
        return len(self.revisions)

    @property
    def is_within_a_minute(self) -> bool:
        return self.last.created_at - self.first.created_at < timedelta(minutes=1)

    @property
    def people(self) -> list[User]:
        """Who wrote it; who wrote last comes first."""
        return list(dict.fromkeys(person for one in self.revisions for person in one.writers))

    def takes_in(self, older: Revision) -> bool:
        """Whether the saving before this one was part of the same sitting."""
        together = older.kind == self.first.kind == RevisionKind.TOGETHER
        alone = older.kind == self.first.kind == RevisionKind.SAVE
        return (
            together or (alone and older.author_id == self.first.author_id)
        ) and self.first.created_at - older.created_at < SITTING


def entries(revisions: Iterable[Revision], publications: Iterable[Publication]) -> list[Entry]:
    """Revisions from new to old; the text that was published always stands by itself."""
    published: dict[int, list[Publication]] = {}
    for publication in publications:
        published.setdefault(publication.revision_id, []).append(publication)
    found: list[Entry] = []
    for revision in revisions:
        if found and revision.pk not in published and found[-1].takes_in(revision):
            found[-1].revisions.append(revision)
        else:
            found.append(Entry([revision], publications=published.get(revision.pk, [])))
    for newer, older in pairwise(found):
        newer.before_id = older.last.pk
    return found
