"""From the paragraphs and tables of a document to the blocks of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from strategy.text.nodes import Node, children, flat_text

from .lines import DELETED, INSERTED, LineReader, Side, Source, trimmed
from .lists import Item, lists
from .ooxml import Element, chosen, find, inside, q, short, value, words
from .tables import read_table

Kind = Literal["paragraph", "heading", "quote", "caption", "item", "below", "block"]

OWN_STYLE: Final = "ros-portaal"  # in lower case; strategy/documents/word.py writes in it
STEP: Final = 2.0**-16  # between what hangs on one paragraph
_QUOTES: Final = {"quote", "intense quote", "citaat", "block text"}
_CAPTIONS: Final = {"caption", "bijschrift"}
_THROUGH: Final = {"w:sdtContent", "w:customXml", "w:smartTag", *INSERTED, *DELETED}


@dataclass
class Piece:
    """A block, and the numbers of the paragraphs of the document that it was made of.

    What hung on paragraph 7, such as a picture, has a place of its own between 7 and 8.
    """

    node: Node
    places: frozenset[float]


@dataclass
class Line:
    """One paragraph, or something that is a block already."""

    kind: Kind
    places: frozenset[float]
    inlines: list[Node] = field(default_factory=list)
    level: int = 0
    item: Item | None = None
    node: Node | None = None
    behind: list[Line] = field(default_factory=list)


class BodyReader:
    def __init__(self, source: Source, places: dict[Element, int], part: str) -> None:
        self.source = source
        self.places = places  # the number of every paragraph
        self.part = part

    def pieces(self, container: Element) -> list[Piece]:
        return list(_assembled(list(self._lines(container))))

    def _lines(self, container: Element) -> Iterator[Line]:
        """The paragraphs as this side has them: joined where a mark was inserted or deleted."""
        open_line: Line | None = None
        for child in _flat(container):
            if short(child) == "w:tbl":
                if open_line:
                    yield from _closed(open_line)
                    open_line = None
                yield from self._table(child)
                continue
            line = self._paragraph(child)
            if line is None:
                continue
            if open_line:
                line = _joined(open_line, line)
            open_line = None
            if _mark_is_away(child, self.source.side):
                open_line = line
            else:
                yield from _closed(line)
        if open_line:
            yield from _closed(open_line)

    def _paragraph(self, paragraph: Element) -> Line | None:
        """None for what the portal makes itself."""
        source, properties = self.source, find(paragraph, "w:pPr")
        style = value(properties, "w:pStyle")
        names = source.styles.names(style)
        if any(name.startswith("toc ") or name == "table of figures" for name in names):
            source.report.note("toc")
            return None
        if OWN_STYLE in names:
            return None  # what the portal wrote above a text that it gave along
        if any(name.startswith("index ") for name in names):
            source.report.note("index")
        level = source.styles.heading(style, properties)
        place = self.places.get(paragraph, -1)
        contents = LineReader(source, self.part, is_heading=bool(level)).read(paragraph, place)
        if find(properties, "w:pPrChange") is not None:
            source.report.note("layout_changes")
        if find(properties, "w:sectPr") is not None:
            source.report.note("page")

        line = Line("paragraph", frozenset({place}), contents.inlines, level=level)
        numbered = source.numbering.of(properties, style)
        if level:
            line.kind = "heading"
            if numbered is not None and numbered.ordered:
                source.report.note("heading_numbers")
        elif numbered is not None and _holds_words(contents.inlines):
            line.kind = "item"
            line.item = Item(numbered, source.numbering.count(numbered), source.report)
        elif any(name in _CAPTIONS for name in names):
            line.kind = "caption"
        elif any(name in _QUOTES for name in names):
            line.kind = "quote"
        elif any(name.startswith(("list continue", "list paragraph")) for name in names):
            line.kind = "below"
        line.behind = [
            *(Line("block", frozenset(), node=figure) for figure in contents.figures),
            *(self._box(box) for box in contents.boxes),
            *(Line("block", frozenset(), node=_bullets(points)) for points in contents.diagrams),
        ]
        for number, one in enumerate(line.behind, 1):
            one.places |= {place + number * STEP}
        return line

    def _box(self, box: Element) -> Line:
        self.source.report.note("text_box", words(box, "w:t"))
        inner = [piece.node for piece in self.pieces(box)]
        places = frozenset[float](self.places.get(one, -1) for one in box.iter(q("w:p")))
        return Line("block", places, node={"type": "blockquote", "content": _plain_blocks(inner)})

    def _table(self, table: Element) -> Iterator[Line]:
        inside = frozenset[float](self.places.get(one, -1) for one in table.iter(q("w:p")))
        figures: list[Node] = []

        def cell(element: Element) -> list[Node]:
            blocks = [piece.node for piece in self.pieces(element)]
            found = [block for block in blocks if block["type"] == "figure"]
            for _figure in found:
                self.source.report.note("table_picture")
            figures.extend(found)
            if any(block["type"] == "table" for block in blocks):
                self.source.report.note("table_table")
            return _plain_blocks([block for block in blocks if block["type"] != "figure"])

        node = read_table(table, self.source, cell)
        if node is not None:
            yield Line("block", inside, node=node)
        last = max(inside, default=-1)
        for number, figure in enumerate(figures, 1):
            yield Line("block", frozenset({last + number * STEP}), node=figure)


def _flat(container: Element) -> Iterator[Element]:
    """The paragraphs and tables, also those in a content control or another wrapping."""
    for child in container:
        name = short(child)
        if name in ("w:p", "w:tbl"):
            yield child
        elif name == "w:sdt":
            yield from _flat(inside(child, "w:sdtContent"))
        elif name in _THROUGH:
            yield from _flat(child)
        elif name == "mc:AlternateContent":
            yield from _flat(chosen(child))


def _mark_is_away(paragraph: Element, side: Side) -> bool:
    """Whether this side does not have the end of this paragraph, so that the next one joins it."""
    mark = find(paragraph, "w:pPr", "w:rPr")
    return mark is not None and any(find(mark, name) is not None for name in side.leaves_out)


def _joined(first: Line, second: Line) -> Line:
    """One paragraph; it looks as the one does that has words, else as the last one."""
    inlines, behind = first.inlines + second.inlines, first.behind + second.behind
    if not _holds_words(first.inlines):
        # It is not there at all on this side, so nothing of it became the other.
        return replace(second, inlines=inlines, behind=behind)
    kept = second if _holds_words(second.inlines) else first
    places = first.places | second.places
    return replace(kept, inlines=inlines, behind=behind, places=places)


def _closed(line: Line) -> Iterator[Line]:
    line.inlines = trimmed(line.inlines)
    behind, line.behind = line.behind, []
    if _holds_words(line.inlines):
        yield line
    yield from behind


def _holds_words(inlines: list[Node]) -> bool:
    return bool(flat_text({"type": "paragraph", "content": inlines}))


def _assembled(lines: list[Line]) -> Iterator[Piece]:
    """Neighbours that are one block together: items of a list, lines of a quotation, a caption."""
    place = 0
    while place < len(lines):
        line = lines[place]
        run = [line]
        if line.kind == "item":
            run += _while(lines, place, {"item", "below"})
            yield from _listed(run)
        elif line.kind == "quote":
            run += _while(lines, place, {"quote"})
            content = [_paragraph(one) for one in run]
            yield Piece({"type": "blockquote", "content": content}, _places(run))
        elif line.kind == "heading":
            node = {"type": "heading", "attrs": {"level": line.level}, "content": line.inlines}
            yield Piece(node, line.places)
        elif line.node is not None:
            node = line.node
            if node["type"] == "figure" and (after := _while(lines, place, {"caption"})):
                node = {**node, "content": after[0].inlines}
                run.append(after[0])
            yield Piece(node, _places(run))
        else:
            yield Piece(_paragraph(line), line.places)
        place += len(run)


def _while(lines: list[Line], place: int, kinds: set[str]) -> list[Line]:
    found: list[Line] = []
    for line in lines[place + 1 :]:
        if line.kind not in kinds:
            break
        found.append(line)
    return found


def _listed(run: list[Line]) -> Iterator[Piece]:
    entries = [(line.item, _paragraph(line)) for line in run]
    for node, first, last in lists(entries):
        yield Piece(node, _places(run[first:last]))


def _places(lines: list[Line]) -> frozenset[float]:
    return frozenset[float]().union(*(line.places for line in lines))


def _paragraph(line: Line) -> Node:
    return {"type": "paragraph", "content": line.inlines}


def _bullets(points: list[str]) -> Node:
    items = [
        {"type": "paragraph", "content": [{"type": "text", "text": " ".join(point.split())}]}
        for point in points
    ]
    return {
        "type": "bulletList",
        "content": [{"type": "listItem", "content": [item]} for item in items],
    }


def _plain_blocks(blocks: list[Node]) -> list[Node]:
    """As a cell or a box may hold them: a heading is a bold line there."""
    found: list[Node] = []
    for block in blocks:
        if block["type"] == "heading":
            bold = [
                {**one, "marks": [{"type": "bold"}, *one.get("marks", [])]}
                if one["type"] == "text"
                else one
                for one in children(block)
            ]
            found.append({"type": "paragraph", "content": bold})
        elif block["type"] == "blockquote":
            found += children(block)
        else:
            found.append(block)
    return found or [{"type": "paragraph"}]
