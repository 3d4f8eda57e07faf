"""Put something in the HTML that a revision or a frozen version keeps, and read what is in it.

Fields, terms, permalinks and what a file needs are hooks on this; no other module searches HTML.
It is as render.py and compare.py wrote it and nh3 left it: every < and > is of a tag, and every
attribute has its quotes. tests/strategy/text/test_stored.py holds them to that. What a hook gives
goes in as it is, so a hook escapes what it adds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape
from typing import Final, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from strategy.text.schema import RULES

WITHIN: Final = ("#b-", "#note-", "#ref-")  # how the ways to a place in the same text begin

_TAG: Final = re.compile(r"(<[^>]+>)")
_PARTS: Final = re.compile(r"<(/?)(\w+)([^>]*)>")
_ATTRIBUTE: Final = re.compile(r' ([a-z-]+)="([^"]*)"')
_KINDS: Final = "|".join(rule.field for rule in RULES.values() if rule.field)
_FIELD: Final = re.compile(rf'<span data-({_KINDS})="([^"]+)">([^<]*)</span>')
_BLOCK: Final = re.compile(r'^<div id="b-([A-Za-z0-9_-]+)">.*(?=</div>$)', re.MULTILINE)
# In a comparison a label stands before it.
_HEADING: Final = re.compile(
    r'<div id="([^"]+)"[^>]*>(?:<span[^>]*>[^<]*</span>)?<h([2-6])>(.*?)</h\2>'
)
_IMAGE: Final = re.compile(r'<img src="([^"]+)"')
_WAY_BACK: Final = re.compile(r'\s*<a [^>]*role="doc-backlink"[^>]*>[^<]*</a>')


class FieldSpan(NamedTuple):
    """A figure or a reference as it stands in the HTML."""

    kind: str  # the attribute that says what it points at, as in schema.json
    key: str
    words: SafeString

    @property
    def shown(self) -> str:
        return unescape(self.words)

    @property
    def html(self) -> str:
        return f'<span data-{self.kind}="{self.key}">{self.words}</span>'


class Tag(NamedTuple):
    name: str
    closes: bool
    attributes: dict[str, str]  # escaped, as they stand there

    @property
    def html(self) -> str:
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{'/' if self.closes else ''}{self.name}{attributes}>"


class Heading(NamedTuple):
    anchor: str
    level: int
    text: str


def field_spans(written: str) -> list[FieldSpan]:
    return [_field(found) for found in _FIELD.finditer(written)]


def with_fields(written: str, shown: Callable[[FieldSpan], str]) -> SafeString:
    """Every field as `shown` gives it."""
    return mark_safe(_FIELD.sub(lambda found: shown(_field(found)), written))


def _field(found: re.Match[str]) -> FieldSpan:
    return FieldSpan(found[1], found[2], mark_safe(found[3]))


def with_beside(written: str, beside: Callable[[str], str]) -> SafeString:
    """At the end of every block what `beside` gives for its id."""
    return mark_safe(_BLOCK.sub(lambda block: block[0] + beside(block[1]), written))


def with_words(written: str, said: Callable[[str], str], *, outside: Collection[str]) -> SafeString:
    """Every run of words as `said` gives it, where none of the tags `outside` is open."""
    border = re.compile(rf"<(/?)(?:{'|'.join(outside)})\b")
    pieces = _TAG.split(written)  # words and tags in turn
    depth = 0
    for place, piece in enumerate(pieces):
        if place % 2:
            if tag := border.match(piece):
                depth += -1 if tag[1] else 1
        elif depth == 0 and piece:
            pieces[place] = said(piece)
    return mark_safe("".join(pieces))


def with_tags(written: str, told: Callable[[Tag], Tag]) -> SafeString:
    """Every tag, those that close an element too, as `told` gives it."""
    return mark_safe(_PARTS.sub(lambda found: told(_tag(found)).html, written))


def _tag(found: re.Match[str]) -> Tag:
    return Tag(found[2], bool(found[1]), dict(_ATTRIBUTE.findall(found[3])))


def words_in(written: str) -> str:
    """Without the tags; still escaped."""
    return _TAG.sub("", written)


def headings_in(written: str) -> Iterator[Heading]:
    for anchor, level, inner in _HEADING.findall(written):
        yield Heading(anchor, int(level), unescape(words_in(inner)))


def images_in(written: str) -> set[str]:
    """The addresses of the images."""
    return set(_IMAGE.findall(written))


def without_ways_back(written: str) -> str:
    """On paper one turns the page; on a screen the arrow after a note leads back to its number."""
    return _WAY_BACK.sub("", written)
