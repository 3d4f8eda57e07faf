"""A letter to many is laid out once; each must be what a render of its own would have been."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import page as page_validation
import pypdfium2
import pytest
from structlog.testing import capture_logs

from letters import body, pdf, splicing
from letters.personal import Invitation, PersonalPaper, personal
from tests.letters.papers import LONG_TEXT, elements, make_paper, open_pdf, printed, read_aloud

NAMES = ["Chris Jansen", "Fien Dvořák", "J. (Jo) van 't Ávila-Öztürk", "Wim Fiffler", "Ÿ"]
KINDS = {
    "a letter": make_paper(is_draft=False),
    "a draft": make_paper(),
    "a letter in the other font": make_paper(
        is_draft=False, style=replace(make_paper().style, font="serif")
    ),
    "a long letter": make_paper(body_html=body.to_html(LONG_TEXT), is_draft=False),
}


def to_members(paper, *, invited: bool = False, names: list[str] = NAMES) -> list[PersonalPaper]:
    return [
        personal(
            paper,
            to=(name, "lid van de gemeenteraad van Almelo", f"Per e-mail: lid{n}@almelo.demo"),
            salutation=f"Geachte {name},",
            invitation=Invitation(
                "Sessie over de ROS",
                ("9 april 2026, 19.30 uur, raadzaal", "U kunt uw inbreng geven tot 3 mei 2026."),
                f"https://ros.example.org/i/ACDEFGHJ{n:02}/",
            )
            if invited
            else None,
        )
        for n, name in enumerate(names)
    ]


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys(), scope="module")
def letter(request: pytest.FixtureRequest):
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "with an invitation"], scope="module")
def pairs(request: pytest.FixtureRequest, letter) -> list[tuple[bytes, bytes]]:
    """Of each member: spliced, and rendered in full."""
    papers = to_members(letter, invited=request.param)
    with capture_logs() as logs:
        spliced = splicing.render_alike(papers)
    assert logs == []
    found = []
    for made, paper in zip(spliced, papers, strict=True):
        full = pdf.render_letter(paper)
        assert made is not None
        assert made.pages == full.pages
        found.append((made.content, full.content))
    return found


def test_the_text_is_that_of_a_full_render(pairs) -> None:
    for spliced, full in pairs:
        assert printed(spliced) == printed(full)
        assert read_aloud(spliced) == read_aloud(full)


def test_each_holds_its_own_lines_and_nobody_elses(pairs) -> None:
    for (spliced, _full), name in zip(pairs, NAMES, strict=True):
        words = " ".join(printed(spliced))
        assert f"Geachte {name}," in words
        assert "¶" not in words
        assert not any(f"Geachte {other}," in words for other in NAMES if other != name)


def test_the_structure_is_that_of_a_full_render(pairs) -> None:
    """Every tag with its attributes, marked content and descriptions, in reading order."""

    def structure(content: bytes) -> list[tuple[str, ...]]:
        document = open_pdf(content)
        return [
            (
                tag,
                str(element.get("/Alt", "")),
                repr(element.get("/A", "")),
                repr([kid for kid in element.get("/K", []) if isinstance(kid, int)]),
            )
            for tag, element in elements(document)
        ]

    def outline(content: bytes) -> list[str]:
        with open_pdf(content).open_outline() as lines:
            return [str(item) for item in lines.root]

    for spliced, full in pairs:
        assert structure(spliced) == structure(full)
        assert outline(spliced) == outline(full)


def test_the_picture_of_every_page_is_that_of_a_full_render(pairs) -> None:
    """To the pixel, at 150 dots an inch: QR codes too."""

    def pictures(content: bytes) -> list[bytes]:
        document = pypdfium2.PdfDocument(content)
        return [page.render(scale=150 / 72).to_pil().tobytes() for page in document]

    for spliced, full in pairs:
        assert pictures(spliced) == pictures(full)


def test_links_lead_to_the_own_address(pairs) -> None:
    def links(content: bytes) -> list[tuple[str, str, str]]:
        document = open_pdf(content)
        return [
            (str(note.A.URI), str(note.Contents), repr(note.Rect))
            for sheet in document.pages
            for note in sheet.get("/Annots", [])
        ]

    for spliced, full in pairs:
        assert links(spliced) == links(full)


def test_a_validator_finds_nothing(pairs, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    for spliced, _full in pairs:
        file.write_bytes(spliced)
        report = page_validation.validate_pdf(str(file), profile="ua1")
        assert report.is_compliant, report


def test_it_claims_what_a_full_render_claims(pairs) -> None:
    for spliced, full in pairs:
        with open_pdf(spliced).open_metadata() as own, open_pdf(full).open_metadata() as other:
            assert dict(own) == dict(other)
            assert own["pdfuaid:part"] == "1"
            assert own["pdfaid:conformance"] == "A"
        assert repr(open_pdf(spliced).Root.OutputIntents) == repr(open_pdf(full).Root.OutputIntents)


def test_equal_letters_give_equal_bytes_and_each_file_its_own_name() -> None:
    papers = to_members(make_paper())
    first, second = splicing.render_alike(papers), splicing.render_alike(papers)
    assert [one and one.sha256 for one in first] == [one and one.sha256 for one in second]
    names = {bytes(open_pdf(one.content).trailer.ID[0]) for one in first if one}
    assert len(names) == len(papers)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"to": ("Een", "regel", "te", "veel")}, "another letter"),
        ({"salutation": f"Geachte {'heel lange ' * 20}naam,"}, "too wide"),
        ({"salutation": ""}, "empty"),
        ({"salutation": "Geachte 王,"}, "cannot be printed"),
        ({"subject": "Iets anders"}, "another letter"),
    ],
    ids=["more lines", "too wide", "no salutation", "not in the font", "another letter"],
)
def test_who_does_not_fit_is_rendered_in_full_and_the_log_says_why(change, reason) -> None:
    papers = to_members(make_paper())
    papers[2] = replace(papers[2], **change)
    with capture_logs() as logs:
        made = splicing.render_alike(papers)
    assert [one is None for one in made] == [False, False, True, False, False]
    [line] = logs
    assert line["number"] == 2
    assert reason in line["reason"]
    assert not any(name in str(logs) for name in NAMES[:4])


def test_a_letter_that_holds_a_mark_itself_is_rendered_in_full() -> None:
    papers = to_members(make_paper(body_html=body.to_html("¶")))
    with capture_logs() as logs:
        assert splicing.render_alike(papers) == [None] * len(papers)
    assert "mark" in logs[0]["reason"]


def test_a_letter_that_cannot_be_made_is_refused_for_all(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    papers = to_members(make_paper(body_html=body.to_html(LONG_TEXT)))
    with pytest.raises(pdf.LetterRefused):
        splicing.render_alike(papers)


def test_a_hundred_fit_on_one_sheet_of_strips() -> None:
    papers = to_members(make_paper(), invited=True, names=[f"Lid {n}" for n in range(100)])
    assert all(splicing.render_alike(papers))


def test_the_qr_code_is_that_of_the_link() -> None:
    """Read back from the picture, square by square."""
    import io

    import segno
    from PIL import Image

    invitation = Invitation("Sessie", (), "https://ros.example.org/i/ACDEFGHJ01/")
    picture = Image.open(io.BytesIO(invitation.code))
    code = segno.make(invitation.link, error="q", micro=False, boost_error=False)
    dots = picture.width // (code.symbol_size(border=4)[0])
    seen = [
        [picture.getpixel((x * dots + 1, y * dots + 1)) == 0 for x in range(picture.width // dots)]
        for y in range(picture.height // dots)
    ]
    assert seen == [[bool(dark) for dark in row] for row in code.matrix_iter(border=4)]
