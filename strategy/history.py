"""The history of a chapter as a person tells it: who worked on it when, and what was published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from strategy.models import Publication, Revision, RevisionKind

SITTING = timedelta(minutes=60)  # after a longer pause it is another sitting


@dataclass
class Entry:
    """One sitting of one person, or one publication, restoration or choice."""

    last: Revision
    first: Revision
    count: int = 1
    publications: list[Publication] = field(default_factory=list)
    before_id: int | None = None  # the revision to compare with

    def takes_in(self, older: Revision) -> bool:
        """Whether the saving before this one was part of the same sitting."""
        return (
            older.kind == self.first.kind == RevisionKind.SAVE
            and older.author_id == self.first.author_id
            and self.first.created_at - older.created_at < SITTING
        )


def entries(revisions: Iterable[Revision], publications: Iterable[Publication]) -> list[Entry]:
    """Revisions from new to old; the text that was published always stands by itself."""
    published: dict[int, list[Publication]] = {}
    for publication in publications:
        published.setdefault(publication.revision_id, []).append(publication)
    found: list[Entry] = []
    for revision in revisions:
        if found and revision.pk not in published and found[-1].takes_in(revision):
            found[-1].first = revision
            found[-1].count += 1
        else:
            found.append(Entry(revision, revision, publications=published.get(revision.pk, [])))
    for newer, older in pairwise(found):
        newer.before_id = older.last.pk
    return found
