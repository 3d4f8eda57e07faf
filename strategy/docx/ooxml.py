"""The names in a Word document, and small questions about its elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

# lxml ships no types.
Element = Any

SPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
_PREFIXES: Final = {uri: prefix for prefix, uri in SPACES.items()}


def q(name: str) -> str:
    """ "w:p" as lxml spells it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def short(element: Element) -> str:
    """The name of an element as "w:p"; empty for what is no element of a known kind."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith("{"):
        return ""
    uri, _brace, local = tag[1:].partition("}")
    return f"{_PREFIXES[uri]}:{local}" if uri in _PREFIXES else ""


def find(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = element.find(q(name))
    return element


def inside(element: Element | None, *path: str) -> list[Element]:
    """What stands in the element at the end of the path."""
    found = find(element, *path)
    return list(found) if found is not None else []


def value(element: Element | None, *path: str, attribute: str = "w:val") -> str:
    """The value of the element at the end of the path; empty when there is none."""
    found = find(element, *path)
    return str(found.get(q(attribute)) or "") if found is not None else ""


def number(text: str, default: int = 0) -> int:
    try:
        return int(text)
    except ValueError:
        return default


def is_on(element: Element | None, name: str) -> bool | None:
    """A switch such as bold: None when nothing is said about it."""
    found = find(element, name)
    if found is None:
        return None
    return (found.get(q("w:val")) or "true") not in ("0", "false", "off", "none")


def chosen(alternate: Element) -> list[Element]:
    """Of the ways in which one thing is written, the one we read: mostly the newest."""
    choice, fallback = find(alternate, "mc:Choice"), find(alternate, "mc:Fallback")
    known = ("w:drawing", "w:pict", "w:object", "w:r", "w:p", "m:oMath")
    if choice is not None and any(next(choice.iter(q(name)), None) is not None for name in known):
        return list(choice)
    return list(fallback) if fallback is not None else []


def words(element: Element, *names: str) -> str:
    """All text in the named elements, in order."""
    found: Iterator[Element] = element.iter(*(q(name) for name in names))
    return "".join(one.text or "" for one in found)


def is_outermost(element: Element, drawing: Element) -> bool:
    """Whether it stands in no text box of the drawing: what does is read with that box, once."""
    for around in element.iterancestors():
        if around is drawing:
            return True
        if around.tag == q("w:txbxContent"):
            return False
    return True
