"""Where the words of one block came from: who changed them when, why, and after which suggestion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from .models import BlockLineage, Chapter, Revision
from .models.revisions import RevisionQuerySet
from .text.compare import Comparison, compare
from .text.nodes import Node, blocks_by_id, without_id

NOTHING: Node = {"type": "doc", "content": []}


@dataclass(frozen=True)
class Step:
    """One revision in which the block came, changed or went."""

    revision: Revision
    kind: str  # "came", "changed" or "went"
    comparison: Comparison | None  # for "changed"


def steps_of(revisions: RevisionQuerySet, block_id: str) -> list[Step]:
    """The newest first; the texts of `revisions` are read one at a time, for they are heavy."""
    steps = list(_steps(revisions, block_id))[::-1]
    prefetch_related_objects([step.revision for step in steps], "contributors")
    return steps


def _steps(revisions: RevisionQuerySet, block_id: str) -> Iterator[Step]:
    before: Node | None = None
    line = revisions.select_related("author").defer("html", "plain", "contents")
    for revision in line.order_by("number").iterator(chunk_size=50):
        now = blocks_by_id(revision.text).get(block_id)
        if now is None and before is not None:
            yield Step(revision, "went", None)
        elif now is not None and before is None:
            yield Step(revision, "came", None)
        elif now is not None and before is not None and without_id(now) != without_id(before):
            yield Step(revision, "changed", compare(_alone(before), _alone(now)))
        before = now


def kin_of(chapter: Chapter, block_id: str) -> list[BlockLineage]:
    """The splits and merges this block took part in."""
    lines = BlockLineage.objects.filter(revision__chapter=chapter).select_related("revision")
    return list((lines.filter(old=block_id) | lines.filter(new=block_id)).order_by("-pk"))


def last_text_with(revisions: RevisionQuerySet, block_id: str) -> Revision | None:
    """The newest text that has the block."""
    line = revisions.defer("html", "plain", "contents").order_by("-number")
    for revision in line.iterator(chunk_size=20):
        if block_id in blocks_by_id(revision.text):
            return revision
    return None


def _alone(block: Node) -> Node:
    return {"type": "doc", "content": [block]}
