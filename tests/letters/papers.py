"""Letters for the tests, and a reader that takes a PDF in as a screen reader would."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from letters import body
from letters.paper import Enclosure, HouseStyle, LetterKind, Paper, Signature

TEXT = """Met deze brief informeren wij u over het plan van aanpak.

## Aanleiding

De regio werkt sinds het najaar van 2024 aan een **gezamenlijke** strategie.

## Wat staat erin?

1. de ruimtelijke strategie;
2. de uitvoeringsagenda;
3. de investeringsagenda.

| Stap | Wanneer |
| Raden geven inbreng | april 2025 |
| BOSS bespreekt de inbreng | juni 2025 |

### Planning

- Uw inbreng gaat naar het BOSS.
- Daarna hoort u wat ermee is gedaan.
"""

LONG_TEXT = "\n\n".join([TEXT, *["Wij lichten dit graag toe in uw vergadering. " * 12] * 14])


def make_paper(**changes: Any) -> Paper:
    facts: dict[str, Any] = {
        "kind": LetterKind.MUNICIPALITY,
        "style": HouseStyle(
            name="Gemeente Almelo",
            accent="#0b6e5f",
            address_lines=("Haven Zuidzijde 30", "7607 EW Almelo"),
            footer="Gemeente Almelo · www.almelo.nl",
        ),
        "place": "Almelo",
        "subject": "Plan van aanpak ROS Twente",
        "body_html": body.to_html(TEXT),
        "salutation": "Geachte leden van de raad,",
        "closing": "Hoogachtend,",
        "signatures": (
            Signature("secretaris", "J.H. Dijkstra"),
            Signature("burgemeester", "R.T.A. Korteland"),
        ),
        "date_on": date(2025, 4, 15),
        "reference": "RB-2025-0417",
        "portfolio_holder": "Wethouder ruimte",
        "enclosures": (Enclosure(1, "Plan van aanpak", held=False), Enclosure(2, "Planning")),
    }
    return Paper(**{**facts, **changes})


def open_pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Every tag of the document with its element, in reading order."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node["/S"])[1:], node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(pdf.Root.StructTreeRoot.K)


def read_aloud(content: bytes) -> str:
    """The text in the order of the tags; what is no part of the tags is not read."""
    pieces: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document):
        text_page = page.get_textpage()
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=5):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
            size = pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFTextObj_GetText(
                item.raw,
                text_page.raw,
                ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)),
                size,
            )
            words = buffer.raw[:size].decode("utf-16-le").rstrip("\0")
            pieces[number, mark] = pieces.get((number, mark), "") + words

    pdf = open_pdf(content)
    numbers = {page.objgen: i for i, page in enumerate(pdf.pages)}
    lines: list[str] = []
    for _tag, element in elements(pdf):
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                lines.append(pieces.get((numbers[element.Pg.objgen], kid), "").strip())
    return " ".join(" ".join(lines).split())


def printed(content: bytes) -> list[str]:
    """All text that stands on each page, running head and footer included."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
