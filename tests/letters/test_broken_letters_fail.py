"""The validator of the other tests sees what is wrong: deliberately broken letters do not pass it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from letters import body, pdf
from letters.paper import Logo
from tests.letters.papers import elements, make_paper, open_pdf

LOGO = Logo(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    "image/svg+xml",
    "Logo van de gemeente Almelo",
)
PLAIN = make_paper(is_draft=False)
PAPER = replace(PLAIN, style=replace(PLAIN.style, logo=LOGO))


def is_accessible(content: bytes, folder: Path) -> bool:
    file = folder / "letter.pdf"
    file.write_bytes(content)
    return bool(page_validation.validate_pdf(str(file), profile="ua1").is_compliant)


def made_of(html: str) -> bytes:
    with pdf.at_work() as workshop:
        return workshop.make(PAPER, html).content


def without(pattern: str, by: str = "") -> Callable[[], bytes]:
    """The letter with this taken out of its HTML, or replaced."""

    def make() -> bytes:
        html = pdf.letter_html(PAPER)
        broken = re.sub(pattern, by, html, flags=re.DOTALL)
        assert broken != html
        return made_of(broken)

    return make


def changed(change: Callable[[pikepdf.Pdf], None]) -> Callable[[], bytes]:
    """The finished letter with something done to its file."""

    def make() -> bytes:
        document = open_pdf(made_of(pdf.letter_html(PAPER)))
        change(document)
        file = io.BytesIO()
        document.save(file)
        return file.getvalue()

    return make


def stamp(document: pikepdf.Pdf) -> None:
    """As a program does that puts a number on a letter which came in."""
    document.pages[0].contents_add(b"q 10 10 50 50 re f Q")


def untag(document: pikepdf.Pdf) -> None:
    del document.Root.StructTreeRoot
    document.Root.MarkInfo.Marked = False


BROKEN = {
    "no language": without(' lang="nl"'),
    "no title": without("<title>.*?</title>"),
    "no description of a picture": without(r' alt="[^"]*"'),
    "a heading that skips a level": without("<h2>(.*?)</h2>", r"<h3>\1</h3>"),
    "no first heading": without("<h1>(.*?)</h1>", r"<p>\1</p>"),
    "a character that no font has": without("informeren", "\ue000nformeren"),
    "a stamp outside the tags": changed(stamp),
    "no tags": changed(untag),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_letter_does_not_pass(broken: Callable[[], bytes], tmp_path: Path) -> None:
    assert not is_accessible(broken(), tmp_path)


def test_the_same_letter_unbroken_passes(tmp_path: Path) -> None:
    assert is_accessible(made_of(pdf.letter_html(PAPER)), tmp_path)
    assert is_accessible(changed(lambda document: None)(), tmp_path)


def test_a_table_without_heads_passes_the_validator_so_we_look_ourselves(tmp_path: Path) -> None:
    broken = without("<th(?: [^>]*)?>(.*?)</th>", r"<td>\1</td>")()
    assert is_accessible(broken, tmp_path)
    assert not any(tag == "TH" for tag, _element in elements(open_pdf(broken)))


def test_a_letter_cannot_be_written_without_heads_above_a_table() -> None:
    """What is typed as a table gets its heads: there is no other way to make one."""
    html = body.to_html("| a | b |\n| c | d |")
    assert "<th" in html
