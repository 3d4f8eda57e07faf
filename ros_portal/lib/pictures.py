"""Let a picture in that strangers upload: only drawing, no script, no link, no bomb."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

MAX_BYTES = 500_000
MAX_SIDE = 3_000
MAX_SHAPES = 2_000

SVG = "http://www.w3.org/2000/svg"
SHAPES = frozenset({"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
IGNORED = frozenset({"title", "desc", "metadata"})
_ATTRIBUTES = (
    "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points transform fill fill-rule "
    "fill-opacity clip-rule opacity stroke stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-opacity preserveAspectRatio"
)
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Up to four numbers, with a unit or without.
SIZES = re.compile(r"\s*(?:-?\d+(?:\.\d+)?(?:px|pt|mm|cm|in|%)?[\s,]*){0,4}")
PLAIN_VALUE = re.compile(r"[\w\s.,%#()+\-]*\Z")


class PictureRefused(ValueError):
    """The message says what to upload instead."""


@dataclass(frozen=True)
class Picture:
    content: bytes
    content_type: str


def clean_picture(content: bytes) -> Picture:
    """A PNG drawn anew, or an SVG with nothing in it but shapes."""
    if len(content) > MAX_BYTES:
        raise PictureRefused(_("The picture is larger than 500 kB. Upload a smaller one."))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Picture(_redrawn_png(content), "image/png")
    return Picture(_shapes_only(content), "image/svg+xml")


def _redrawn_png(content: bytes) -> bytes:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > MAX_SIDE:
                raise PictureRefused(
                    _("The picture is more than 3000 pixels wide or high. Upload a smaller one.")
                )
            # A new file holds the pixels and nothing that was hidden beside them.
            redrawn = io.BytesIO()
            picture.convert("RGBA").save(redrawn, "PNG")
            return redrawn.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, PictureRefused):
            raise
        raise PictureRefused(_("This PNG cannot be read. Save it anew and try again.")) from error


def _shapes_only(content: bytes) -> bytes:
    try:
        text = content.decode("utf-8-sig")
        if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
            # Entities multiply a small file into gigabytes.
            text = re.sub(r"<!DOCTYPE[^\[>]*>", "", text, count=1, flags=re.IGNORECASE)
            if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
                raise ValueError("a declaration is no drawing")
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ValueError, ElementTree.ParseError) as error:
        raise PictureRefused(_("Upload the logo as PNG or SVG; this file is neither.")) from error
    if root.tag != f"{{{SVG}}}svg":
        raise PictureRefused(_("Upload the logo as PNG or SVG; this file is neither."))

    shapes = 0

    def copy(element: ElementTree.Element, depth: int) -> ElementTree.Element:
        nonlocal shapes
        shapes += 1
        name = element.tag.removeprefix(f"{{{SVG}}}")
        if name not in SHAPES or shapes > MAX_SHAPES or depth > 20:
            raise PictureRefused(
                _(
                    "The logo holds more than simple shapes (%(name)s). "
                    "Save it as PNG, or as SVG with outlines and plain colours."
                )
                % {"name": name.rsplit("}", 1)[-1][:40]}
            )
        kept = ElementTree.Element(f"{{{SVG}}}{name}")
        for attribute, value in {**element.attrib, **_style(element)}.items():
            if attribute in ATTRIBUTES and PLAIN_VALUE.match(value) and "url(" not in value:
                kept.set(attribute, value)
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag.removeprefix(f"{{{SVG}}}") not in IGNORED and not _foreign(child.tag):
                kept.append(copy(child, depth + 1))
        return kept

    ElementTree.register_namespace("", SVG)
    cleaned = copy(root, 0)
    for attribute in ("viewBox", "width", "height"):
        if not SIZES.fullmatch(cleaned.get(attribute, "")):
            raise PictureRefused(_("The logo has no size that can be read. Save it as PNG."))
    if "viewBox" not in cleaned.attrib and not {"width", "height"} <= cleaned.attrib.keys():
        raise PictureRefused(_("The logo has no size. Save it as PNG."))
    return ElementTree.tostring(cleaned)


def _foreign(tag: str) -> bool:
    """What drawing programs keep for themselves (Inkscape, Illustrator) is not drawn."""
    return tag.startswith("{") and not tag.startswith(f"{{{SVG}}}")


def _style(element: ElementTree.Element) -> dict[str, str]:
    """Drawing programs write `style="fill:#123"`; the same as attributes is harmless."""
    pairs = (part.partition(":") for part in element.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}
