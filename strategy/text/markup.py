"""Texts written by hand in a file: a small part of Markdown, enough for example chapters.

    number: 3
    title: Wonen

    === 40 | published because …
    ## Heading
    A paragraph with **bold**, *italic*, [a link](https://…) and a note.[^What the note says.]
    A figure {figure:homes|at least 69,000 homes}, a reference {chapter:mobility|chapter 7, Mobility}.

    - an item
    1. a numbered item
    > a box
    | head | head |
    | cell | cell |

A line `=== <days ago> | <why it was published>` begins a version; without a reason it is a draft.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from strategy.text.nodes import Node

_VERSION: Final = re.compile(r"^=== *(\d+) *(?:\| *(.+))?$", re.MULTILINE)
_INLINE: Final = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>.+?)\*"
    r"|\{(?P<kind>[a-z]+):(?P<key>[^|}]+)\|(?P<shown>[^}]+)\}"
    r"|\[\^(?P<note>[^\]]+)\]|\[(?P<words>[^\]]+)\]\((?P<href>[^)]+)\)"
)


class Version(NamedTuple):
    days_ago: int
    published_because: str
    doc: Node


def read_chapter(source: str) -> tuple[dict[str, str], list[Version]]:
    """The facts above the first version, and the versions from old to new."""
    head, *parts = _VERSION.split(source)
    facts: dict[str, str] = {}
    for line in filter(None, head.splitlines()):
        name, value = line.split(":", 1)
        facts[name.strip()] = value.strip()
    versions = [
        Version(int(days), (reason or "").strip(), read_text(body))
        for days, reason, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return facts, versions


def read_text(source: str) -> Node:
    parts = re.split(r"\n\s*\n", source.strip())
    return {"type": "doc", "content": [_block(part.strip().splitlines()) for part in parts if part]}


def _block(lines: list[str]) -> Node:
    first = lines[0]
    if heading := re.match(r"(#{2,4}) +(.+)", first):
        return {
            "type": "heading",
            "attrs": {"level": len(heading[1])},
            "content": _inline(heading[2]),
        }
    if first.startswith("- "):
        return {"type": "bulletList", "content": _items(lines, r"- +")}
    if re.match(r"\d+\. ", first):
        return {"type": "orderedList", "content": _items(lines, r"\d+\. +")}
    if first.startswith("> "):
        return {
            "type": "blockquote",
            "content": [_paragraph(" ".join(line.removeprefix(">").strip() for line in lines))],
        }
    if first.startswith("|"):
        return {"type": "table", "content": [_row(line, is_head=line == first) for line in lines]}
    return _paragraph(" ".join(lines))


def _items(lines: list[str], marker: str) -> list[Node]:
    items: list[str] = []
    for line in lines:
        if re.match(marker, line):
            items.append(re.sub(f"^{marker}", "", line))
        else:
            items[-1] += " " + line.strip()
    return [{"type": "listItem", "content": [_paragraph(item)]} for item in items]


def _row(line: str, *, is_head: bool) -> Node:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    kind = "tableHeader" if is_head else "tableCell"
    return {
        "type": "tableRow",
        "content": [{"type": kind, "content": [_paragraph(cell)]} for cell in cells],
    }


def _paragraph(words: str) -> Node:
    content = _inline(words)
    return {"type": "paragraph", **({"content": content} if content else {})}


def _inline(words: str) -> list[Node]:
    nodes: list[Node] = []
    end = 0
    for found in _INLINE.finditer(words):
        nodes += _text(words[end : found.start()])
        end = found.end()
        if note := found["note"]:
            nodes.append({"type": "footnote", "content": _text(note)})
        elif kind := found["kind"]:
            nodes.append(_field(kind, found["key"], found["shown"]))
        elif href := found["href"]:
            nodes += _text(found["words"], {"type": "link", "attrs": {"href": href}})
        else:
            mark = "bold" if found["bold"] else "italic"
            nodes += _text(found[mark], {"type": mark})
    return nodes + _text(words[end:])


def _field(kind: str, key: str, shown: str) -> Node:
    if kind == "figure":
        return {"type": "figureValue", "attrs": {"figure": key, "shown": shown}}
    return {"type": "reference", "attrs": {"to": f"{kind}:{key}", "shown": shown}}


def _text(words: str, *marks: Node) -> list[Node]:
    return (
        [{"type": "text", **({"marks": [*marks]} if marks else {}), "text": words}] if words else []
    )
