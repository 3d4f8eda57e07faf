"""Word has no lists, only paragraphs with a number or a dot before them. Here they become lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy.text.nodes import Node

from .report import Report
from .styles import DEEPEST, Numbered


@dataclass
class Item:
    place: Numbered
    count: int  # the number before it
    report: Report


@dataclass
class _Open:
    """A list that may get more items."""

    level: int
    item: Item  # the last one
    node: Node

    def takes(self, item: Item) -> bool:
        last, place = self.item.place, item.place
        if last.ordered != place.ordered:
            return False
        # A dot is a dot; numbers begin anew in another list, unless they count on in the same one.
        counts_on = last.key == place.key and item.count == self.item.count + 1
        return not place.ordered or last.list == place.list or counts_on


def lists(lines: Sequence[tuple[Item | None, Node]]) -> Iterator[tuple[Node, int, int]]:
    """(list, first line, line after the last) for each list in a run of items.

    A line without an item belongs to the item above it; the first line is always an item.
    """
    stack: list[_Open] = []
    root: Node | None = None
    begun = 0
    for number, (item, paragraph) in enumerate(lines):
        if item is None:
            _last_item(stack[-1].node)["content"].append(paragraph)
            continue
        level = _level(item)
        while stack and (
            stack[-1].level > level or (stack[-1].level == level and not stack[-1].takes(item))
        ):
            stack.pop()
        if not stack or stack[-1].level < level:
            node = _new_list(item)
            if stack:
                _last_item(stack[-1].node)["content"].append(node)
            else:
                if root is not None:
                    yield root, begun, number
                root, begun = node, number
            stack.append(_Open(level, item, node))
        stack[-1].item = item
        stack[-1].node["content"].append({"type": "listItem", "content": [paragraph]})
    if root is not None:
        yield root, begun, len(lines)


def _level(item: Item) -> int:
    if item.place.level > DEEPEST:
        item.report.note("list_depth")
    return min(item.place.level, DEEPEST)


def _new_list(item: Item) -> Node:
    if item.place.with_letters:
        item.report.note("list_letters")
    if not item.place.ordered:
        return {"type": "bulletList", "content": []}
    return {"type": "orderedList", "attrs": {"start": max(item.count, 1)}, "content": []}


def _last_item(node: Node) -> Node:
    last: Node = node["content"][-1]
    return last
