"""Same paper, same bytes; each kind its own words; nothing hostile gets in."""

from __future__ import annotations

import hashlib
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from letters import body, pdf
from letters.paper import HouseStyle, LetterKind, Logo, Signature, contrast_with_white
from tests.letters.papers import make_paper, open_pdf, printed, read_aloud


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = pdf.render_letter(make_paper())
    pdf.render_letter(make_paper(subject="Iets heel anders", is_draft=False))
    assert pdf.render_letter(make_paper()) == first
    assert first.sha256 == hashlib.sha256(first.content).hexdigest()


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import django; django.setup();"
        "from letters import pdf; from tests.letters.papers import make_paper;"
        "print(pdf.render_letter(make_paper()).sha256)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == pdf.render_letter(make_paper()).sha256


def test_a_fingerprint_differs_with_every_word_and_with_the_renderer() -> None:
    paper = make_paper()
    prints = {
        paper.fingerprint(renderer="one"),
        paper.fingerprint(renderer="two"),
        replace(paper, subject="Anders").fingerprint(renderer="one"),
        replace(paper, is_draft=False).fingerprint(renderer="one"),
        replace(paper, style=replace(paper.style, accent="#000000")).fingerprint(renderer="one"),
    }
    assert len(prints) == 5
    assert make_paper().fingerprint(renderer="one") in prints


def test_a_fork_makes_its_own_fonts() -> None:
    """A child that ends takes the fonts of its parent along when they share them."""
    before = pdf.render_letter(make_paper()).sha256
    script = (
        "import os, sys, django; django.setup();"
        "from letters import pdf; from tests.letters.papers import make_paper;"
        "pdf.render_letter(make_paper());"
        "child = os.fork();"
        "made = pdf.render_letter(make_paper()).sha256;"
        "child or sys.exit(0);"
        "os.waitpid(child, 0);"
        "print(made, pdf.render_letter(make_paper(subject='Na het kind')).pages,"
        " pdf.render_letter(make_paper()).sha256)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    made, _pages, after = answer.stdout.split()
    assert made == after == before


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        (
            LetterKind.MUNICIPALITY,
            "Almelo",
            ("Raadsbrief", "Aan de gemeenteraad van Almelo", "Burgemeester en wethouders"),
        ),
        (
            LetterKind.PROVINCE,
            "Overijssel",
            ("Statenbrief", "Aan Provinciale Staten van Overijssel", "Gedeputeerde Staten van"),
        ),
        (
            LetterKind.WATER_AUTHORITY,
            "Vechtstromen",
            (
                "Brief aan het algemeen bestuur",
                "Aan het algemeen bestuur van waterschap Vechtstromen",
                "Het dagelijks bestuur van waterschap Vechtstromen,",
            ),
        ),
    ],
)
def test_each_executive_writes_to_its_own_council(
    kind: LetterKind, place: str, words: tuple[str, ...]
) -> None:
    spoken = read_aloud(pdf.render_letter(make_paper(kind=kind, place=place)).content)
    assert all(word in spoken for word in words)


def test_an_adopted_letter_names_the_decision() -> None:
    paper = make_paper(is_draft=False, decided_on=date(2025, 4, 15), decision_number="2025-0415")
    spoken = read_aloud(pdf.render_letter(paper).content)
    assert (
        "Vastgesteld door het college van burgemeester en wethouders op 15 april 2025, "
        "besluit 2025-0415."
    ) in spoken
    assert "Vastgesteld" not in read_aloud(pdf.render_letter(replace(paper, is_draft=True)).content)


def test_an_unknown_signatory_leaves_a_place_to_fill() -> None:
    signatures = (Signature("secretaris"), Signature("burgemeester", "R.T.A. Korteland", "loco"))
    spoken = read_aloud(pdf.render_letter(make_paper(signatures=signatures)).content)
    assert "de secretaris, Naam nog invullen" in spoken
    assert "de loco-burgemeester, R.T.A. Korteland" in spoken


def test_what_is_not_filled_in_is_not_printed() -> None:
    spoken = read_aloud(pdf.render_letter(make_paper(reference="", enclosures=())).content)
    assert "Ons kenmerk" not in spoken
    assert "Uw kenmerk" not in spoken
    assert "Bijlagen" not in spoken


