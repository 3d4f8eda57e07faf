"""One HTML file with everything in it: its style and its images too."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

from django.template.loader import render_to_string

from strategy.text.stored import Tag, with_tags

from .content import Document, images_of

STYLE = Path(__file__).with_name("document.css")
_FONT_FACE = re.compile(r"@font-face \{[^}]*\}\n?")


def page_of(document: Document, *, style: str) -> str:
    context = {"document": document, "contents": document.contents, "style": style}
    return render_to_string("strategy/documents/document.html", context)


def make(document: Document) -> bytes:
    images = images_of(document)

    def with_image(tag: Tag) -> Tag:
        kind, content = images.get(tag.attributes.get("src", ""), ("", b""))
        if not kind:
            return tag
        src = f"data:{kind};base64,{b64encode(content).decode()}"
        return tag._replace(attributes={**tag.attributes, "src": src})

    parts = [replace(part, html=with_tags(part.html, with_image)) for part in document.parts]
    style = _FONT_FACE.sub("", STYLE.read_text())
    return page_of(replace(document, parts=parts), style=style).encode()
