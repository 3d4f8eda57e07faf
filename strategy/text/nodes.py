"""Small questions about the nodes of a text: ProseMirror JSON in the shape schema.py guarantees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

Node = dict[str, Any]

WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


def children(node: Node) -> list[Node]:
    content: list[Node] = node.get("content", [])
    return content


def attribute(node: Node, name: str) -> Any:
    return node.get("attrs", {}).get(name)


def block_id(block: Node) -> str:
    """The id of a top-level block; empty when it has none yet."""
    return str(attribute(block, "id") or "")


def blocks_by_id(doc: Node) -> dict[str, Node]:
    return {block_id(block): block for block in children(doc)}


def without_id(block: Node) -> Node:
    attrs = {name: value for name, value in block.get("attrs", {}).items() if name != "id"}
    return {
        **{key: value for key, value in block.items() if key != "attrs"},
        **({"attrs": attrs} if attrs else {}),
    }


def with_id(block: Node, new_id: str) -> Node:
    return {**block, "attrs": {**block.get("attrs", {}), "id": new_id}}


def images_in(node: Node) -> set[str]:
    """The addresses of the images in a text."""
    found = {str(attribute(node, "src"))} if node["type"] == "figure" else set()
    return found.union(*map(images_in, children(node)))


def field_words(node: Node) -> str | None:
    """What a field says in the line, as its writer saw it; None for what is no field."""
    shown = attribute(node, "shown")
    return None if shown is None else str(shown)


def flat_text(node: Node) -> str:
    """All words of a node on one line, footnotes included, without a mark between inline nodes."""
    return "".join(_pieces(node)).strip()


def _pieces(node: Node) -> Iterator[str]:
    if node["type"] == "text":
        yield str(node["text"])
    elif node["type"] == "hardBreak":
        yield " "
    elif (words := field_words(node)) is not None:
        yield words
    else:
        if node["type"] == "footnote":
            yield " "
        for child in children(node):
            yield from _pieces(child)
        if node["type"] in ("paragraph", "footnote"):
            yield " "


def canonical(node: Node) -> str:
    """The one spelling of a text as JSON: what is equal is spelled equally."""
    return json.dumps(node, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(doc: Node) -> str:
    return sha256(canonical(doc).encode()).hexdigest()


def words_of(node: Node) -> list[str]:
    """All words of a node, without their capitals."""
    return [word.lower() for word in WORD.findall(flat_text(node))]


def line_of(node: Node) -> str:
    """What a node says, on one line: so it is quoted, and compared with what it said before."""
    return " ".join(flat_text(node).split())


def count_words(text: str) -> int:
    return sum(1 for _ in WORD.finditer(text))
