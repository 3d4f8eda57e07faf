"""What the styles and the numbering of a document say about its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .ooxml import Element, find, is_on, number, q, value

DEEPEST: Final = 4  # the fifth level of a list, counted from nought
_HEADING: Final = re.compile(r"(?:heading|kop|überschrift|titre) ?([1-9])")
_BULLETS: Final = ("bullet", "none", "")
_FIGURES: Final = ("decimal", "decimalZero", "ordinal", "cardinalText", "ordinalText")


MOST_BASES: Final = 10  # Word itself stops there


class Numbered(NamedTuple):
    """A place in a list: which one, how deep, and what stands before it."""

    list: str  # of lists with one name the numbers go on
    key: str
    level: int
    ordered: bool
    with_letters: bool


class Styles:
    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        for style in root.iter(q("w:style")) if root is not None else ():
            style_id = style.get(q("w:styleId")) or ""
            self._styles[style_id] = style
            if style.get(q("w:type")) == "paragraph" and style.get(q("w:default")) in ("1", "true"):
                self._default = style_id

    def _chain(self, style_id: str) -> Iterator[Element]:
        """The style and those it is based on, the nearest first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen and len(seen) < MOST_BASES:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = value(self._styles[style_id], "w:basedOn")

    def names(self, style_id: str) -> list[str]:
        """ "heading 1", "caption": Word keeps the English names of its own styles."""
        found = [value(style, "w:name").lower() for style in self._chain(style_id or self._default)]
        return found or [style_id.lower()]

    def heading(self, style_id: str, direct: Element | None) -> int:
        """The level of a heading, from 1; 0 for a paragraph that is none."""
        for name in self.names(style_id):
            if name == "title" or name == "titel":
                return 1
            if match := _HEADING.fullmatch(name):
                return int(match[1])
        levels = [value(direct, "w:outlineLvl")]
        levels += [value(style, "w:pPr", "w:outlineLvl") for style in self._chain(style_id)]
        level = number(next(filter(None, levels), ""), 9)
        return level + 1 if level < 9 else 0

    def numbering(self, style_id: str) -> Element | None:
        for style in self._chain(style_id):
            if (found := find(style, "w:pPr", "w:numPr")) is not None:
                return found
        return None

    def switch(self, style_id: str, name: str) -> bool:
        """Whether a style of characters is bold or italic."""
        for style in self._chain(style_id):
            if (on := is_on(find(style, "w:rPr"), name)) is not None:
                return on
        return False


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    root: Element | None
    styles: Styles
    _counted: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        root = self.root
        self._nums: dict[str, Element] = {}
        self._abstract: dict[str, Element] = {}
        for one in root if root is not None else ():
            if one.tag == q("w:num"):
                self._nums[one.get(q("w:numId")) or ""] = one
            elif one.tag == q("w:abstractNum"):
                self._abstract[one.get(q("w:abstractNumId")) or ""] = one

    def of(self, properties: Element | None, style_id: str) -> Numbered | None:
        """Where a paragraph stands in a list; None when it stands in none."""
        own, styled = find(properties, "w:numPr"), self.styles.numbering(style_id)
        num = value(own, "w:numId") or value(styled, "w:numId")
        if not num or num == "0" or num not in self._nums:
            return None
        level = number(value(own, "w:ilvl") or value(styled, "w:ilvl"))
        level = min(max(level, 0), 8)
        abstract = value(self._nums[num], "w:abstractNumId")
        described = self._level(num, abstract, level)
        kind = value(described, "w:numFmt") or ("decimal" if described is not None else "bullet")
        return Numbered(
            num, abstract, level, kind not in _BULLETS, kind not in (*_BULLETS, *_FIGURES)
        )

    def _level(self, num: str, abstract: str, level: int) -> Element | None:
        for override in self._nums[num].iterfind(q("w:lvlOverride")):
            if override.get(q("w:ilvl")) == str(level) and find(override, "w:lvl") is not None:
                return find(override, "w:lvl")
        root = self._abstract.get(abstract)
        for described in root.iterfind(q("w:lvl")) if root is not None else ():
            if described.get(q("w:ilvl")) == str(level):
                return described
        return None

    def count(self, place: Numbered) -> int:
        """The number that stands before this item; counts on."""
        counted = self._counted.setdefault(place.key, [None] * 9)
        if (place.list, place.level) not in self._begun:
            self._begun.add((place.list, place.level))
            if restart := self._restart(place):
                counted[place.level] = number(restart, 1) - 1
        before = counted[place.level]
        if before is None:
            start = value(self._level(place.list, place.key, place.level), "w:start")
            before = number(start, 1) - 1
        counted[place.level] = before + 1
        counted[place.level + 1 :] = [None] * (8 - place.level)
        return before + 1

    def _restart(self, place: Numbered) -> str:
        for override in self._nums[place.list].iterfind(q("w:lvlOverride")):
            if override.get(q("w:ilvl")) == str(place.level):
                return value(override, "w:startOverride")
        return ""
