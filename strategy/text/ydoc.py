"""A text as the live editors share it: a Yjs document in the layout of y-prosemirror, read and written here.

A block is an XmlElement with its attributes, a run of text one XmlText whose formats are the marks.
Whatever a browser put in it is read; schema.accept decides what of it is a text. Positions in an
XmlText are counted in bytes of UTF-8, and one inside a character silently means the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import Any, Final, NamedTuple

import structlog
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from strategy.text.nodes import Node, canonical, children
from strategy.text.schema import LIMITS

logger = structlog.get_logger("ros_portal.live")

FIELD: Final = "text"
NOTHING: Final = b"\x00\x00"  # an update that changes nothing
MOST_DEPTH: Final = 100  # to which a depth is counted

# y-prosemirror adds a hash to marks that may overlap with themselves.
_OVERLAPPING = re.compile(r"--[a-zA-Z0-9+/=]{8}$")
_MOST_PAIRS = 1_000_000  # of characters to compare; beyond it the whole stretch is replaced


class _Run(NamedTuple):
    """Text nodes in a row, which share one XmlText."""

    nodes: list[Node]


_Child = Node | _Run
_Styled = tuple[str, str]  # one character, and its marks in one spelling


def new_document(text: Node) -> bytes:
    """The update that makes an empty document say this."""
    return change(document([]), text)


def document(updates: Iterable[bytes]) -> Doc[Any]:
    """Raises ValueError when an update is none.

    One that fits nowhere is left out, or it would keep everybody out of the text for ever.
    """
    wanted = list(updates)
    while True:
        doc = Doc[Any]()
        fragment(doc)
        applied = 0
        try:
            with doc.transaction():
                for update in wanted:
                    doc.apply_update(update)
                    applied += 1
        except RuntimeError:  # pycrdt: it hangs on what is no place for it, and the copy is spoilt
            logger.exception("live.update_left_out", number=applied)
            if applied == len(wanted):
                raise
            del wanted[applied]
        else:
            return doc


def fragment(doc: Doc[Any]) -> XmlFragment:
    found: XmlFragment = doc.get(FIELD, type=XmlFragment)
    return found


def to_json(doc: Doc[Any]) -> Node:
    """ProseMirror JSON of what the document says, as hostile as whoever wrote it."""
    return {"type": "doc", "content": _content(fragment(doc), depth=1)}


def change(doc: Doc[Any], target: Node) -> bytes:
    """Make the document say `target`, and give the update that does it; empty when it did already.

    Only what differs is touched: whoever types in the same sentence meanwhile keeps the words.
    """
    made: list[bytes] = []
    watching = doc.observe(lambda event: made.append(event.update))
    with doc.transaction():
        _change_children(fragment(doc), children(target))
    doc.unobserve(watching)
    return made[0] if made and made[0] != NOTHING else b""


def has_words(update: bytes) -> bool:
    """Whether an update brings anything but deletions: it begins with the number of its authors."""
    return bool(update[:1].strip(b"\x00"))


def depth_of(events: Iterable[Any]) -> int:
    """How deep the deepest thing lies that was put into the document; counted to a bound."""
    deepest = 0
    for event in events:
        begun = len(event.path) + 1
        inserted = [
            one
            for change in event.delta
            for one in change.get("insert", ())
            if not isinstance(one, str)
        ]
        waiting = [(one, begun) for one in inserted]
        while waiting:
            element, depth = waiting.pop()
            deepest = max(deepest, depth)
            if depth <= MOST_DEPTH and isinstance(element, XmlElement):
                waiting += [(child, depth + 1) for child in element.children]
    return deepest


def _content(parent: XmlFragment | XmlElement, *, depth: int) -> list[Node]:
    if depth > LIMITS["depth"] + 1:
        return []  # deeper than a text may go: schema.accept refuses what is above it
    found: list[Node] = []
    for child in parent.children:
        if isinstance(child, XmlText):
            found += _text_nodes(child)
        elif isinstance(child, XmlElement):
            attrs = _attributes(child)
            content = _content(child, depth=depth + 1)
            found.append(
                {
                    "type": child.tag,
                    **({"attrs": attrs} if attrs else {}),
                    **({"content": content} if content else {}),
                }
            )
    return found


def _attributes(element: Any) -> dict[str, Any]:
    return {name: _number(value) for name, value in element.attributes}


def _text_nodes(text: XmlText) -> Iterator[Node]:
    for words, formats in text.diff():
        if isinstance(words, str) and words:
            marks = [_mark(name, value) for name, value in (formats or {}).items()]
            yield {"type": "text", "text": words, **({"marks": marks} if marks else {})}


def _mark(name: str, value: Any) -> Node:
    attrs = {key: _number(one) for key, one in value.items()} if isinstance(value, dict) else {}
    return {"type": _OVERLAPPING.sub("", name), **({"attrs": attrs} if attrs else {})}


def _number(value: Any) -> Any:
    """JavaScript has one kind of number; a level of 2.0 is a 2. What is no plain value is nothing."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, str | int) else None


