"""Letters against a naive WeasyPrint render of the same page in the same run.

Naive is what one would write first: `HTML(string).write_pdf()` with a style
sheet by <link>, so with its own fonts for every letter. CPU time, the two by
turns, medians. `measure()` gives name → (value, unit, target, better).
"""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from letters import body, pdf, splicing
from letters.paper import HouseStyle, Paper
from letters.personal import PersonalPaper, personal
from ros_portal.env import BASE_DIR
from ros_portal.lib import fonts
from tests.letters.papers import make_paper

Row = tuple[float, str, float, str]

REGIONS = BASE_DIR / "ros_portal/regions"
ROUNDS = 25
STYLES = 16


def measure(only: frozenset[str] = frozenset()) -> dict[str, Row]:
    rows: dict[str, Callable[[], Row]] = {
        "letter_single": lambda: (_ratio([_two_pages()]), "× naive", 0.80, "lower"),
        "letter_16_styles": lambda: (_ratio(_sixteen_styles()), "× naive", 0.80, "lower"),
        "letter_17": lambda: (_personal_ratio(17), "× naive", 0.15, "lower"),
        "letter_100": lambda: (_personal_ratio(100), "× naive", 0.08, "lower"),
        "letter_kb": lambda: (_kilobytes(), "KB", 35, "lower"),
        "letter_memory_mb_500": lambda: (_growth(500), "MB", 25, "lower"),
    }
    return {name: row() for name, row in rows.items() if not only or name in only}


def _two_pages() -> Paper:
    """The example letter of Almelo: two pages, three lists, a table."""
    text = (REGIONS / "twente-examples/letters/plan-of-approach.txt").read_text(encoding="utf-8")
    return make_paper(body_html=body.to_html(text), is_draft=False)


def _sixteen_styles() -> list[Paper]:
    paper = _two_pages()
    return [
        replace(
            paper,
            style=HouseStyle(name=f"Gemeente Plaats {n}", accent=f"#{n * 11 + 20:02x}5566"),
            reference=f"RB-{n}",
        )
        for n in range(STYLES)
    ]


def _ratio(papers: list[Paper]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        sheet = _naive_sheet(Path(folder))
        pages = [_naive_html(paper, sheet) for paper in papers]
        for paper, page in zip(papers, pages, strict=True):  # both warm
            pdf.render_letter(paper)
            _naive(page)
        ours: list[float] = []
        naive: list[float] = []
        for _round in range(max(3, ROUNDS // len(papers))):
            for paper, page in zip(papers, pages, strict=True):
                ours.append(_cpu(lambda paper=paper: pdf.render_letter(paper)))
                naive.append(_cpu(lambda page=page: _naive(page)))
        return statistics.median(ours) / statistics.median(naive)


def _to_members(count: int, paper: Paper) -> list[PersonalPaper]:
    """Names of many kinds, so that the letters hold the glyphs of a real council."""
    names = (
        "Anouk de Vries",
        "Björn Dvořák",
        "Çiğdem Öztürk",
        "Jan-Willem van ’t Hoff",
        "Zoë Fiets",
    )
    return [
        personal(
            paper,
            to=(
                f"{names[n % len(names)]} {n}",
                "lid van de gemeenteraad van Almelo",
                f"Per e-mail: lid{n}@example.org",
            ),
            salutation=f"Geachte {names[n % len(names)]} {n},",
        )
        for n in range(count)
    ]


def _personal_ratio(count: int) -> float:
    """One letter to so many people, for each of them, against a naive render of one."""
    papers = _to_members(count, _two_pages())
    with tempfile.TemporaryDirectory() as folder:
        page = _naive_html(papers[0], _naive_sheet(Path(folder)))
        assert all(splicing.render_alike(papers))
        _naive(page)
        ours: list[float] = []
        naive: list[float] = []
        for _round in range(7):
            ours.append(_cpu(lambda: splicing.render_alike(papers)) / count)
            naive += [_cpu(lambda: _naive(page)) for _time in range(3)]
        return statistics.median(ours) / statistics.median(naive)


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def _naive(page: str) -> bytes:
    from weasyprint import HTML

    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def _naive_sheet(folder: Path) -> Path:
    css = (pdf.ASSETS / "paper.css").read_text()
    for face in fonts.FACES:
        css = css.replace(f"font:{face}", fonts.font_path(face).as_uri())
    sheet = folder / "paper.css"
    sheet.write_text(css)
    return sheet


def _naive_html(paper: Paper, sheet: Path) -> str:
    link = f'<link rel="stylesheet" href="{sheet.as_uri()}"></head>'
    return pdf.letter_html(paper).replace("</head>", link)


def _kilobytes() -> float:
    """The largest of a letter by itself and of those to a hundred people."""
    paper = _two_pages()
    spliced = splicing.render_alike(_to_members(100, paper))
    made = [pdf.render_letter(paper), *(one for one in spliced if one)]
    return max(len(one.content) for one in made) / 1024


def _growth(letters: int) -> float:
    """In a process of its own: another row's memory is not a letter's."""
    with multiprocessing.get_context("spawn").Pool(1, initializer=_start) as pool:
        return pool.apply(_grow, (letters,))


def _grow(letters: int) -> float:
    paper = _two_pages()
    for n in range(10):
        pdf.render_letter(replace(paper, reference=f"warm {n}"))
    people = _to_members(50, paper)
    splicing.render_alike(people)
    before = _resident()
    # By turns a letter by itself and one to fifty people: five hundred of each.
    for n in range(letters):
        pdf.render_letter(replace(paper, reference=f"RB-{n}"))
        if n % len(people) == 0:
            assert all(splicing.render_alike(people))
    return _resident() - before


def _resident() -> float:
    gc.collect()
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _start() -> None:
    import django

    django.setup()


if __name__ == "__main__":
    _start()
    for name, row in measure().items():
        print(name, *row)  # noqa: T201
