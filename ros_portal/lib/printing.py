"""What every PDF of ours needs from WeasyPrint: our fonts, nothing from elsewhere, tags that hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from .fonts import FACES, font_path

Material = tuple[str, bytes]  # content type, content


def only_these(material: Mapping[str, Material]) -> Any:
    """A fetcher for WeasyPrint: the fonts ("font:sans-400-normal"), these, and no network or other file."""
    return _fetcher_class()(material)


@cache
def _fetcher_class() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyThese(URLFetcher):
        def __init__(self, material: Mapping[str, Material]) -> None:
            # Not the parent's: it prepares for every protocol there is.
            self._fail_on_errors = False
            self.material = material

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, face = url.partition(":")
            if scheme == "font" and face in FACES:
                kind, content = "font/ttf", font_path(face).read_bytes()
            elif url in self.material:
                kind, content = self.material[url]
            else:
                raise ValueError(f"what is printed may not load {url[:200]}")
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return OnlyThese


def finish_tags(document: Any, pdf: Any) -> None:
    """Two things WeasyPrint leaves open for whoever listens to a document.

    Page margins (running head, page number, footer) become artifacts, so that a
    screen reader does not meet them in the middle of a sentence; header cells
    say whether they head a column or a row.
    """

    def follow(reference: bytes) -> Any:
        return pdf.objects[int(reference.split()[0])]

    in_tree: dict[bytes, set[int]] = {}
    root = follow(pdf.catalog["StructTreeRoot"])
    waiting = [(follow(reference), "Row") for reference in root["K"]]
    while waiting:
        element, scope = waiting.pop()
        if element["S"] == "/THead":
            scope = "Column"
        elif element["S"] == "/TH":
            element["A"]["Scope"] = f"/{scope}"
        for kid in element["K"]:
            if isinstance(kid, int):
                in_tree.setdefault(element["Pg"], set()).add(kid)
            elif "K" in (child := follow(kid)):
                waiting.append((child, scope))

    parents = follow(root["ParentTree"])["Nums"]
    for number, page in enumerate(pdf.page_references):
        told = in_tree.get(page, set())
        stream = follow(follow(page)["Contents"]).stream
        for i, item in enumerate(stream):
            if isinstance(item, dict) and "MCID" in item and item["MCID"] not in told:
                stream[i - 1 : i + 2] = ["/Artifact", b"BMC", b""]
        owners = parents[parents.index(number) + 1]
        owners[:] = [owner if i in told else "null" for i, owner in enumerate(owners)]
