"""Where a suggestion stands in the text of now: the text goes on while people decide."""

from __future__ import annotations

from enum import StrEnum

from .models import Suggestion
from .text.nodes import Node, blocks_by_id, children, without_id


class Standing(StrEnum):
    CLEAN = "clean"  # the block is as it was when the suggestion was written
    CLASH = "clash"  # somebody changed the block since
    PRESENT = "present"  # the text says this already
    ORPHAN = "orphan"  # the block is no longer in the text


def standing(suggestion: Suggestion, head: Node, place: str | None) -> Standing:
    """`place` is the id of the block that has its words in `head`, if any."""
    blocks = blocks_by_id(head)
    if place is None or place not in blocks:
        return Standing.ORPHAN
    order = list(blocks)
    start = order.index(place)
    proposed = [without_id(block) for block in children(suggestion.proposed)]
    here = [without_id(blocks[one]) for one in order[start : start + len(proposed)]]
    if proposed and here == proposed:
        return Standing.PRESENT
    (original,) = children(suggestion.original)
    if place == suggestion.block_id and without_id(blocks[place]) == without_id(original):
        return Standing.CLEAN
    return Standing.CLASH


def same_wording(one: Suggestion, other: Suggestion) -> bool:
    """Whether two suggestions for one block come to the same."""
    return one.block_id == other.block_id and [
        without_id(block) for block in children(one.proposed)
    ] == [without_id(block) for block in children(other.proposed)]
