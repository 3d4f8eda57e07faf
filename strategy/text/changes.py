"""Find out which block of one text became which block of the other.

Blocks are found again by their id, and what has no id in common by its words. A block that moved is
told from one that was deleted and written again; one that was split or joined stays one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from strategy.text.blocks import similarity, word_counts
from strategy.text.matching import WordIndex, ratio
from strategy.text.merge import moved_keys
from strategy.text.nodes import (
    Node,
    attribute,
    block_id,
    children,
    field_words,
    flat_text,
    with_id,
    without_id,
    words_of,
)
from strategy.text.pieces import pieces_of

Kind = Literal[
    "same", "changed", "split", "joined", "format", "moved", "inserted", "deleted", "away"
]
ALIKE: Final = 0.6  # from here on two blocks without an id in common are one that was changed


@dataclass
class Change:
    """One place: a block before and after, or several that were split or joined."""

    kind: Kind
    before: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)
    edited: bool = False  # of what was moved, split or joined: whether its words changed too

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
            yield Change("moved", was, now, edited=kind not in ("same", "format"))
        else:
            yield from left_behind(origin)
            done = origin + 1
            edited = kind in ("split", "joined") and _letters(was) != _letters(now)
            yield Change(kind, was, now, edited)
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
        if block["type"] == after[place]["type"] and (
            similarity(block, after[place]) > ALIKE
            or _alike_in_pieces(block, after, place, taken)
            or _alike_in_pieces(after[place], before, origin, pairs.keys())
        ):
            pairs[origin] = place
            taken.add(place)
    return pairs


def _alike_in_pieces(whole: Node, blocks: list[Node], place: int, taken: Collection[int]) -> bool:
    """Whether a paragraph is like another one together with what stands beside that."""
    if whole["type"] != "paragraph" or not (pieces := pieces_of(whole, blocks, place, taken)):
        return False
    words = words_of(whole)
    without, together = (
        ratio(words, [word for at in sorted(some) for word in words_of(blocks[at])])
        for some in (pieces, [*pieces, place])
    )
    # A stranger beside two halves makes them less alike.
    return together > max(without, ALIKE)


def _runs(
    before: list[Node], after: list[Node], pairs: dict[int, int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Paragraphs joined to (before) or split from (after) a neighbour, by the neighbour's place."""
    joined: dict[int, int] = {}
    split: dict[int, int] = {}
    taken_before, taken_after = set(pairs), set(pairs.values())
    for origin, place in pairs.items():
        was, now = before[origin], after[place]
        if was["type"] == now["type"] == "paragraph":
            for member in _run(pieces_of(now, before, origin, taken_before), origin):
                joined[member] = origin
                taken_before.add(member)
            for member in _run(pieces_of(was, after, place, taken_after), place):
                split[member] = place
                taken_after.add(member)
    return joined, split


def _run(pieces: list[int], anchor: int) -> list[int]:
    """The pieces, and what was written between them."""
    places = [*pieces, anchor]
    return [place for place in range(min(places), max(places) + 1) if place != anchor]


def comparable(before: Node, after: Node) -> bool:
    lines, lists = {"paragraph", "heading"}, {"bulletList", "orderedList"}
    return before["type"] == after["type"] or any(
        {before["type"], after["type"]} <= kinds for kinds in (lines, lists)
    )


def _kind(before: list[Node], after: list[Node]) -> Kind:
    if [without_id(block) for block in before] == [without_id(block) for block in after]:
        return "same"
    if len(before) != len(after):
        return "joined" if len(before) > len(after) else "split"
    if len(before) == 1 and _bare(before[0]) == _bare(after[0]):
        return "format"
    return "changed"


def _letters(blocks: list[Node]) -> str:
    """What they say, wherever a paragraph or a line ends."""
    return "".join("".join(map(flat_text, blocks)).split())


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
    """A text from outside on top of the one it replaces: what is nearly the same keeps its id.

    Of what was split or joined the longest does, so that links lead to most of the words.
    """
    known = {block_id(block) for block in children(base)}
    kept: dict[str, str] = {}
    for change in changes(children(base), children(doc)):
        has_both = change.kind not in ("away", "inserted", "deleted")
        if has_both and not known & set(map(block_id, change.after)):
            was, now = (
                max(some, key=lambda block: len(flat_text(block)))
                for some in (change.before, change.after)
            )
            kept[block_id(now)] = block_id(was)
    content = [
        with_id(block, kept.get(block_id(block), block_id(block))) for block in children(doc)
    ]
    return {**doc, "content": content}
