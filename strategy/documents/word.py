"""A Word document with Word's own means: heading styles, lists, captions, footnotes, tracked changes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from lxml import etree, html

from ros_portal.lib.writable import writable
from strategy.text.stored import without_ways_back

from .content import Document, images_of

WIDTH = Cm(16)
AUTHOR = "ROS-portaal"
OWN_STYLE = "ROS-portaal"  # what stands in it is left out when the document is read in again
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
LISTS = frozenset({"ul", "ol"})
TEXT_STYLES = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic"}


def make(document: Document) -> bytes:
    writer = _Writer(document)
    writer.write()
    file = BytesIO()
    writer.word.save(file)
    return file.getvalue()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.images = images_of(document)
        self.word: Any = docx.Document()
        self.notes: list[Any] = []  # XML of the footnotes, the first is number 1
        self.note_texts: dict[str, Any] = {}
        self.changes = 0
        self.in_note = False
        self.tracked = ""  # "ins" or "del" while inside such an element
        self._set_up()

    def _set_up(self) -> None:
        properties = self.word.core_properties
        properties.title, properties.author, properties.language = (
            writable(self.document.title),
            AUTHOR,
            "nl-NL",
        )
        properties.comments = ""
        styles = self.word.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "nl-NL")
        defaults = (
            styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        )
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(language)
        text = styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.font.size = styles["Normal"], Pt(9)
        own = styles.add_style(OWN_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style, own.font.size = styles["Normal"], Pt(9)
        reference = styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
        reference.font.superscript = True

    def write(self) -> None:
        self.word.add_paragraph(self.document.title, style="Title")
        for line in self.document.about:
            self.word.add_paragraph(line, style=OWN_STYLE)
        for part in self.document.parts:
            if self.document.is_whole:
                self.word.add_page_break()
                self.word.add_heading(writable(part.title), 1)
            root = html.fragment_fromstring(without_ways_back(part.html), create_parent="div")
            for notes in root.xpath('.//section[@role="doc-endnotes"]'):
                self.note_texts |= {item.get("id"): item for item in notes.iter("li")}
                notes.getparent().remove(notes)
            for block in root:
                self.block(block, self.word)
        self._figures()
        self._keep_notes()

    # --- blocks: `place` is the document or a cell of a table ---------------------------------

    def block(self, element: Any, place: Any) -> None:
        match element.tag:
            case "h2" | "h3" | "h4" | "h5":
                # Below the title of the chapter, or of the document.
                self.paragraph(element, place, f"Heading {int(element.tag[1]) - 1}")
            case "p":
                self.paragraph(element, place)
            case "ul" | "ol":
                self.list(element, place, depth=1)
            case "blockquote":
                for child in element:
                    if child.tag == "p":
                        self.paragraph(child, place, "Quote")
                    else:
                        self.block(child, place)
            case "table":
                self.table(element, place)
            case "figure":
                self.figure(element, place)
            case "span":  # what happened to the block, in a comparison
                self.paragraph(element, place, "Caption")
            case _:
                for child in element:
                    self.block(child, place)

    def paragraph(self, element: Any, place: Any, style: str = "Normal") -> Any:
        paragraph = self._fresh_paragraph(place)
        paragraph.style = self.word.styles[style]
        self.inline(element, paragraph)
        return paragraph

    def _fresh_paragraph(self, place: Any) -> Any:
        """A cell of a table begins with an empty one."""
        if (
            place is not self.word
            and len(place.paragraphs) == 1
            and not len(place.paragraphs[0].runs)
        ):
            first = place.paragraphs[0]
            if not first._p.findall(qn("w:hyperlink")) and not first.text:
                return first
        return place.add_paragraph()

    def list(self, element: Any, place: Any, *, depth: int) -> None:
        kind = "List Number" if element.tag == "ol" else "List Bullet"
        style = kind if depth == 1 else f"{kind} {min(depth, 3)}"
        number = (
            self._new_numbering(style, int(element.get("start", 1))) if element.tag == "ol" else 0
        )
        for item in element.iter("li"):
            if item.getparent() is not element:
                continue
            paragraph = self._fresh_paragraph(place)
            paragraph.style = self.word.styles[style]
            if number:
                self._number(paragraph, number)
            self.inline(item, paragraph, skip=LISTS)
            for child in item:
                if child.tag in ("ul", "ol"):
                    self.list(child, place, depth=depth + 1)

    def _new_numbering(self, style: str, start: int) -> int:
        """Every list counts from its own beginning."""
        numbering = self.word.part.numbering_part.element
        of_style = self.word.styles[style].element.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == of_style)
        num = numbering.add_num(abstract)
        num.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(num.numId)

    def _number(self, paragraph: Any, number: int) -> None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = number

    def table(self, element: Any, place: Any) -> None:
        rows = [list(row) for row in element.iter("tr")]
        columns = _columns(rows)
        table = place.add_table(rows=len(rows), cols=columns, **self._width(place))
        table.style = self.word.styles["Table Grid"]
        heads = len(list(element.iter("thead"))) and len(list(next(element.iter("thead"))))
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(rows):
            if number < heads:
                repeat = OxmlElement("w:tblHeader")
                table.rows[number]._tr.get_or_add_trPr().append(repeat)
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                down, across = _span(cell, "rowspan"), _span(cell, "colspan")
                last = (min(number + down, len(rows)) - 1, min(column + across, columns) - 1)
                taken |= {
                    (y, x) for y in range(number, last[0] + 1) for x in range(column, last[1] + 1)
                }
                target = table.cell(number, column)
                if last != (number, column):
                    target = target.merge(table.cell(*last))
                self.cell(cell, target)
                column += across

    def _width(self, place: Any) -> dict[str, Any]:
        return {} if place is self.word else {"width": WIDTH}

    def cell(self, element: Any, target: Any) -> None:
        blocks = [child for child in element if child.tag in ("p", "ul", "ol")]
        if not blocks or (element.text or "").strip():
            paragraph = self._fresh_paragraph(target)
            self.inline(element, paragraph, skip=LISTS)
            blocks = [child for child in blocks if child.tag != "p"]
        for child in blocks:
            self.block(child, target)
        if element.tag == "th":
            for paragraph in target.paragraphs:
                for run in paragraph.runs:
                    run.bold = True

    def figure(self, element: Any, place: Any) -> None:
        for image in element.iter("img"):
            _kind, content = self.images.get(image.get("src", ""), ("", b""))
            run = place.add_paragraph().add_run()
            try:
                picture = run.add_picture(BytesIO(content))
            except UnrecognizedImageError:
                run.text = image.get("alt", "")
                continue
            if picture.width > WIDTH:
                picture.height = int(picture.height * WIDTH / picture.width)
                picture.width = WIDTH
            picture._inline.docPr.set("descr", image.get("alt", ""))
        for caption in element.iter("figcaption"):
            self.paragraph(caption, place, "Caption")

    # --- inline -------------------------------------------------------------------------------

    def inline(
        self,
        element: Any,
        paragraph: Any,
        styles: frozenset[str] = frozenset(),
        skip: frozenset[str] = frozenset(),
    ) -> None:
        self.run(paragraph, element.text, styles)
        for child in element:
            if child.tag not in skip:
                self._inline_child(child, paragraph, styles)
            self.run(paragraph, child.tail, styles)

    def _inline_child(self, child: Any, paragraph: Any, styles: frozenset[str]) -> None:
        if "ros-visually-hidden" in child.get("class", ""):
            return  # says in words what Word shows by itself
        match child.tag:
            case "br":
                paragraph.add_run().add_break()
            case "sup" if (link := child.find("a")) is not None:
                self.note(paragraph, link.get("href", "").removeprefix("#"))
            case "a" if child.get("href", "").startswith(("http", "mailto:")):
                self.link(paragraph, child, styles)
            case "ins" | "del":
                before, self.tracked = self.tracked, child.tag
                self.inline(child, paragraph, styles)
                self.tracked = before
            case tag:
                added = {TEXT_STYLES[tag]} if tag in TEXT_STYLES else set()
                self.inline(child, paragraph, styles | added)

    def run(self, paragraph: Any, text: str | None, styles: frozenset[str]) -> Any:
        if not text:
            return None
        run = paragraph.add_run(writable(text))
        for style in styles:
            setattr(run, style, True)
        if self.tracked:
            self._track(run)
        return run

    def _track(self, run: Any) -> None:
        self.changes += 1
        change = OxmlElement(f"w:{self.tracked}")
        change.set(qn("w:id"), str(self.changes))
        change.set(qn("w:author"), AUTHOR)
        run._r.addprevious(change)
        change.append(run._r)
        if self.tracked == "del":
            for text in run._r.findall(qn("w:t")):
                text.tag = qn("w:delText")

    def link(self, paragraph: Any, element: Any, styles: frozenset[str]) -> None:
        if self.in_note:  # a footnote has no relations of its own: the address in words
            self.inline(element, paragraph, styles)
            self.run(paragraph, f" ({element.get('href')})", styles)
            return
        target = self.word.part.relate_to(
            element.get("href"), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        before = len(paragraph._p)
        self.inline(element, paragraph, styles)
        hyperlink = OxmlElement("w:hyperlink")
        hyperlink.set(qn("r:id"), target)
        for made in list(paragraph._p)[before:]:
            hyperlink.append(made)
        paragraph._p.append(hyperlink)
        for run in hyperlink.iter(qn("w:r")):
            style = run.get_or_add_rPr()
            underline = OxmlElement("w:u")
            underline.set(qn("w:val"), "single")
            style.append(underline)

    # --- footnotes ----------------------------------------------------------------------------

    def note(self, paragraph: Any, key: str) -> None:
        item = self.note_texts.get(key)
        if item is None:
            return
        scratch = self.word.add_paragraph(style="Footnote Text")
        mark = OxmlElement("w:footnoteRef")
        first = scratch.add_run()
        first.style = self.word.styles["Footnote Reference"]
        first._r.append(mark)
        scratch.add_run(" ")
        self.in_note = True
        self.inline(item, scratch)
        self.in_note = False
        scratch._p.getparent().remove(scratch._p)
        self.notes.append(scratch._p)
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(len(self.notes)))
        run = paragraph.add_run()
        run.style = self.word.styles["Footnote Reference"]
        run._r.append(reference)

    def _keep_notes(self) -> None:
        if not self.notes:
            return
        root = parse_xml(
            f"<w:footnotes {nsdecls('w', 'r')}>"
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
            "<w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>"
        )
        for number, paragraph in enumerate(self.notes, 1):
            note = OxmlElement("w:footnote")
            note.set(qn("w:id"), str(number))
            note.append(paragraph)
            root.append(note)
        part = FilePart(
            PackURI("/word/footnotes.xml"), FOOTNOTES, _serialised(root), self.word.part.package
        )
        self.word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _figures(self) -> None:
        if not self.document.figures:
            return
        self.word.add_heading("Cijfers", 1)
        names = {"name": "Cijfer", "amount": "Waarde", "scope": "Waarover", "source": "Bron"}
        table = self.word.add_table(rows=1, cols=len(names), style="Table Grid")
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, label in zip(table.rows[0].cells, names.values(), strict=True):
            cell.text = label
        for figure in self.document.figures:
            for cell, name in zip(table.add_row().cells, names, strict=True):
                cell.text = figure[name]


def _columns(rows: list[list[Any]]) -> int:
    """How wide the widest row is, with what hangs down into it from above."""
    hanging: dict[int, int] = {}  # column: rows it still goes down
    widest = 1
    for row in rows:
        column = 0
        for cell in row:
            while hanging.get(column, 0) > 0:
                column += 1
            for one in range(column, column + _span(cell, "colspan")):
                hanging[one] = _span(cell, "rowspan")
            column += _span(cell, "colspan")
        widest = max(widest, column, *(one + 1 for one, down in hanging.items() if down > 0))
        hanging = {one: down - 1 for one, down in hanging.items()}
    return widest


def _span(cell: Any, name: str) -> int:
    return int(cell.get(name, 1))


def _serialised(root: Any) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content
