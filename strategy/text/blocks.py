"""Keep the ids of blocks stable and unique on every save, and tell where a block's words came from.

The editor gives new blocks an id of its own, so most saves have nothing to mend. What it does not
know (pasted from another chapter, imported, two blocks with one id) is settled here, against the
text the writer started from.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from strategy.text.matching import WordIndex, ratio
from strategy.text.nodes import (
    Node,
    block_id,
    canonical,
    children,
    flat_text,
    with_id,
    without_id,
    words_of,
)
from strategy.text.pieces import MIN_WORDS, pieces_of
from strategy.text.schema import SCHEMA

ALPHABET: Final = "0123456789abcdefghijkmnpqrstuvwxyz"


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
    if not before or before.keys() == after.keys():
        return []
    found = {
        line.new if line.kind == "split" else line.old: line for line in _beside(before, after)
    }
    appeared = [key for key in after if key not in before and key not in found]
    vanished = [key for key in before if key not in after and key not in found]
    old_words = {key: word_counts(block) for key, block in before.items()}
    new_words = {key: word_counts(block) for key, block in after.items()}
    olds = WordIndex(old_words)
    for new_id in appeared:
        if source := _holder(new_words[new_id], olds):
            # A split leaves the source shorter; a copy leaves it as it was.
            still_there = _share(new_words[new_id], new_words.get(source, Counter())) > 0.5
            found[new_id] = Lineage(source, new_id, "copy" if still_there else "split")
    gained = {
        key: new_words[key] - old_words[key]
        for key in after
        if key in before and before[key] != after[key]
    }
    gains = WordIndex(gained)
    for old_id in vanished:
        if heir := _holder(old_words[old_id], gains):
            found[old_id] = Lineage(old_id, heir, "merge")
    return sorted(found.values())


def _beside(before: dict[str, Node], after: dict[str, Node]) -> Iterator[Lineage]:
    """What was split from a paragraph that stayed or joined to it, with or without other changes."""
    olds, news = list(before.values()), list(after.values())
    origins = {key: origin for origin, key in enumerate(before)}
    stayed = {place for place, key in enumerate(after) if key in before}
    stood = {origins[key] for key in after if key in before}
    for place, (key, now) in enumerate(after.items()):
        was = before.get(key, now)
        if was != now and was["type"] == now["type"] == "paragraph":
            for piece in pieces_of(was, news, place, stayed):
                yield Lineage(key, block_id(news[piece]), "split")
            for piece in pieces_of(now, olds, origins[key], stood):
                yield Lineage(block_id(olds[piece]), key, "merge")


def word_counts(block: Node) -> Counter[str]:
    return Counter(words_of(block))


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
    first, second = words_of(one), words_of(other)
    if not first or not second:
        return 1.0 if first == second else 0.0
    # Counting is cheap and bounds the ratio from above: most pairs need no more.
    shared = (Counter(first) & Counter(second)).total()
    if 2 * shared / (len(first) + len(second)) < 0.3:
        return 0.0
    return ratio(first, second)
