"""Merge two texts that grew from the same base, block by block.

`theirs` is what stands in the database, `ours` what a writer has just sent. What only one of them
changed is taken over. Where both changed the same block, their wording stands and the block is a
conflict that the writer settles. A block that one side deleted while the other rewrote it stays:
words are easier to delete again than to write again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from strategy.text.blocks import mint
from strategy.text.nodes import Node, blocks_by_id

K = TypeVar("K", bound=Hashable)


class Conflict(NamedTuple):
    """A block both sides changed; None where it did not exist or was deleted."""

    block: str
    base: Node | None
    ours: Node | None
    theirs: Node | None


class Merged(NamedTuple):
    doc: Node
    conflicts: list[Conflict]


def merge(base: Node, ours: Node, theirs: Node) -> Merged:
    """All three with settled ids."""
    in_base, in_ours, in_theirs = blocks_by_id(base), blocks_by_id(ours), blocks_by_id(theirs)
    kept: dict[str, Node] = {}
    conflicts: list[Conflict] = []
    for key in dict.fromkeys((*in_theirs, *in_ours, *in_base)):
        was, mine, other = in_base.get(key), in_ours.get(key), in_theirs.get(key)
        if mine in (other, was):
            stands = other
        elif other == was:
            stands = mine
        else:
            stands = other or mine
            conflicts.append(Conflict(key, was, mine, other))
        if stands is not None:
            kept[key] = stands
    order = _order(list(in_base), list(in_ours), list(in_theirs), kept.keys())
    content = [kept[key] for key in order] or [{"type": "paragraph", "attrs": {"id": mint()}}]
    return Merged({**theirs, "content": content}, conflicts)


def _order(base: list[str], ours: list[str], theirs: list[str], kept: Iterable[str]) -> list[str]:
    """Their order, with our new and moved blocks behind the block they follow in our text."""
    alive = set(kept)
    order = [key for key in theirs if key in alive]
    there = set(order)
    moved = alive & (moved_keys(base, ours) - moved_keys(base, theirs))
    follows = ""
    for key in ours:
        if key not in alive:
            continue
        if key not in there or key in moved:
            if key in there:
                order.remove(key)
            order.insert(order.index(follows) + 1 if follows else 0, key)
            there.add(key)
        follows = key
    return order


def moved_keys(before: Sequence[K], after: Sequence[K]) -> set[K]:
    """The fewest keys to lift out so that the others, present in both, stand in the same order."""
    place: dict[K, int] = {key: position for position, key in enumerate(before)}
    shared: list[K] = [key for key in after if key in place]
    stayed = _longest_rising(shared, place)
    return set(shared).difference(stayed)


def _longest_rising(keys: Sequence[K], place: Mapping[K, int]) -> list[K]:
    """Patience sorting: the longest run of keys whose places rise."""
    tops: list[int] = []
    top_keys: list[K] = []
    behind: dict[K, K | None] = {}
    for key in keys:
        pile = bisect_left(tops, place[key])
        behind[key] = top_keys[pile - 1] if pile else None
        tops[pile : pile + 1] = [place[key]]
        top_keys[pile : pile + 1] = [key]
    run: list[K] = []
    last = top_keys[-1] if top_keys else None
    while last is not None:
        run.append(last)
        last = behind[last]
    return run[::-1]
