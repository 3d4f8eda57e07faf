"""Find out which block of one text became which block of the other.

Blocks are found again by their id, and what has no id in common by its words. A block that moved is
told from one that was deleted and written again; one that was split or joined stays one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from strategy.text.blocks import lineage, similarity, word_counts
from strategy.text.matching import WordIndex
from strategy.text.merge import moved_keys
from strategy.text.nodes import (
    Node,
    attribute,
    block_id,
    children,
    field_words,
    with_id,
    without_id,
)

Kind = Literal["same", "changed", "format", "moved", "inserted", "deleted", "away"]


@dataclass
class Change:
    """One place: a block before and after, or several that were split or joined."""

    kind: Kind
    before: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)
    edited: bool = False

    @property
    def key(self) -> str:
        """Where it stands: the id in the second text, or in the first for what is gone."""
        return block_id((self.after or self.before)[0])


def changes(before: list[Node], after: list[Node]) -> Iterator[Change]:
    """All places of both texts, in the order of the second one."""
    pairs = _pairs(before, after)
    joined, split = _runs(before, after, pairs)
    origins = {place: origin for origin, place in pairs.items()}
    lifted = moved_keys(range(len(before)), [origins[place] for place in sorted(origins)])
    done = 0

    def left_behind(until: int) -> Iterator[Change]:
        for origin in range(done, until):
            if origin in lifted:
                yield Change("away", [before[origin]], [after[pairs[origin]]])
            elif origin not in pairs and origin not in joined:
                yield Change("deleted", [before[origin]])

    for place, block in enumerate(after):
        if place in split:
            continue  # shown with the paragraph it was split from
        if place not in origins:
            yield Change("inserted", after=[block])
            continue
        origin = origins[place]
        was, now = _with(before, origin, joined), _with(after, place, split)
        kind = _kind(was, now)
        if origin in lifted:
            yield Change("moved", was, now, edited=kind == "changed")
        else:
            yield from left_behind(origin)
            done = origin + 1
            yield Change(kind, was, now)
    yield from left_behind(len(before))


def _with(blocks: list[Node], place: int, runs: dict[int, int]) -> list[Node]:
    """A block with the paragraphs that were joined to it or split from it."""
    members = {member for member, anchor in runs.items() if anchor == place} | {place}
    return [blocks[member] for member in sorted(members)]


def _pairs(before: list[Node], after: list[Node]) -> dict[int, int]:
    """Place before → place after: by id, and for what has none in common, by its words."""
    places = {block_id(block): place for place, block in enumerate(after) if block_id(block)}
    pairs: dict[int, int] = {}
    for origin, block in enumerate(before):
        there = places.get(block_id(block))
        if there is not None and comparable(block, after[there]):
            pairs[origin] = there
    taken = set(pairs.values())
    words = {place: word_counts(after[place]) for place in range(len(after)) if place not in taken}
    index = WordIndex({str(place): counts for place, counts in words.items()})
    for origin, block in enumerate(before):
        if origin in pairs:
            continue
        # Counting words finds the likeliest; reading them in order decides. All pairs take minutes.
        counts = word_counts(block)
        free = [int(key) for key in index.candidates(counts) if int(key) not in taken]
        if not free:
            continue
        place = max(free, key=lambda other: ((counts & words[other]).total(), -other))
        if block["type"] == after[place]["type"] and similarity(block, after[place]) > 0.6:
            pairs[origin] = place
            taken.add(place)
    return pairs


def _runs(
    before: list[Node], after: list[Node], pairs: dict[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Paragraphs joined to (before) or split from (after) a neighbour, by the neighbour's place."""
    descent = lineage({block_id(block): block for block in before}, after)
    joined: dict[int, int] = {}
    split: dict[int, int] = {}
    for origin, place in pairs.items():
        if before[origin]["type"] == after[place]["type"] == "paragraph":
            old, new = block_id(before[origin]), block_id(after[place])
            heirs = {line.old for line in descent if line.kind == "merge" and line.new == new}
            parts = {line.new for line in descent if line.kind == "split" and line.old == old}
            joined |= dict.fromkeys(_beside(before, origin, heirs, pairs.keys()), origin)
            split |= dict.fromkeys(_beside(after, place, parts, pairs.values()), place)
    return joined, split


def _beside(
    blocks: list[Node], start: int, wanted: Collection[str], taken: Collection[int]
) -> Iterator[int]:
    """The unbroken run of wanted paragraphs on both sides of a block."""
    for step in (-1, 1):
        place = start + step
        while (
            0 <= place < len(blocks)
            and place not in taken
            and blocks[place]["type"] == "paragraph"
            and block_id(blocks[place]) in wanted
        ):
            yield place
            place += step


def comparable(before: Node, after: Node) -> bool:
    lines, lists = {"paragraph", "heading"}, {"bulletList", "orderedList"}
    return before["type"] == after["type"] or any(
        {before["type"], after["type"]} <= kinds for kinds in (lines, lists)
    )


def _kind(before: list[Node], after: list[Node]) -> Kind:
    if [without_id(block) for block in before] == [without_id(block) for block in after]:
        return "same"
    if len(before) == len(after) == 1 and _bare(before[0]) == _bare(after[0]):
        return "format"
    return "changed"


def _bare(node: Node) -> Any:
    """A block without its layout: its words and their tree; no bold, level or bullets."""
    if node["type"] == "text":
        return node["text"]
    if (words := field_words(node)) is not None:
        return words
    kind = {"heading": "paragraph", "orderedList": "bulletList", "tableHeader": "tableCell"}.get(
        node["type"], node["type"]
    )
    inner: list[Any] = []
    for child in map(_bare, children(node)):
        if isinstance(child, str) and inner and isinstance(inner[-1], str):
            inner[-1] += child
        else:
            inner.append(child)
    return (kind, attribute(node, "src"), attribute(node, "alt"), inner)


def keep_ids(doc: Node, base: Node) -> Node:
    """A text from outside on top of the one it replaces: what is nearly the same keeps its id."""
    known = {block_id(block) for block in children(base)}
    before: dict[str, str] = {}
    for change in changes(children(base), children(doc)):
        if change.kind != "away" and len(change.before) == len(change.after) == 1:
            before[block_id(change.after[0])] = block_id(change.before[0])
    content = [
        block
        if block_id(block) in known
        else with_id(block, before.get(block_id(block), block_id(block)))
        for block in children(doc)
    ]
    return {**doc, "content": content}
