"""One letter for many people: laid out once, then each gets their own lines in it.

Laying out is most of what a letter costs, and of a letter to a whole council only the
address, the salutation and an own link differ. So:

1. the letter is laid out once, with marks ("¶0") where the own lines stand;
2. all own lines are laid out on one long page, a strip for each person below a first one with
   the marks, in the classes and widths that they have in the letter;
3. letter and strips are written together, so that their fonts hold the glyphs of both;
4. for each person the glyphs of the marks are replaced by those of the own strip, in the page
   streams of the letter; so are the QR code and the address of the link.

Tags, marked content and places stay as WeasyPrint made them, so what is true of the letter
(PDF/A-2a, PDF/UA-1) is true of each. Who does not fit is left to a full render: more or fewer
lines than the letter, a line that is too wide and wraps, other fonts. It relies on how WeasyPrint
writes a line of text, which is why its version is pinned and a test compares with full renders.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import structlog
from django.template.loader import render_to_string

from letters import pdf
from letters.personal import PersonalPaper
from ros_portal.lib import fonts

if TYPE_CHECKING:
    from weasyprint.document import Document

logger = structlog.get_logger("letters.splicing")

# A line of text in one piece: its place, perhaps a font with its size, and the glyphs. Without
# tags WeasyPrint writes several lines between one BT and ET.
PLACE = re.compile(rb"1 0 0 -1 \S+ (?P<y>\S+) Tm\n")
LINE = re.compile(
    PLACE.pattern + rb"(?:/(?P<font>\S+ \S+) Tf\n)?(?P<glyphs>\[[^\]]*\] TJ)\n(?=ET\n|[^\n]* Tm\n)"
)
PICTURE = re.compile(rb"/(\S+) Do\n")
STRIP = 100 / 25.4 * 96  # the height in the style sheet, in pixels


class DoesNotFit(Exception):
    """These lines cannot be put into a letter that was laid out for others."""


@dataclass(frozen=True)
class Line:
    font: bytes
    glyphs: bytes


@dataclass(frozen=True)
class Strip:
    """The own lines of one person as they are drawn, and the own QR code with its name."""

    lines: tuple[Line, ...]
    picture: str
    code: pikepdf.Object | None


def render_alike(papers: Sequence[PersonalPaper]) -> list[pdf.Pdf | None]:
    """A PDF for each, or None for who needs a full render. Equal papers give equal bytes.

    Raises LetterRefused when the letter as such cannot be made.
    """
    first = papers[0]
    pdf.check_words(first.common)
    try:
        with pdf.at_work() as workshop:
            return _splice(workshop, papers)
    except DoesNotFit as why:
        logger.warning("letters are rendered in full", letters=len(papers), reason=str(why))
        return [None] * len(papers)


def _splice(workshop: pdf.Workshop, papers: Sequence[PersonalPaper]) -> list[pdf.Pdf | None]:
    common = papers[0].common
    fitting = [number for number, paper in enumerate(papers) if _may_fit(paper, common, number)]
    marked = _marked(papers[0])
    letter = workshop.lay_out(pdf.letter_html(marked), pdf.material_of(marked))
    pdf.check_length(letter)
    drawn, (marks, *strips) = _draw_strips(
        workshop, letter, [marked, *(papers[number] for number in fitting)]
    )
    mould = Mould(workshop.write(letter), drawn, marked, marks)
    made: list[pdf.Pdf | None] = [None] * len(papers)
    for number, strip in zip(fitting, strips, strict=True):
        try:
            made[number] = pdf.Pdf(mould.cast(papers[number], strip), len(letter.pages))
        except DoesNotFit as why:
            _say(number, str(why))
    return made


def _may_fit(paper: PersonalPaper, common: PersonalPaper, number: int) -> bool:
    own = [*paper.to, paper.salutation]
    if paper.common != common:
        _say(number, "another letter, or another number of lines")
    elif not all(line.strip() for line in own) or fonts.unprintable("".join(own), paper.style.font):
        _say(number, "a line is empty or cannot be printed")
    else:
        return True
    return False


def _say(number: int, reason: str) -> None:
    # By its place in the row: names of people do not belong in a log.
    logger.warning("a letter is rendered in full", number=number, reason=reason)


def _marked(paper: PersonalPaper) -> PersonalPaper:
    """With a mark for each own line: short, so that none wraps, and in no letter."""
    invitation = paper.invitation and replace(paper.invitation, link="https://mark.invalid/")
    return replace(
        paper,
        to=tuple(f"¶{number}" for number in range(len(paper.to))),
        salutation="¶",
        invitation=invitation,
    )


def _draw_strips(
    workshop: pdf.Workshop, letter: Document, papers: Sequence[PersonalPaper]
) -> tuple[pikepdf.Pdf, list[Strip]]:
    html = render_to_string(
        "letters/strips.html", {"papers": papers, "title": "Regels", "font": papers[0].style.font}
    )
    material = {url: item for paper in papers for url, item in pdf.material_of(paper).items()}
    sheet = workshop.lay_out(html, material)
    if len(sheet.pages) != 1:
        raise DoesNotFit("too many letters at once")
    # Untagged and without claims: only its fonts, glyphs and pictures are taken.
    content = letter.copy([*letter.pages, *sheet.pages]).write_pdf()
    assert content is not None
    drawn = pikepdf.open(BytesIO(content))
    return drawn, _read_strips(drawn.pages[-1], len(papers))


def _read_strips(page: pikepdf.Page, count: int) -> list[Strip]:
    stream = page.Contents.read_bytes()
    lines: list[list[Line]] = [[] for _number in range(count)]
    for line, match in _lines(stream):
        lines[int(float(match["y"]) / STRIP)].append(line)
    # A line in several pieces is not seen, and another that wraps would take its place.
    places = Counter(int(float(match["y"]) / STRIP) for match in PLACE.finditer(stream))
    pictures = [f"/{match[1].decode()}" for match in PICTURE.finditer(stream)] or [""] * count
    return [
        Strip(
            tuple(lines[number]) if len(lines[number]) == places[number] else (),
            picture,
            page.Resources.XObject[picture] if picture else None,
        )
        for number, picture in zip(range(count), pictures, strict=True)
    ]


def _lines(stream: bytes) -> Iterator[tuple[Line, re.Match[bytes]]]:
    font = b""
    for match in LINE.finditer(stream):
        font = match["font"] or font
        yield Line(font, match["glyphs"]), match


class Mould:
    """The letter with places left open, which takes the own lines of one person after another."""

    def __init__(
        self, content: bytes, drawn: pikepdf.Pdf, marked: PersonalPaper, marks: Strip
    ) -> None:
        self.marks = marks
        self.pdf = pikepdf.open(BytesIO(content))
        # By this a file says which file it is: each gets its own.
        del self.pdf.trailer["/ID"]
        drawn_fonts = drawn.pages[0].Resources.Font
        for page in self.pdf.pages:
            for name in list(drawn_fonts.keys()):
                page.Resources.Font[name] = self.pdf.copy_foreign(drawn_fonts[name])
        self.pages = [self._cut(page.Contents.read_bytes()) for page in self.pdf.pages]
        found = [piece for pieces in self.pages for piece in pieces if isinstance(piece, int)]
        if not found or sorted(found) != list(range(len(marks.lines))):
            raise DoesNotFit("a mark is not found, or more than once")
        link = marked.invitation.link if marked.invitation else None
        self.links = [
            annotation
            for page in self.pdf.pages
            for annotation in page.get("/Annots", [])
            if link and str(annotation.get("/Contents", "")) == link
        ]

    def _cut(self, stream: bytes) -> list[bytes | int]:
        """In pieces, with the number of a line where its mark stood."""
        pieces: list[bytes | int] = []
        done = 0
        for line, match in _lines(stream):
            if line in self.marks.lines:
                pieces += [stream[done : match.start("glyphs")], self.marks.lines.index(line)]
                done = match.end("glyphs")
        return [*pieces, stream[done:]]

    def cast(self, paper: PersonalPaper, strip: Strip) -> bytes:
        if len(strip.lines) != len(self.marks.lines):
            raise DoesNotFit("a line is too wide, or is drawn in several pieces")
        if any(a.font != b.font for a, b in zip(strip.lines, self.marks.lines, strict=True)):
            raise DoesNotFit("a line is in another font")
        for page, pieces in zip(self.pdf.pages, self.pages, strict=True):
            if len(pieces) > 1:
                stream = b"".join(
                    strip.lines[piece].glyphs if isinstance(piece, int) else piece
                    for piece in pieces
                )
                page.Contents.write(zlib.compress(stream), filter=pikepdf.Name.FlateDecode)
            if strip.code is not None and self.marks.picture in page.Resources.XObject:
                page.Resources.XObject[self.marks.picture] = self.pdf.copy_foreign(strip.code)
        for link in self.links:
            assert paper.invitation is not None
            link.Contents = link.A.URI = pikepdf.String(paper.invitation.link)
        file = BytesIO()
        self.pdf.save(
            file,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return file.getvalue()
