"""Texts come in here. Nothing that was submitted is ever lost, doubled or overwritten.

Every text says on which revision it was written. When that is still the head, it becomes the new
head. When somebody was earlier, what was submitted is kept as a revision beside the line, merged
with the head, and what both changed is put to the writer as a choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import Decision
from stakeholders.models import User
from strategy import permissions
from strategy.models import (
    BlockConflict,
    Chapter,
    ConflictChoice,
    Revision,
    RevisionKind,
)
from strategy.text import blocks, merge, schema
from strategy.text.changes import keep_ids
from strategy.text.nodes import (
    Node,
    block_id,
    blocks_by_id,
    children,
    fingerprint,
    with_id,
)

from .locking import locked_chapter
from .revisions import add_revision, move_head


class UnknownBase(Exception):
    """The text says it was written on a revision that this chapter does not have."""


class NotAllowedNow(Exception):
    """The chapter moved on while the writer was typing; `decision` says how."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.reason)
        self.decision = decision


class ConflictSettled(Exception):
    """The choice was made already, or the text changed once more; `conflict` is how it stands."""

    def __init__(self, conflict: BlockConflict) -> None:
        super().__init__()
        self.conflict = conflict


@dataclass(frozen=True)
class Saved:
    """What became of a text: `submitted` is the writer's own text, `head` what the chapter says."""

    head: Revision
    submitted: Revision | None
    shown: Node | None  # the text to show, when it is not the one the writer has
    conflicts: list[BlockConflict]


@transaction.atomic
def save_chapter(
    chapter: Chapter,
    *,
    base_id: int,
    submitted: object,
    by: User,
    kind: RevisionKind = RevisionKind.SAVE,
    reason: str = "",
) -> Saved:
    """Take in what a writer wrote on revision `base_id`; raises TextInvalid when it is no text.

    `kind` and `reason` say of a text that was not typed here where it came from.
    """
    return take_in(
        _locked(chapter, by), base_id=base_id, submitted=submitted, by=by, kind=kind, reason=reason
    )


def take_in(
    chapter: Chapter, *, base_id: int, submitted: object, by: User, kind: RevisionKind, reason: str
) -> Saved:
    """Under lock, by somebody who may."""
    base = _base(chapter, base_id)
    accepted = schema.accept(submitted)
    settled = blocks.settle(accepted.doc, base.text if base else None)
    text = settled.doc
    mended = accepted.altered or text != accepted.doc

    head = chapter.head
    if head is not None and text == head.text:
        # Nothing new, or the answer to the first try got lost on the way and this is the second.
        return Saved(head, head, text if mended else None, [])
    if base == head:
        saved = add_revision(
            chapter, text, kind, parent=head, by=by, reason=reason, lineage=settled.lineage
        )
        move_head(chapter, saved, by=by)
        return Saved(saved, saved, text if mended else None, [])
    if base is None or head is None:
        raise UnknownBase  # the chapter has a text by now, and this one was written on none
    if text == base.text:
        return Saved(head, base, head.text, [])
    return _merge(chapter, base, head, text, lineage=settled.lineage, reason=reason, by=by)


@transaction.atomic
def settle_conflict(
    conflict: BlockConflict, *, choice: ConflictChoice, by: User, base_id: int | None = None
) -> Saved:
    """Put the chosen wording in the text; `base_id` is the revision the writer has on the screen."""
    chapter = _locked(conflict.chapter, by)
    conflict = BlockConflict.objects.select_for_update().get(pk=conflict.pk)
    if conflict.resolved_at is not None:
        raise ConflictSettled(conflict)
    head = chapter.head
    assert head is not None  # a conflict is about a text
    current = blocks_by_id(head.text).get(conflict.block)
    kept = conflict.theirs is None and current == conflict.ours  # deleted by them, kept by us
    if current != conflict.theirs and not kept and choice != ConflictChoice.THEIRS:
        # Somebody rewrote the block since: the writer must see that wording before choosing.
        conflict.theirs = current
        conflict.theirs_author = head.author
        conflict.save(update_fields=["theirs", "theirs_author"])
        return _after_choice(chapter, head, base_id, [conflict])

    text = head.text
    if current == conflict.theirs or kept:
        text = _chosen(head.text, conflict, choice)
    conflict.resolved_at = timezone.now()
    conflict.choice = choice
    conflict.save(update_fields=["resolved_at", "choice"])
    record("strategy.conflict.settled", chapter, by=by, block=conflict.block, choice=choice)
    if text != head.text:
        saved = add_revision(chapter, text, RevisionKind.CHOICE, parent=head, by=by)
        move_head(chapter, saved, by=by)
        head = saved
    return _after_choice(chapter, head, base_id, [])


