"""A small OpenDocument text: a title, headings, paragraphs and quotations, with bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from ros_portal.lib.writable import writable

MIMETYPE: Final = "application/vnd.oasis.opendocument.text"


class Style(StrEnum):
    CHAPTER = "Heading_20_1"
    BLOCK = "Heading_20_2"
    FACTS = "Facts"
    TEXT = "Standard"
    QUOTE = "Quotations"


class Line(NamedTuple):
    style: Style
    words: str
    anchor: str = ""


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)
_MANIFEST: Final = (
    _HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>"
)


def _style(name: str, shown: str, text: str, paragraph: str = "", level: int = 0) -> str:
    outline = f' style:default-outline-level="{level}"' if level else ""
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph"'
        f'{outline}><style:paragraph-properties fo:margin-bottom="0.2cm" {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


_BOLD: Final = 'fo:font-weight="bold" '
_STYLES: Final = (
    _HEAD
    + f"<office:document-styles {_SPACES}><office:styles>"
    + '<style:default-style style:family="paragraph"><style:text-properties'
    ' fo:font-family="Calibri" fo:font-size="11pt" fo:language="nl" fo:country="NL"/>'
    "</style:default-style>"
    + _style("Standard", "Standard", 'fo:font-size="11pt"')
    + _style("Title", "Title", _BOLD + 'fo:font-size="20pt"')
    + _style(
        Style.CHAPTER, "Heading 1", _BOLD + 'fo:font-size="16pt"', 'fo:margin-top="0.6cm"', level=1
    )
    + _style(
        Style.BLOCK, "Heading 2", _BOLD + 'fo:font-size="13pt"', 'fo:margin-top="0.4cm"', level=2
    )
    + _style(Style.FACTS, "Facts", 'fo:font-size="9pt"')
    + _style(Style.QUOTE, "Quotations", 'fo:font-style="italic"', 'fo:margin-left="1cm"')
    + "</office:styles></office:document-styles>"
)


def as_odt(title: str, lines: Iterable[Line]) -> bytes:
    words = escape(writable(title))
    body = f'<text:p text:style-name="Title">{words}</text:p>' + "".join(map(_written, lines))
    content = (
        f"{_HEAD}<office:document-content {_SPACES}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"{_HEAD}<office:document-meta {_SPACES}><office:meta><dc:title>{words}</dc:title>"
        "<dc:language>nl-NL</dc:language></office:meta></office:document-meta>"
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        # First and as it is: that is how programs recognise the file.
        package.writestr("mimetype", MIMETYPE, ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", content)
        package.writestr("styles.xml", _STYLES)
        package.writestr("meta.xml", meta)
    return file.getvalue()


def _written(line: Line) -> str:
    words = "<text:line-break/>".join(map(escape, writable(line.words).splitlines()))
    mark = f"<text:bookmark text:name={quoteattr(line.anchor)}/>" if line.anchor else ""
    level = {Style.CHAPTER: 1, Style.BLOCK: 2}.get(line.style)
    if level:
        return (
            f'<text:h text:style-name="{line.style}" text:outline-level="{level}">'
            f"{mark}{words}</text:h>"
        )
    return f'<text:p text:style-name="{line.style}">{mark}{words}</text:p>'