def test_very_long_names_and_words_stay_on_the_paper() -> None:
    paper = make_paper(
        style=HouseStyle(name="Gemeente " + "Langenaam" * 9, footer="Voet " * 40),
        reference="RB-" + "2025" * 20,
        subject="Voortgang " * 20,
        signatures=(
            Signature("secretaris", "drs. M.J. van der Zwaluw-Kloosterhuis tot Weldam " * 2),
            Signature("burgemeester", "K" * 90),
        ),
        body_html=body.to_html("W" * 400),
    )
    made = pdf.render_letter(paper)
    for sheet in open_pdf(made.content).pages:
        assert [round(float(x)) for x in sheet.MediaBox] == [0, 0, 595, 842]
    # pdfium reads only what lies inside the page.
    assert "".join(printed(made.content)).replace(" ", "").count("W") >= 400


@pytest.mark.parametrize("columns", [2, 3, 6])
def test_a_table_ends_where_the_text_ends(columns: int) -> None:
    row = f"| {' | '.join(['Korte cel', 'Een langere cel met woorden'] * 3)} ".split("|")
    line = "|" + "|".join(row[1 : columns + 1]) + "|"
    made = pdf.render_letter(make_paper(body_html=body.to_html("\n".join([line] * 3))))
    right_margin = 595.28 - 24 / 25.4 * 72
    for sheet in pypdfium2.PdfDocument(made.content):
        drawn = [item.get_bounds()[2] for item in sheet.get_objects(max_depth=1)]
        # pdfium counts the thickness of a line in.
        assert max(drawn) <= right_margin + 2


@pytest.mark.parametrize("colour", ["#ffffff", "#f2c400", "#154273", "#00a4b7"])
def test_a_pale_house_colour_is_never_used_for_words(colour: str) -> None:
    assert contrast_with_white(HouseStyle(name="X", accent=colour).text_accent) >= 4.5


class Listener(http.server.BaseHTTPRequestHandler):
    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def eavesdropper() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Listener.heard.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_hostile_text_loads_nothing_and_shows_no_file(eavesdropper: str) -> None:
    hostile = f"""
        <img src="{eavesdropper}/img"><link rel="stylesheet" href="{eavesdropper}/css">
        <link rel="attachment" href="file:///etc/passwd"><style>@import "{eavesdropper}/x"</style>
        <object data="{eavesdropper}/object"></object><iframe src="{eavesdropper}/frame"></iframe>
        <svg><image href="{eavesdropper}/svg"/></svg><embed src="file:///etc/hostname">
        <p style="background:url({eavesdropper}/bg)" onclick="x()">Gewoon</p>
        <a href="javascript:alert(1)">klik</a><a href="file:///etc/passwd">lees</a>"""
    made = pdf.render_letter(make_paper(body_html=hostile))
    assert Listener.heard == []
    assert not open_pdf(made.content).attachments
    assert "root:" not in read_aloud(made.content)
    assert b"javascript:" not in made.content
    assert "Gewoon" in read_aloud(made.content)


def test_the_renderer_itself_refuses_every_address_but_its_own(eavesdropper: str) -> None:
    """Were the cleaning to fail, this is the second door."""
    paper = make_paper()
    hostile = pdf.letter_html(paper).replace(
        "<body",
        f'<link rel="stylesheet" href="{eavesdropper}/css"><link rel="attachment" '
        f'href="file:///etc/passwd"><body style="background:url({eavesdropper}/bg)"',
    )
    made = pdf.Workshop().make(paper, hostile)
    assert Listener.heard == []
    assert not open_pdf(made.content).attachments


def test_a_hostile_logo_loads_nothing(eavesdropper: str) -> None:
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"
        viewBox="0 0 9 9"><image x:href="{eavesdropper}/a" width="9" height="9"/>
        <style>@import "{eavesdropper}/b"</style><use href="file:///etc/passwd#x"/></svg>"""
    style = HouseStyle(name="X", logo=Logo(svg.encode(), "image/svg+xml", "Logo"))
    pdf.render_letter(make_paper(style=style))
    assert Listener.heard == []


def test_a_style_value_cannot_add_rules() -> None:
    with pytest.raises(ValueError, match="colour"):
        HouseStyle(name="X", accent="red } @page { size: A0")


def test_an_emoji_is_named_before_anything_is_made() -> None:
    with pytest.raises(pdf.LetterRefused) as refused:
        pdf.render_letter(make_paper(subject="Feest 🎉 in 北"))
    assert "🎉 北" in str(refused.value)


def test_a_letter_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(pdf.LetterRefused):
        pdf.render_letter(make_paper(body_html=body.to_html("Regel. " * 2000)))
