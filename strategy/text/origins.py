"""Tell what was agreed from what else changed: by accepted suggestions, by others, or by both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from strategy.text.changes import changes
from strategy.text.merge import moved_keys
from strategy.text.nodes import Node, block_id, blocks_by_id, children


class Step(NamedTuple):
    """From one text to the next: one accepted suggestion, or whatever people wrote meanwhile."""

    before: Node
    after: Node
    is_accepted: bool


class Origins(NamedTuple):
    """Ids of the blocks that differ between the first text and the last; a deleted one by its old id."""

    accepted: frozenset[str]
    others: frozenset[str]
    both: frozenset[str]

    @property
    def outside(self) -> frozenset[str]:
        """What whoever accepted the suggestions has not seen, wholly or in part."""
        return self.others | self.both


def origins(steps: Sequence[Step]) -> Origins:
    """What was changed and changed back on the way is no change."""
    agreed, free = (
        set[str]().union(*(_touched(one) for one in steps if one.is_accepted is is_accepted))
        for is_accepted in (True, False)
    )
    accepted, others, both = set[str](), set[str](), set[str]()
    for change in changes(children(steps[0].before), children(steps[-1].after)):
        if change.kind in {"same", "away"}:
            continue
        ids = {block_id(block) for block in (*change.before, *change.after)}
        if not ids & agreed:
            others.add(change.key)
        else:
            (both if ids & free else accepted).add(change.key)
    return Origins(frozenset(accepted), frozenset(others), frozenset(both))


def _touched(step: Step) -> set[str]:
    before, after = blocks_by_id(step.before), blocks_by_id(step.after)
    written = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return written | moved_keys(list(before), list(after))
