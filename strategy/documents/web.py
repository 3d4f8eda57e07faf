"""One HTML file with everything in it: its style and its images too."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from django.template.loader import render_to_string

from .content import Document, images_of

STYLE = Path(__file__).with_name("document.css")
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)"')
_FONT_FACE = re.compile(r"@font-face \{[^}]*\}\n?")


def page_of(document: Document, *, style: str) -> str:
    context = {"document": document, "contents": document.contents, "style": style}
    return render_to_string("strategy/documents/document.html", context)


def make(document: Document) -> bytes:
    page = page_of(document, style=_FONT_FACE.sub("", STYLE.read_text()))
    images = images_of(document)

    def with_image(tag: re.Match[str]) -> str:
        kind, content = images.get(tag[2], ("", b""))
        return f'{tag[1]}data:{kind};base64,{b64encode(content).decode()}"' if kind else tag[0]

    return _IMAGE.sub(with_image, page).encode()
