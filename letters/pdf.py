"""One council letter as PDF/A-2a and PDF/UA-1 in one file.

The same paper gives the same bytes, so a stored SHA-256 means something. What
costs memory or time per letter is made once per process and never before a
fork: a new FontConfiguration leaks 0.3 MB a letter, and one made by a parent
takes the fonts along when a child ends. WeasyPrint is not safe in threads, so
a process renders one letter at a time.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydyf
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from letters import body
from letters.paper import NAME_UNKNOWN, Paper
from letters.personal import PersonalPaper
from ros_portal.lib import fonts, printing

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.document import Document
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-2a"
MAX_PAGES = 40
ASSETS = Path(__file__).with_name("assets")
TEMPLATES = [
    fonts.ROOT / f"templates/letters/{name}"
    for name in ("paper.html", "_letter.html", "_invitation.html", "strips.html")
]
CODE = [Path(__file__).with_name(name) for name in ("pdf.py", "personal.py", "splicing.py")]


class LetterRefused(ValueError):
    """This letter cannot be made; the message tells the secretary what to change."""


@dataclass(frozen=True)
class Pdf:
    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@cache
def renderer_name() -> str:
    """Changes when a letter with the same words would look different."""
    looks = [*sorted(ASSETS.iterdir()), *TEMPLATES, *CODE, Path(printing.__file__)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in looks)).hexdigest()
    return f"weasyprint {version('weasyprint')} {digest[:16]}"


def render_letter(paper: Paper) -> Pdf:
    check_words(paper)
    html = letter_html(paper)
    with at_work() as workshop:
        return workshop.make(paper, html)


def check_words(paper: Paper) -> None:
    """A character the font lacks would become an empty box that a screen reader cannot say."""
    if missing := fonts.unprintable(paper.words, paper.style.font):
        raise LetterRefused(
            _("These characters cannot be printed in a letter: %(characters)s. Remove them.")
            % {"characters": " ".join(missing[:10])}
        )


def check_length(document: Document) -> None:
    if len(document.pages) > MAX_PAGES:
        raise LetterRefused(
            _("The letter has %(pages)s pages; %(most)s is the most. Put text in an attachment.")
            % {"pages": len(document.pages), "most": MAX_PAGES}
        )


def letter_html(paper: Paper) -> str:
    context = {
        "paper": paper,
        "logo_url": paper.style.logo.url if paper.style.logo else "",
        # Cleaned here too: whoever made the paper, nothing else reaches the renderer.
        "body": body.clean(paper.body_html),
        "name_unknown": NAME_UNKNOWN,
    }
    return render_to_string("letters/paper.html", context)


class Workshop:
    """What one process keeps between letters: fonts, style sheet, pictures."""

    def __init__(self) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.process = os.getpid()
        self.fonts: FontConfiguration = FontConfiguration()
        self.stylesheet: CSS = CSS(
            string=(ASSETS / "paper.css").read_text(),
            font_config=self.fonts,
            url_fetcher=printing.only_these({}),
        )
        self.pictures: dict[str, Any] = {}

    def make(self, paper: Paper, html: str) -> Pdf:
        document = self.lay_out(html, material_of(paper))
        check_length(document)
        return Pdf(self.write(document), len(document.pages))

    def lay_out(self, html: str, material: Mapping[str, printing.Material]) -> Document:
        from weasyprint import HTML

        if len(self.pictures) > 64:
            # A new one: what was laid out but not yet written still reads from the old one.
            self.pictures = {}
        return HTML(string=html, url_fetcher=printing.only_these(material)).render(
            font_config=self.fonts,
            stylesheets=[self.stylesheet],
            cache=self.pictures,
            pdf_variant=VARIANT,
        )

    def write(self, document: Document) -> bytes:
        document.metadata.__class__ = _metadata_class()
        content: bytes | None = document.write_pdf(finisher=_finish, pdf_variant=VARIANT)
        assert content is not None
        return content


def material_of(paper: Paper) -> dict[str, printing.Material]:
    """The things a letter may load beside its fonts; whatever its text says."""
    material: dict[str, printing.Material] = {
        "draft:watermark": ("image/svg+xml", (ASSETS / "concept.svg").read_bytes())
    }
    if logo := paper.style.logo:
        material[logo.url] = (logo.content_type, logo.content)
    if isinstance(paper, PersonalPaper) and (invitation := paper.invitation):
        material[invitation.code_url] = ("image/png", invitation.code)
    return material


_one_at_a_time = threading.Lock()
_kept: Workshop | None = None


@atexit.register
def _forget() -> None:
    """Clear up while WeasyPrint is still there to do it."""
    global _kept
    _kept = None


@contextmanager
def at_work() -> Iterator[Workshop]:
    """The workshop of this process, for one at a time."""
    with _one_at_a_time:
        yield _workshop()


def _workshop() -> Workshop:
    global _kept
    if _kept is None or _kept.process != os.getpid():
        _kept = Workshop()
    return _kept


@cache
def _metadata_class() -> Any:
    from weasyprint.document import DocumentMetadata

    claim = (ASSETS / "pdfua.xml").read_bytes()

    class TwoClaims(DocumentMetadata):
        """WeasyPrint makes one claim; PDF/A wants a second one explained in the file itself."""

        def generate_rdf_metadata(self, *args: Any) -> bytes:
            rdf: bytes = super().generate_rdf_metadata(*args)
            return rdf.replace(b"</rdf:RDF>", claim + b"</rdf:RDF>")

    return TwoClaims


def _finish(document: Any, pdf: Any) -> None:
    printing.finish_tags(document, pdf)
    _compress_once(pdf)


class Written(pydyf.Object):
    """An object as it stands in the file."""

    data = b""
    compressible = False


def _compress_once(pdf: Any) -> None:
    """An archive file is named after all its bytes, for which pydyf compresses them twice."""
    for i, stream in enumerate(pdf.objects):
        if isinstance(stream, pydyf.Stream):
            written = Written()
            written.number, written.generation = stream.number, stream.generation
            written.data = stream.data
            pdf.objects[i] = written
