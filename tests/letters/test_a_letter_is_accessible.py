"""PDF/UA-1 by an independent validator, and what no validator looks at."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest

from letters import body, pdf
from letters.paper import HouseStyle, LetterKind, Logo, Paper, Signature
from tests.letters.papers import (
    LONG_TEXT,
    elements,
    make_paper,
    open_pdf,
    printed,
    read_aloud,
)

LOGO = Logo(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    "image/svg+xml",
    "Logo van de provincie Overijssel",
)

LETTERS = {
    "a draft": make_paper(),
    "an adopted letter": make_paper(is_draft=False),
    "a long letter": make_paper(body_html=body.to_html(LONG_TEXT)),
    "a letter of one page": make_paper(body_html=body.to_html("Kort."), enclosures=()),
    "a letter with a logo": make_paper(
        kind=LetterKind.PROVINCE,
        place="Overijssel",
        style=HouseStyle(name="Provincie Overijssel", accent="#f2c400", logo=LOGO),
    ),
    "a letter to a general board": make_paper(
        kind=LetterKind.WATER_AUTHORITY, place="Vechtstromen"
    ),
    "a letter with links": make_paper(body_html=body.to_html("Zie https://www.example.org/ros.")),
    "a letter with nothing filled in": make_paper(
        date_on=None,
        reference="",
        portfolio_holder="",
        enclosures=(),
        body_html="",
        signatures=(Signature("secretaris"), Signature("burgemeester")),
        style=HouseStyle(name="Almelo"),
    ),
}


@pytest.fixture(params=LETTERS.values(), ids=LETTERS.keys(), scope="module")
def paper(request: pytest.FixtureRequest) -> Paper:
    return request.param


@pytest.fixture(scope="module")
def content(paper: Paper) -> bytes:
    return pdf.render_letter(paper).content


def test_a_validator_finds_nothing(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(content)
    report = page_validation.validate_pdf(str(file), profile="ua1")
    assert report.is_compliant, report


def test_one_file_claims_archiving_and_accessibility(content: bytes) -> None:
    with open_pdf(content).open_metadata() as claims:
        assert claims["pdfaid:part"] == "2"
        assert claims["pdfaid:conformance"] == "A"
        assert claims["pdfuaid:part"] == "1"


def test_language_title_and_marking_are_set(content: bytes, paper: Paper) -> None:
    document = open_pdf(content)
    assert str(document.Root.Lang) == "nl"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert str(document.docinfo["/Title"]) == paper.title


def test_headings_start_at_one_and_skip_none(content: bytes) -> None:
    document = open_pdf(content)
    levels = [int(tag[1]) for tag, _ in elements(document) if tag in ("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_header_cell_says_what_it_heads(content: bytes) -> None:
    document = open_pdf(content)
    found = list(elements(document))
    scopes = [str(element.A.Scope) for tag, element in found if tag == "TH"]
    assert scopes
    assert set(scopes) <= {"/Row", "/Column"}
    assert sum(tag == "Table" for tag, _ in found) >= 1


def test_every_picture_has_a_description(content: bytes, paper: Paper) -> None:
    document = open_pdf(content)
    alts = [str(e.get("/Alt", "")) for tag, e in elements(document) if tag == "Figure"]
    assert alts == ([paper.style.logo.alt] if paper.style.logo else [])


def test_only_the_embedded_font_is_used(content: bytes) -> None:
    for sheet in open_pdf(content).pages:
        for font in sheet.Resources.Font.values():
            descendant = font.DescendantFonts[0]
            assert "Source-Sans" in str(descendant.BaseFont)
            assert "/FontFile2" in descendant.FontDescriptor
            assert "/ToUnicode" in font


def test_everything_painted_is_either_read_or_an_artifact(content: bytes) -> None:
    document = open_pdf(content)
    read: dict[tuple[int, int], set[int]] = {}
    for _tag, element in elements(document):
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                read.setdefault(element.Pg.objgen, set()).add(kid)
    for sheet in document.pages:
        inside: list[Any] = []
        for operands, operator in pikepdf.parse_content_stream(sheet):
            name = str(operator)
            if name == "BDC":
                inside.append(int(operands[1]["/MCID"]))
                assert inside[-1] in read[sheet.objgen]
            elif name == "BMC":
                assert str(operands[0]) == "/Artifact"
                inside.append("artifact")
            elif name == "EMC":
                inside.pop()
            elif name in {"Tj", "TJ", "Do", "f", "S", "B", "f*"}:
                assert inside, f"{name} outside any mark"


def test_the_words_are_read_in_the_order_of_a_letter() -> None:
    spoken = read_aloud(pdf.render_letter(make_paper(is_draft=False)).content)
    assert spoken == (
        "Gemeente Almelo Haven Zuidzijde 30 7607 EW Almelo "
        "Aan de gemeenteraad van Almelo t.a.v. de griffie Raadsbrief "
        "Datum 15 april 2025 Ons kenmerk RB-2025-0417 "
        "Portefeuillehouder Wethouder ruimte Bijlagen 2 "
        "Onderwerp Plan van aanpak ROS Twente Geachte leden van de raad, "
        "Met deze brief informeren wij u over het plan van aanpak. "
        "Aanleiding De regio werkt sinds het najaar van 2024 aan een gezamenlijke strategie. "
        "Wat staat erin? 1. de ruimtelijke strategie; 2. de uitvoeringsagenda; "
        "3. de investeringsagenda. "
        "Stap Wanneer Raden geven inbreng april 2025 BOSS bespreekt de inbreng juni 2025 "
        "Planning • Uw inbreng gaat naar het BOSS. • Daarna hoort u wat ermee is gedaan. "
        "Hoogachtend, Burgemeester en wethouders van Almelo, "
        "de secretaris, J.H. Dijkstra de burgemeester, R.T.A. Korteland "
        "Bijlagen 1. Plan van aanpak (niet bijgevoegd) 2. Planning"
    )


def test_the_page_number_starts_on_page_two_and_is_not_read_aloud() -> None:
    made = pdf.render_letter(make_paper(body_html=body.to_html(LONG_TEXT), is_draft=False))
    first, *others = printed(made.content)
    assert "Pagina" not in first
    for number, text in enumerate(others, start=2):
        assert f"Pagina {number} van {made.pages}" in text
        assert "Gemeente Almelo · 15 april 2025 · RB-2025-0417" in text
    assert "Pagina" not in read_aloud(made.content)


def test_the_footer_stands_on_every_page() -> None:
    made = pdf.render_letter(make_paper(body_html=body.to_html(LONG_TEXT)))
    assert made.pages >= 3
    assert all("www.almelo.nl" in text for text in printed(made.content))


def test_a_draft_says_so_on_every_page_and_an_adopted_letter_never() -> None:
    draft = pdf.render_letter(make_paper(body_html=body.to_html(LONG_TEXT)))
    final = pdf.render_letter(make_paper(body_html=body.to_html(LONG_TEXT), is_draft=False))
    assert all("CONCEPT" in text for text in printed(draft.content))
    assert not any("CONCEPT" in text for text in printed(final.content))
    assert draft.pages == final.pages


def test_the_signatures_stay_together() -> None:
    for lines in range(18, 34):
        text = "\n\n".join(f"Alinea {n}." for n in range(lines))
        pages = printed(pdf.render_letter(make_paper(body_html=body.to_html(text))).content)
        together = ["Hoogachtend," in p for p in pages]
        assert together == ["R.T.A. Korteland" in p for p in pages]
        # Nobody signs a sheet without a word of the letter on it.
        assert f"Alinea {lines - 1}." in pages[together.index(True)]


def test_bookmarks_lead_to_the_headings() -> None:
    document = open_pdf(pdf.render_letter(make_paper()).content)
    with document.open_outline() as outline:
        [subject] = outline.root
        assert subject.title == "Plan van aanpak ROS Twente"
        assert [child.title for child in subject.children] == [
            "Aanleiding",
            "Wat staat erin?",
            "Bijlagen",
        ]
