"""The pictures of a document. In the text a picture has an address made of its own bytes, until the
one who keeps it says where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from strategy.text.nodes import Node, children

from .ooxml import Element, find, is_outermost, q, short
from .package import Package
from .report import Report

MOST_PICTURES: Final = 60
_READABLE: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class Pictures:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.found: dict[str, bytes] = {}  # by the address in the text

    def figures(self, drawing: Element, part: str, report: Report) -> list[Node]:
        """The pictures in a drawing or a VML picture, as figures without a caption."""
        relations = self.package.relations(part)
        alt, is_decoration = _described(drawing)
        figures: list[Node] = []
        for one in drawing.iter(q("a:blip"), q("v:imagedata")):
            key = one.get(q("r:embed")) or one.get(q("r:id")) or one.get(q("r:link"))
            relation = relations.get(key or "")
            if relation is None or not is_outermost(one, drawing):
                continue
            if relation.is_outside:
                report.note("picture_outside", alt)
                continue
            content = self.package.content(relation.target)
            if not content.startswith(_READABLE):
                report.note("picture_kind", alt)
                continue
            address = f"/strategy/images/{sha256(content).hexdigest()[:40]}/"
            if address not in self.found and len(self.found) >= MOST_PICTURES:
                report.note("picture_many", alt)
                continue
            self.found[address] = content
            if not alt and not is_decoration:
                report.note("picture_alt")
            figures.append({"type": "figure", "attrs": {"src": address, "alt": alt}})
        return figures


def _described(drawing: Element) -> tuple[str, bool]:
    """The description for who does not see it, and whether it needs none."""
    properties = next(drawing.iter(q("wp:docPr")), None)
    if properties is not None:
        decorative = next(properties.iter(q("adec:decorative")), None)
        is_decoration = decorative is not None and decorative.get("val") in ("1", "true")
        return str(properties.get("descr") or properties.get("title") or ""), is_decoration
    shape = next((one for one in drawing.iter() if short(one) == "v:shape"), None)
    return (str(shape.get("alt") or "") if shape is not None else ""), False


def diagram_words(package: Package, part: str, drawing: Element) -> list[str]:
    """The words in the shapes of a SmartArt diagram."""
    relation = next(drawing.iter(q("dgm:relIds")), None)
    key = relation.get(q("r:dm")) if relation is not None else ""
    target = package.relations(part).get(key or "")
    root = package.part(target.target) if target and not target.is_outside else None
    points = root.iter(q("dgm:pt")) if root is not None else ()
    found = [
        "".join(text.text or "" for text in shape.iter(q("a:t")))
        for point in points
        if (shape := find(point, "dgm:t")) is not None
    ]
    return [line for line in found if line.strip()]


def with_addresses(doc: Node, addresses: Mapping[str, str]) -> Node:
    """The text with its pictures where they are kept; of one that is kept nowhere the caption stays."""
    content: list[Node] = []
    for block in children(doc):
        address = addresses.get(block.get("attrs", {}).get("src", ""))
        if block["type"] != "figure" or address is None:
            content.append(block)
        elif address:
            content.append({**block, "attrs": {**block["attrs"], "src": address}})
        elif children(block):
            own_id = {"id": block["attrs"]["id"]} if "id" in block["attrs"] else {}
            content.append({"type": "paragraph", "attrs": own_id, "content": children(block)})
    return {**doc, "content": content or [{"type": "paragraph"}]}
