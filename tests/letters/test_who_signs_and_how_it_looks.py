"""Loco and namens deze stand in the block of signatures, from one date to another; margins are data."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import page as page_validation
import pikepdf
import pypdfium2
import pytest

from letters import content, pdf, services
from letters.models import Letter
from letters.paper import Signature
from stakeholders.models import Capacity, HouseStyle, Signatory, User

from .conftest import DAY, DECISION
from .papers import make_paper, read_aloud


@pytest.mark.parametrize(
    ("office", "capacity", "title"),
    [
        ("burgemeester", "", "burgemeester"),
        ("burgemeester", "loco", "loco-burgemeester"),
        ("loco-burgemeester", "loco", "loco-burgemeester"),
        ("secretaris", "namens deze", "secretaris, namens deze"),
    ],
)
def test_what_stands_above_the_name(office: str, capacity: str, title: str) -> None:
    assert Signature(office, "A. Naam", capacity).title == title


def test_it_is_printed() -> None:
    paper = make_paper(
        signatures=(
            Signature("secretaris", "Naam Een", "namens deze"),
            Signature("burgemeester", "Naam Twee", "loco"),
        )
    )
    words = read_aloud(pdf.render_letter(paper).content)
    assert "de secretaris, namens deze, Naam Een" in words
    assert "de loco-burgemeester, Naam Twee" in words


@pytest.fixture
def loco(signatories: list[Signatory]) -> Signatory:
    """For a week, around the day of the letter."""
    return Signatory.objects.create(
        body=signatories[1].body,
        position=2,
        function="burgemeester",
        capacity=Capacity.LOCO,
        name="Naam Loco",
        from_on=DAY - timedelta(days=3),
        until_on=DAY + timedelta(days=3),
    )


def test_the_loco_signs_while_the_mandate_runs(draft: Letter, loco: Signatory) -> None:
    for days, title in [(-4, "burgemeester"), (0, "loco-burgemeester"), (4, "burgemeester")]:
        draft.date_on = DAY + timedelta(days=days)
        assert content.paper_of(draft).signatures[1].title == title


def test_an_old_letter_keeps_who_signed_and_as_what(
    with_executive: Letter, loco: Signatory, esra: User
) -> None:
    rendering = services.adopt_letter(with_executive, by=esra, **DECISION)
    Signatory.objects.filter(pk=loco.pk).update(name="Iemand Anders", capacity="")
    signature = content.paper_as_made(rendering).signatures[1]
    assert (signature.name, signature.title) == ("Naam Loco", "loco-burgemeester")


def left_edge(paper) -> float:
    page = pypdfium2.PdfDocument(pdf.render_letter(paper).content)[0]
    return min(item.get_bounds()[0] for item in page.get_objects(max_depth=5) if item.type == 1)


def test_the_margins_of_a_house_style_are_those_on_paper(draft: Letter) -> None:
    HouseStyle.objects.create(organisation=draft.organisation, margin_left=35, margin_right=20)
    style = content.paper_of(Letter.objects.with_bodies().get(pk=draft.pk)).style
    assert (style.margin_left, style.margin_right) == (35, 20)
    paper = make_paper()
    wider = replace(paper, style=replace(paper.style, margin_left=35))
    ten_millimetres = 10 * 72 / 25.4
    assert left_edge(wider) - left_edge(paper) == pytest.approx(ten_millimetres, abs=0.5)


def fonts_in(content: bytes) -> set[str]:
    with pikepdf.open(BytesIO(content)) as paper:
        fonts = [one for one in paper.objects if isinstance(one, pikepdf.Dictionary)]
        names = [str(one["/BaseFont"]) for one in fonts if "/BaseFont" in one]
    return {"-".join(name.partition("+")[2].split("-")[:2]) for name in names}


def test_a_letter_is_printed_in_the_font_of_its_house_style(draft: Letter, tmp_path: Path) -> None:
    HouseStyle.objects.create(organisation=draft.organisation, font="serif")
    style = content.paper_of(Letter.objects.with_bodies().get(pk=draft.pk)).style
    assert style.font == "serif"
    paper = make_paper()
    printed = pdf.render_letter(replace(paper, style=replace(paper.style, font="serif"))).content
    assert fonts_in(pdf.render_letter(paper).content) == {"Source-Sans"}
    assert fonts_in(printed) == {"Source-Serif"}
    (tmp_path / "letter.pdf").write_bytes(printed)
    report = page_validation.validate_pdf(str(tmp_path / "letter.pdf"), profile="ua1")
    assert report.is_compliant


def test_what_one_font_draws_and_the_other_does_not_is_refused_there_alone() -> None:
    paper = make_paper(subject="Ĳssel")
    pdf.check_words(paper)
    with pytest.raises(pdf.LetterRefused, match="Ĳ"):
        pdf.check_words(replace(paper, style=replace(paper.style, font="serif")))
