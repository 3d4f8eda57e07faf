"""Keep the ids of blocks stable and unique on every save, and tell where a block's words came from.

The editor gives new blocks an id of its own, so most saves have nothing to mend. What it does not
know (pasted from another chapter, imported, two blocks with one id) is settled here, against the
text the writer started from.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from strategy.text.matching import WordIndex, ratio
from strategy.text.nodes import (
    WORD,
    Node,
    block_id,
    canonical,
    children,
    flat_text,
    with_id,
    without_id,
)
from strategy.text.schema import SCHEMA

ALPHABET: Final = "0123456789abcdefghijkmnpqrstuvwxyz"
MIN_WORDS: Final = 4  # fewer words in common is chance, not descent


class Lineage(NamedTuple):
    """The words of block `new` came from block `old`."""

    old: str
    new: str
    kind: Literal["split", "merge", "copy"]


class Settled(NamedTuple):
    doc: Node
    lineage: list[Lineage]


def mint(taken: Iterable[str] = ()) -> str:
    """A new block id: short, for it stands in permalinks, and without look-alike characters."""
    while (
        new_id := "".join(secrets.choice(ALPHABET) for _ in range(SCHEMA["block_id"]["minted"]))
    ) in set(taken):
        pass
    return new_id


def settle(doc: Node, base: Node | None) -> Settled:
    """Give every block of an accepted text exactly one id, keeping the ids of the base."""
    before = {block_id(block): block for block in children(base)} if base else {}
    blocks = _one_owner_per_id(children(doc), before)
    blocks = _recognised(blocks, before)
    taken = {block_id(block) for block in blocks} | set(before)
    for position, block in enumerate(blocks):
        if not block_id(block):
            blocks[position] = with_id(block, new_id := mint(taken))
            taken.add(new_id)
    return Settled({**doc, "content": blocks}, lineage(before, blocks))


def _one_owner_per_id(blocks: list[Node], before: dict[str, Node]) -> list[Node]:
    """Of blocks with one id, the one unchanged since the base keeps it, else the longest."""
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for position, block in enumerate(blocks):
        if block_id(block):
            claims[block_id(block)].append(position)
    settled = list(blocks)
    for claimed, positions in claims.items():
        keeper = max(
            positions,
            key=lambda position: (
                blocks[position] == before.get(claimed),
                len(flat_text(blocks[position])),
                -position,
            ),
        )
        for position in positions:
            if position != keeper:
                settled[position] = without_id(blocks[position])
    return settled


def _recognised(blocks: list[Node], before: dict[str, Node]) -> list[Node]:
    """A block without id that says word for word what a vanished block said is that block."""
    present = {block_id(block) for block in blocks}
    vanished: defaultdict[str, list[str]] = defaultdict(list)
    for old_id, old in before.items():
        if old_id and old_id not in present:
            vanished[canonical(without_id(old))].append(old_id)
    settled = list(blocks)
    for position, block in enumerate(blocks):
        if not block_id(block) and (same := vanished.get(canonical(without_id(block)))):
            settled[position] = with_id(block, same.pop(0))
    return settled


def lineage(before: dict[str, Node], blocks: list[Node]) -> list[Lineage]:
    """Which new blocks came from an old one, and which vanished blocks live on in another."""
    after = {block_id(block): block for block in blocks}
    appeared = [key for key in after if key not in before]
    vanished = [key for key in before if key not in after]
    if not before or not (appeared or vanished):
        return []
    old_words = {key: word_counts(block) for key, block in before.items()}
    new_words = {key: word_counts(block) for key, block in after.items()}
    found: list[Lineage] = []
    olds = WordIndex(old_words)
    for new_id in appeared:
        if source := _holder(new_words[new_id], olds):
            # A split leaves the source shorter; a copy leaves it as it was.
            still_there = _share(new_words[new_id], new_words.get(source, Counter())) > 0.5
            found.append(Lineage(source, new_id, "copy" if still_there else "split"))
    gained = {
        key: new_words[key] - old_words[key]
        for key in after
        if key in before and before[key] != after[key]
    }
    gains = WordIndex(gained)
    for old_id in vanished:
        if heir := _holder(old_words[old_id], gains):
            found.append(Lineage(old_id, heir, "merge"))
    return sorted(found)


def _words(block: Node) -> list[str]:
    return [word.lower() for word in WORD.findall(flat_text(block))]


def word_counts(block: Node) -> Counter[str]:
    return Counter(_words(block))


def _share(part: Counter[str], whole: Counter[str]) -> float:
    """How much of `part` stands in `whole`, as a share of `part`."""
    return (part & whole).total() / part.total() if part else 0.0


def _holder(part: Counter[str], wholes: WordIndex) -> str:
    """The key of the text that holds nearly all of `part`; empty when none does."""
    if part.total() < MIN_WORDS:
        return ""
    share, key = max(
        ((_share(part, wholes.texts[key]), key) for key in wholes.candidates(part)),
        default=(0.0, ""),
    )
    return key if share >= 0.8 else ""


def similarity(one: Node, other: Node) -> float:
    """How alike two blocks are, from 0 to 1, by their words."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 1.0 if first == second else 0.0
    # Counting is cheap and bounds the ratio from above: most pairs need no more.
    shared = (Counter(first) & Counter(second)).total()
    if 2 * shared / (len(first) + len(second)) < 0.3:
        return 0.0
    return ratio(first, second)