def _formats(node: Node) -> dict[str, Any]:
    return {mark["type"]: mark.get("attrs") or {} for mark in node.get("marks", ())}


def _attrs(node: Node) -> dict[str, Any]:
    return {name: value for name, value in node.get("attrs", {}).items() if value is not None}


def _grouped(content: list[Node]) -> list[_Child]:
    grouped: list[_Child] = []
    for is_text, nodes in groupby(content, key=lambda node: bool(node["type"] == "text")):
        run = list(nodes)
        grouped += [_Run(run)] if is_text else run
    return grouped


def _change_children(parent: XmlFragment | XmlElement, content: list[Node]) -> None:
    wanted = _grouped(content)
    here = [_name_here(child) for child in parent.children]
    there = [_name(child) for child in wanted]
    operations = SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    for kind, start, end, first, last in reversed(operations):
        if kind == "equal":
            for place, one in zip(range(start, end), wanted[first:last], strict=True):
                _change_child(parent.children[place], one)
            continue
        if end > start:
            del parent.children[start:end]
        for one in reversed(wanted[first:last]):
            _insert(parent, start, one)


def _name_here(child: Any) -> tuple[str, str]:
    """What makes two children the same one: their kind, and the id of a block."""
    if isinstance(child, XmlText):
        # One that holds more than text is replaced: its places cannot be counted.
        return ("", "" if all(isinstance(words, str) for words, _ in child.diff()) else "?")
    if not isinstance(child, XmlElement):
        return ("?", "?")  # no editor of ours makes it; it goes
    return (str(child.tag), str(_attributes(child).get("id") or ""))


def _name(child: _Child) -> tuple[str, str]:
    if isinstance(child, _Run):
        return ("", "")
    return (child["type"], str(_attrs(child).get("id") or ""))


def _change_child(child: Any, wanted: _Child) -> None:
    if isinstance(wanted, _Run):
        _change_text(child, wanted.nodes)
        return
    here = _attributes(child)
    for name in here.keys() - _attrs(wanted).keys():
        del child.attributes[name]
    for name, value in _attrs(wanted).items():
        if here.get(name) != value:
            child.attributes[name] = value
    _change_children(child, children(wanted))


def _insert(parent: XmlFragment | XmlElement, place: int, wanted: _Child) -> None:
    if isinstance(wanted, _Run):
        text = XmlText("")
        parent.children.insert(place, text)
        for node in wanted.nodes:
            text.insert(len(text), node["text"], _formats(node))
        return
    element = XmlElement(wanted["type"], _attrs(wanted), ())
    parent.children.insert(place, element)
    for number, child in enumerate(_grouped(children(wanted))):
        _insert(element, number, child)


def _change_text(text: XmlText, nodes: list[Node]) -> None:
    spellings: dict[str, dict[str, Any]] = {}
    here = list(_styled(_text_nodes(text), spellings))
    wanted = list(_styled(nodes, spellings))
    offsets = [0, *accumulate(len(character.encode()) for character, _ in here)]
    for start, end, first, last in reversed(list(_differences(here, wanted))):
        if end > start:
            del text[offsets[start] : offsets[end]]
        at = offsets[start]
        for spelling, run in groupby(wanted[first:last], key=lambda one: one[1]):
            words = "".join(character for character, _ in run)
            text.insert(at, words, spellings[spelling])
            at += len(words.encode())


def _styled(nodes: Iterable[Node], spellings: dict[str, dict[str, Any]]) -> Iterator[_Styled]:
    for node in nodes:
        formats = _formats(node)
        spelling = canonical(formats)
        spellings[spelling] = formats
        yield from ((character, spelling) for character in node["text"])


def _differences(here: list[_Styled], wanted: list[_Styled]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of `here` to replace by stretches of `wanted`; the shared ends are passed over."""
    shortest = min(len(here), len(wanted))
    front = next((n for n in range(shortest) if here[n] != wanted[n]), shortest)
    back = next(
        (n for n in range(shortest - front) if here[-1 - n] != wanted[-1 - n]), shortest - front
    )
    inner, outer = here[front : len(here) - back], wanted[front : len(wanted) - back]
    if len(inner) * len(outer) > _MOST_PAIRS:
        yield front, front + len(inner), front, front + len(outer)
        return
    for kind, start, end, first, last in SequenceMatcher(
        None, inner, outer, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            yield front + start, front + end, front + first, front + last
