"""What stands inside one paragraph: words with their marks, footnotes, pictures, text boxes.

A document with tracked changes is two texts: BEFORE leaves out what was inserted, AFTER what was
deleted. Everything here reads one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from strategy.text.nodes import Node, flat_text
from strategy.text.schema import safe_link

from .comments import Anchors
from .ooxml import Element, chosen, find, inside, is_on, is_outermost, q, short, value, words
from .package import UNSAFE, DocumentRefused, Package
from .pictures import Pictures, diagram_words
from .report import Report
from .styles import Numbering, Styles

INSERTED: Final = frozenset({"w:ins", "w:moveTo"})
DELETED: Final = frozenset({"w:del", "w:moveFrom"})
MOST_NOTED: Final = 500_000  # characters; a small file can show one note a thousand times
_THROUGH: Final = frozenset(
    {"w:smartTag", "w:customXml", "w:dir", "w:bdo", "w:sdtContent", "w:rubyBase", "w:ruby"}
)
_RAISED: Final = dict(zip("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ", strict=True))
_LOWERED: Final = dict(zip("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎", strict=True))


class Side(Enum):
    BEFORE = INSERTED
    AFTER = DELETED

    @property
    def leaves_out(self) -> frozenset[str]:
        return self.value


@dataclass
class Source:
    """One side of a document, with what is asked of it while it is read."""

    package: Package
    styles: Styles
    numbering: Numbering
    pictures: Pictures
    side: Side
    report: Report
    anchors: Anchors
    notes: dict[str, Element]  # "footnote 2" and "endnote 1"
    fields: list[Field] = field(default_factory=list)
    noted: int = 0  # characters in footnotes so far, each as often as it is shown


@dataclass
class Field:
    """A field, such as a link or a page number: an instruction, and what it shows."""

    instruction: str = ""
    shows: bool = False

    @property
    def address(self) -> str | None:
        """Where a link leads; None for another field."""
        first, _space, rest = self.instruction.strip().partition(" ")
        if first.upper() != "HYPERLINK":
            return None
        return "" if rest.lstrip().startswith("\\l") else rest.strip().strip('"').split('"')[0]


@dataclass
class Contents:
    """What stands in a paragraph, and what hangs on it and is to stand behind it."""

    inlines: list[Node] = field(default_factory=list)
    figures: list[Node] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    diagrams: list[list[str]] = field(default_factory=list)


class LineReader:
    """Reads one paragraph; `part` is the file it stands in."""

    def __init__(
        self, source: Source, part: str, *, is_heading: bool = False, is_note: bool = False
    ) -> None:
        self.source = source
        self.part = part
        self.is_heading = is_heading
        self.is_note = is_note
        self.contents = Contents()

    def read(self, paragraph: Element, place: int) -> Contents:
        self.place = place
        self._inside(paragraph, "")
        # A field that never comes to showing something would swallow the rest of the document.
        self.source.fields = [one for one in self.source.fields if one.shows]
        return self.contents

    def _inside(self, element: Element, link: str) -> None:
        for child in element:
            self._piece(child, link)

    def _piece(self, element: Element, link: str) -> None:
        name = short(element)
        source = self.source
        if name == "w:r":
            self._run(element, link)
        elif name in source.side.leaves_out:
            for one in element.iter(q("w:commentRangeStart"), q("w:commentReference")):
                source.anchors.begin(one.get(q("w:id")), self.place)
        elif name in INSERTED | DELETED | _THROUGH:
            self._inside(element, link)
        elif name == "w:hyperlink":
            self._inside(element, self._address(element) or link)
        elif name == "w:fldSimple":
            told = Field(element.get(q("w:instr")) or "", shows=True)
            self._inside(element, self._safe(told.address, element) or link)
        elif name == "w:sdt":
            self._inside(inside(element, "w:sdtContent"), link)
        elif name == "mc:AlternateContent":
            for one in chosen(element):
                self._piece(one, link)
        elif name == "w:commentRangeStart":
            source.anchors.begin(element.get(q("w:id")), self.place)
        elif name == "w:commentRangeEnd":
            source.anchors.end(element.get(q("w:id")))
        elif name in ("m:oMath", "m:oMathPara"):
            said = words(element, "m:t", "w:t")
            source.report.note("equation", said)
            self._say(said, [], link)

    def _address(self, element: Element) -> str:
        key = element.get(q("r:id"))
        relation = self.source.package.relations(self.part).get(key or "")
        address = relation.target if relation and relation.is_outside else ""
        return self._safe(address, element)

    def _safe(self, address: str | None, element: Element) -> str:
        if address is None:
            return ""
        safe = safe_link(address)
        if not safe:
            self.source.report.note("link", words(element, "w:t"))
        return safe

    def _run(self, run: Element, link: str) -> None:
        properties = find(run, "w:rPr")
        if is_on(properties, "w:vanish"):
            if words(run, "w:t").strip():
                self.source.report.note("hidden")
            return
        marks = self._marks(properties, is_link=bool(link) or not self._is_plain)
        for child in run:
            self._in_run(child, properties, marks, link)

    def _in_run(
        self, child: Element, properties: Element | None, marks: list[Node], link: str
    ) -> None:
        source, name = self.source, short(child)
        if name in ("w:t", "w:delText"):
            self._say(self._spelled(child.text or "", properties), marks, link)
        elif name in ("w:tab", "w:ptab"):
            self._say(" ", marks, link)
        elif name in ("w:br", "w:cr"):
            if child.get(q("w:type")) in ("page", "column"):
                source.report.note("page")
            elif self._shows:
                self.contents.inlines.append({"type": "hardBreak"})
        elif name == "w:noBreakHyphen":
            self._say("\u2011", marks, link)
        elif name == "w:sym":
            source.report.note("symbol")
        elif name in ("w:footnoteReference", "w:endnoteReference"):
            kind = name.removeprefix("w:").removesuffix("Reference")
            self._note(source.notes.get(f"{kind} {child.get(q('w:id'))}"), f"{kind}s")
        elif name == "w:commentReference":
            source.anchors.begin(child.get(q("w:id")), self.place)
            source.anchors.end(child.get(q("w:id")))
        elif name in ("w:drawing", "w:pict", "w:object"):
            self._drawing(child, name)
        elif name == "mc:AlternateContent":
            for one in chosen(child):
                self._in_run(one, properties, marks, link)
        elif name == "w:fldChar":
            self._field(child.get(q("w:fldCharType")) or "")
        elif name == "w:instrText" and source.fields:
            source.fields[-1].instruction += child.text or ""
        elif name == "w:ruby":
            self._inside(inside(child, "w:rubyBase"), link)

    @property
    def _shows(self) -> bool:
        return all(one.shows for one in self.source.fields)

    @property
    def _is_plain(self) -> bool:
        """Outside links, which are underlined by themselves."""
        return not any(one.address for one in self.source.fields)

    def _field(self, kind: str) -> None:
        fields = self.source.fields
        if kind == "begin":
            fields.append(Field())
        elif kind == "separate" and fields:
            fields[-1].shows = True
            address = fields[-1].address
            if address is not None and not safe_link(address):
                self.source.report.note("link")
        elif kind == "end" and fields:
            fields.pop()

    def _say(self, said: str, marks: list[Node], link: str) -> None:
        if not said or not self._shows:
            return
        if not link:
            link = next(
                (safe_link(one.address) for one in reversed(self.source.fields) if one.address), ""
            )
        if link:
            marks = [*marks, {"type": "link", "attrs": {"href": link}}]
        self.source.anchors.say(said, self.place)
        self.contents.inlines.append(
            {"type": "text", **({"marks": marks} if marks else {}), "text": said}
        )

    def _marks(self, properties: Element | None, *, is_link: bool) -> list[Node]:
        styled = value(properties, "w:rStyle")
        marks: list[Node] = []
        for name, mark in (("w:b", "bold"), ("w:i", "italic")):
            on = is_on(properties, name)
            on = self.source.styles.switch(styled, name) if on is None else on
            if on and not (self.is_heading and mark == "bold"):
                marks.append({"type": mark})
        if properties is None:
            return marks
        report = self.source.report
        if value(properties, "w:u") not in ("", "none") and not (styled or is_link):
            report.layout("underlined")
        if is_on(properties, "w:strike") or is_on(properties, "w:dstrike"):
            report.layout("struck")
        if value(properties, "w:highlight") not in ("", "none"):
            report.layout("marked")
        if is_on(properties, "w:caps") or is_on(properties, "w:smallCaps"):
            report.layout("capitals")
        if find(properties, "w:rPrChange") is not None:
            report.note("layout_changes")
        return marks

    def _spelled(self, said: str, properties: Element | None) -> str:
        """m² and CO₂ have characters of their own: layout would be lost, and the meaning with it."""
        shift = value(properties, "w:vertAlign")
        signs = {"superscript": _RAISED, "subscript": _LOWERED}.get(shift)
        if signs is None or not said.strip():
            return said
        if all(sign in signs for sign in said):
            return "".join(signs[sign] for sign in said)
        self.source.report.layout("raised")
        return said

    def _note(self, note: Element | None, part: str) -> None:
        """A footnote stands in the text, where its number stood."""
        if note is None or self.is_note:
            return  # notes on notes could go round for ever
        relation = f"word/{part}.xml"
        inlines: list[Node] = []
        fields, self.source.fields = self.source.fields, []
        for paragraph in note.iter(q("w:p")):
            read = LineReader(self.source, relation, is_note=True).read(paragraph, self.place)
            read.inlines = trimmed(read.inlines)
            for _figure in read.figures:
                self.source.report.note("picture_note")
            inlines += [{"type": "text", "text": " "}] if inlines and read.inlines else []
            inlines += [
                {"type": "text", "text": " "} if one["type"] == "hardBreak" else one
                for one in read.inlines
            ]
        self.source.fields = fields
        words = flat_text({"type": "footnote", "content": inlines})
        self.source.noted += len(words)
        if self.source.noted > MOST_NOTED:
            raise DocumentRefused(UNSAFE)
        if words:
            self.contents.inlines.append({"type": "footnote", "content": inlines})

    def _drawing(self, drawing: Element, name: str) -> None:
        source = self.source
        boxes = [box for box in drawing.iter(q("w:txbxContent")) if is_outermost(box, drawing)]
        figures = source.pictures.figures(drawing, self.part, source.report)
        self.contents.figures += figures
        self.contents.boxes += boxes
        if name == "w:object":
            source.report.note("object")
        elif next(drawing.iter(q("c:chart")), None) is not None:
            properties = next(drawing.iter(q("wp:docPr")), None)
            source.report.note(
                "chart", properties.get("descr") or "" if properties is not None else ""
            )
        elif (lines := diagram_words(source.package, self.part, drawing)) or next(
            drawing.iter(q("dgm:relIds")), None
        ) is not None:
            source.report.note("smartart")
            self.contents.diagrams += [lines] if lines else []
        elif (
            not figures
            and not boxes
            and next(drawing.iter(q("a:blip"), q("v:imagedata")), None) is None
        ):
            source.report.note("drawing")


def trimmed(inlines: list[Node]) -> list[Node]:
    """Without white space, or an empty line, at the ends."""
    found = list(inlines)
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while found:
            one = found[place]
            if one["type"] == "text" and (left := strip(one["text"])):
                found[place] = {**one, "text": left}
                break
            if one["type"] not in ("text", "hardBreak"):
                break
            del found[place]
    return found
