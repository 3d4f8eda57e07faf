"""Tracked changes as suggestions: for each block of the text before, what it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from strategy.text.nodes import Node, without_id

from .body import Piece
from .lines import DELETED, INSERTED
from .ooxml import Element, q

EMPTY_LINE: Final[Node] = {"type": "paragraph"}
_MARKS: Final = tuple(q(name) for name in sorted(INSERTED | DELETED))


@dataclass
class TrackedChange:
    """`block` is a place in the text before; an empty paragraph alone means that it goes."""

    block: int
    proposed: list[Node]
    authors: list[str]


def tracked_changes(
    before: Sequence[Piece], after: Sequence[Piece], authors: Mapping[int, list[str]]
) -> list[TrackedChange]:
    """Blocks belong together when they were made of the same paragraphs of the document."""
    owner: dict[float, int] = {}
    for number, piece in enumerate(before):
        for place in piece.places:
            owner.setdefault(place, number)
    becomes: list[list[Piece]] = [[] for _piece in before]
    touched = [set(piece.places) for piece in before]
    last = 0
    for piece in after:
        owners = sorted(owner[place] for place in piece.places if place in owner)
        # A paragraph that is new stands behind the one before it.
        last = owners[0] if owners else last
        if becomes:
            becomes[last].append(piece)
            for number in {last, *owners}:
                touched[number] |= piece.places

    found: list[TrackedChange] = []
    for number, (was, now) in enumerate(zip(before, becomes, strict=True)):
        names = [
            name
            for place in sorted({*map(int, touched[number])})
            for name in authors.get(place, ())
        ]
        proposed = [without_id(piece.node) for piece in now]
        if names and proposed != [without_id(was.node)]:
            found.append(
                TrackedChange(number, proposed or [EMPTY_LINE], list(dict.fromkeys(names)))
            )
    return found


def authors_by_place(
    body: Element, places: Mapping[Element, int], notes: Mapping[str, Element]
) -> dict[int, list[str]]:
    """Who changed something in which paragraph; of a row, in all its paragraphs.

    A note stands in the paragraph that refers to it.
    """
    found: dict[int, list[str]] = {}
    seen: set[tuple[Element, str]] = set()
    for mark in body.iter(*_MARKS):
        name = _author(mark)
        around = next((one for one in mark.iterancestors(q("w:p"), q("w:tr"))), None)
        if around is None or (around, name) in seen:
            continue
        seen.add((around, name))
        touched = [around] if around.tag == q("w:p") else list(around.iter(q("w:p")))
        for paragraph in touched:
            if paragraph in places:
                found.setdefault(places[paragraph], []).append(name)
    for kind in ("footnote", "endnote"):
        for reference in body.iter(q(f"w:{kind}Reference")):
            note = notes.get(f"{kind} {reference.get(q('w:id'))}")
            paragraph = next(reference.iterancestors(q("w:p")), None)
            if note is not None and paragraph in places:
                names = list(dict.fromkeys(_author(mark) for mark in note.iter(*_MARKS)))
                found.setdefault(places[paragraph], []).extend(names)
    return found


def _author(mark: Element) -> str:
    return str(mark.get(q("w:author")) or "")[:120]


def has_words_in(part: Element | None) -> bool:
    return part is not None and any((text.text or "").strip() for text in part.iter(q("w:t")))