@transaction.atomic
def restore_revision(revision: Revision, *, reason: str, by: User) -> Revision:
    """An old text becomes the newest one; what stood there stays in the history."""
    chapter = _locked(revision.chapter, by)
    assert chapter.head is not None
    if revision.text == chapter.head.text:
        return chapter.head
    restored = add_revision(
        chapter, revision.text, RevisionKind.RESTORE, parent=chapter.head, by=by, reason=reason
    )
    move_head(chapter, restored, by=by)
    return restored


@transaction.atomic
def load_text(
    chapter: Chapter, text: Node, *, reason: str, by: User | None, at: datetime
) -> Revision:
    """A text from a region's files; blocks that are nearly as they were keep their id."""
    chapter = locked_chapter(chapter, by)
    base = chapter.head.text if chapter.head else None
    settled = blocks.settle(schema.validated(text), base)
    loaded = add_revision(
        chapter,
        keep_ids(settled.doc, base) if base else settled.doc,
        RevisionKind.LOAD,
        parent=chapter.head,
        by=by,
        reason=reason,
        at=at,
    )
    move_head(chapter, loaded, by=by)
    return loaded


def _locked(chapter: Chapter, by: User) -> Chapter:
    """What may be done is asked again of what the chapter is now."""
    locked = locked_chapter(chapter, by)
    decision = permissions.can_edit_chapter(by, locked)
    if not decision:
        raise NotAllowedNow(decision)
    return locked


def _base(chapter: Chapter, base_id: int) -> Revision | None:
    if chapter.head is not None and chapter.head.pk == base_id:
        return chapter.head
    if base_id == 0 and chapter.head is None:
        return None  # the first text of a chapter is written on nothing
    try:
        return Revision.objects.get(chapter=chapter, pk=base_id)
    except Revision.DoesNotExist:
        raise UnknownBase from None


def _merge(
    chapter: Chapter,
    base: Revision,
    head: Revision,
    text: Node,
    *,
    lineage: list[blocks.Lineage],
    reason: str,
    by: User,
) -> Saved:
    # A second try, after the answer to the first got lost, finds what it brought the first time.
    submission = Revision.objects.filter(
        chapter=chapter,
        kind=RevisionKind.SUBMISSION,
        parent=base,
        author=by,
        sha256=fingerprint(text),
    ).last() or add_revision(
        chapter, text, RevisionKind.SUBMISSION, parent=base, by=by, lineage=lineage
    )
    merged = merge.merge(base.text, text, head.text)
    if merged.doc == head.text:
        new_head = head
    else:
        new_head = add_revision(
            chapter,
            merged.doc,
            RevisionKind.MERGE,
            parent=head,
            merged_from=submission,
            by=by,
            reason=reason,
        )
        move_head(chapter, new_head, by=by)
    conflicts = [_ask(chapter, submission, conflict, head, by) for conflict in merged.conflicts]
    shown = None if merged.doc == text else merged.doc
    return Saved(new_head, submission, shown, conflicts)


def _ask(
    chapter: Chapter, submission: Revision, conflict: merge.Conflict, head: Revision, by: User
) -> BlockConflict:
    """Put the choice to the writer; an older question about the same block falls away."""
    BlockConflict.objects.open().filter(chapter=chapter, block=conflict.block, author=by).update(
        resolved_at=timezone.now(), choice=ConflictChoice.SUPERSEDED
    )
    return BlockConflict.objects.create(
        chapter=chapter,
        submitted=submission,
        block=conflict.block,
        base=conflict.base,
        ours=conflict.ours,
        theirs=conflict.theirs,
        author=by,
        theirs_author=head.author,
    )


def _chosen(text: Node, conflict: BlockConflict, choice: ConflictChoice) -> Node:
    """The text with the chosen wording of one block."""
    ours, theirs = conflict.ours, conflict.theirs
    wanted = {
        ConflictChoice.YOURS: [ours],
        ConflictChoice.THEIRS: [theirs],
        # A deletion beside a wording leaves the wording.
        ConflictChoice.BOTH: [theirs, with_id(ours, blocks.mint()) if ours and theirs else ours],
    }[choice]
    chosen = [block for block in wanted if block]
    content: list[Node] = []
    for block in children(text):
        content += chosen if block_id(block) == conflict.block else [block]
    if conflict.block not in blocks_by_id(text):
        # Deleted since: our wording comes back behind the block it followed.
        before = list(blocks_by_id(conflict.submitted.text))
        before = before[: before.index(conflict.block)] if conflict.block in before else []
        places = [place for place, block in enumerate(content) if block_id(block) in before]
        place = places[-1] + 1 if places else 0
        content[place:place] = chosen
    return {**text, "content": content or [{"type": "paragraph", "attrs": {"id": blocks.mint()}}]}


def _after_choice(
    chapter: Chapter, head: Revision, base_id: int | None, again: list[BlockConflict]
) -> Saved:
    """What the writer gets to see after a choice, given the revision on the screen."""
    base = Revision.objects.filter(chapter=chapter, pk=base_id).first() if base_id else None
    shown = None if base is not None and base.text == head.text else head.text
    return Saved(head, base, shown, again)
