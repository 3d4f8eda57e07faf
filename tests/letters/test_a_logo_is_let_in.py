"""A logo comes from outside: only shapes and pixels get in, the rest is refused with advice."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ros_portal.lib.pictures import PictureRefused, clean_picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (width, height), "#123456").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        SVG.format("<script>alert(1)</script>"),
        SVG.format('<image href="http://example.org/x.png"/>'),
        SVG.format("<foreignObject><p>x</p></foreignObject>"),
        SVG.format('<use href="#a"/>'),
        SVG.format("<style>@import url(http://example.org)</style>"),
        SVG.format("<g>" * 30 + "</g>" * 30),
        SVG.format('<path d="M0 0"/>' * 3_000),
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;"),
        "<html><body>x</body></html>",
        "no picture at all",
        "GIF89a",
    ],
)
def test_what_is_no_plain_drawing_is_refused(content: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        clean_picture(content.encode())
    assert str(refused.value)


def test_a_drawing_loses_its_handlers_and_links_and_keeps_its_colours() -> None:
    drawing = SVG.format(
        '<title>x</title><path onclick="x()" style="fill:#0b6e5f;stroke:url(http://x.org)" d="M0 0h9"/>'
    )
    cleaned = clean_picture(drawing.encode())
    assert cleaned.content_type == "image/svg+xml"
    assert b'fill="#0b6e5f"' in cleaned.content
    for word in (b"onclick", b"http://x", b"title", b"style"):
        assert word not in cleaned.content


def test_a_drawing_from_a_drawing_program_gets_in() -> None:
    drawing = (
        '<?xml version="1.0"?><!-- made by hand --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/" width="9" '
        'height="9"><i:view zoom="2"/><g id="a"><rect width="9" height="9"/></g></svg>'
    )
    assert b"rect" in clean_picture(drawing.encode()).content


def test_a_png_is_drawn_anew_without_what_was_hidden_in_it() -> None:
    hidden = png(4, 4) + b"<?php secret ?>"
    cleaned = clean_picture(hidden)
    assert cleaned.content_type == "image/png"
    assert b"secret" not in cleaned.content
    assert Image.open(io.BytesIO(cleaned.content)).size == (4, 4)


@pytest.mark.parametrize(
    "content", [png(3_001, 1), b"\x89PNG\r\n\x1a\n broken", png(9, 9)[:40], b"x" * 500_001]
)
def test_a_picture_too_large_or_broken_is_refused(content: bytes) -> None:
    with pytest.raises(PictureRefused):
        clean_picture(content)
