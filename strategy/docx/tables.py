"""Tables, with cells that span columns or rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from strategy.text.nodes import Node

from .lines import Source
from .ooxml import Element, find, inside, is_on, number, q, short, value, words

MOST_SPANNED: Final = 50
_THROUGH: Final = {"w:sdtContent", "w:customXml"}


def read_table(
    table: Element, source: Source, read: Callable[[Element], list[Node]]
) -> Node | None:
    """The table as a node, or a box when it has one cell; None when this side has nothing of it."""
    rows: list[Node] = []
    above: dict[int, Node] = {}  # by column: the cell that goes on in the row below
    in_header = True
    has_header = False
    for row in _members(table, "w:tr"):
        properties = find(row, "w:trPr")
        if any(find(properties, name) is not None for name in source.side.leaves_out):
            continue
        in_header = in_header and bool(is_on(properties, "w:tblHeader"))
        has_header = has_header or in_header
        cells = _cells(row, properties, source, read, above, is_header=in_header)
        # A row in which everything goes on from above adds nothing to see.
        if cells:
            rows.append({"type": "tableRow", "content": cells})
        else:
            for upper in above.values():  # nor does it make them any longer
                upper["attrs"]["rowspan"] = max(upper["attrs"]["rowspan"] - 1, 1)
    if not rows:
        return None
    if len(rows) == 1 and len(rows[0]["content"]) == 1:
        source.report.note("table_box")
        return {"type": "blockquote", "content": rows[0]["content"][0]["content"]}
    if not has_header:
        source.report.note("table_header", words(next(table.iter(q("w:p"))), "w:t"))
    return {"type": "table", "content": rows}


def _cells(
    row: Element,
    properties: Element | None,
    source: Source,
    read: Callable[[Element], list[Node]],
    above: dict[int, Node],
    *,
    is_header: bool,
) -> list[Node]:
    cells: list[Node] = []
    column = number(value(properties, "w:gridBefore"))
    continued: set[int] = set()
    for cell in _members(row, "w:tc"):
        facts = find(cell, "w:tcPr")
        span = min(max(number(value(facts, "w:gridSpan"), 1), 1), MOST_SPANNED)
        merge = find(facts, "w:vMerge")
        goes_on = merge is not None and merge.get(q("w:val"), "continue") == "continue"
        if goes_on and column in above:
            upper = above[column]["attrs"]
            upper["rowspan"] = min(upper["rowspan"] + 1, MOST_SPANNED)
        else:
            node: Node = {
                "type": "tableHeader" if is_header else "tableCell",
                "attrs": {"colspan": span, "rowspan": 1},
                "content": _plain(read(cell)) if is_header else read(cell),
            }
            cells.append(node)
            if merge is not None:
                above[column] = node
        if merge is not None:
            continued.add(column)
        column += span
    for gone in set(above) - continued:
        del above[gone]
    return cells


def _plain(content: list[Node]) -> list[Node]:
    """The words in a header are bold by themselves."""
    plain: list[Node] = []
    for node in content:
        marks = [mark for mark in node.get("marks", []) if mark["type"] != "bold"]
        node = {key: value for key, value in node.items() if key != "marks"}
        if "content" in node:
            node["content"] = _plain(node["content"])
        plain.append({**node, "marks": marks} if marks else node)
    return plain


def _members(element: Element, name: str) -> Iterator[Element]:
    for child in element:
        if short(child) == name:
            yield child
        elif short(child) == "w:sdt":
            yield from _members(inside(child, "w:sdtContent"), name)
        elif short(child) in _THROUGH:
            yield from _members(child, name)
