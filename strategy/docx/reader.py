"""A Word document, read twice: as it was before the tracked changes in it, and as it is with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from strategy.text import blocks
from strategy.text.nodes import Node, attribute, children, flat_text, with_id
from strategy.text.schema import LIMITS, TextInvalid, accept

from .body import BodyReader, Piece
from .comments import Anchors, WordComment, notes_of, read_comments
from .lines import Side, Source
from .ooxml import Element, find, q
from .package import DocumentRefused, Package, damaged
from .pictures import Pictures
from .report import Report
from .styles import Numbering, Styles
from .tracked import authors_by_place, has_words_in, tracked_changes

HIGHEST: Final = 2
LOWEST: Final = 4  # of the levels of headings in a text
NO_TEXT: Final = _(
    "There is no text in this document. Is the text perhaps an image, for example a scan?"
)
TOO_LONG: Final = _("This document is too long for one chapter. Divide it over several.")
# In the body, with empty lines and what goes into lists.
MOST_PARTS: Final = 10 * LIMITS["blocks"]
_BEFORE_TITLE: Final = re.compile(r"^(?:hoofdstuk|chapter)?\s*[\d.]*\s*[:.–-]?\s*", re.IGNORECASE)


@dataclass
class ReadDocument:
    """What a document says, in the shapes of the portal.

    `text`: a document with block ids. `changes`: [{block, proposed, authors}], `proposed` a document.
    `comments`: [{block, quote, is_resolved, said: [{author, date, text}]}].
    `pictures`: bytes by the address they have in `text` and `changes`. `report`: see report.py.
    """

    text: Node
    changes: list[dict[str, Any]]
    comments: list[dict[str, Any]]
    pictures: dict[str, bytes]
    report: list[dict[str, Any]]


def read(content: bytes, *, title: str) -> ReadDocument:
    """Raises DocumentRefused. `title` is the chapter's: a heading that repeats it is left out."""
    package = Package(content)
    try:
        return _Reading(package, title).document()
    except RecursionError:
        raise damaged() from None
    except TextInvalid as invalid:
        raise DocumentRefused(invalid.reason) from None


class _Reading:
    def __init__(self, package: Package, title: str) -> None:
        self.package = package
        self.title = title
        self.report = Report()
        self.pictures = Pictures(package)
        self.notes = notes_of(package, "footnote") | notes_of(package, "endnote")
        root = package.part(package.main)
        self.body = find(root, "w:body")
        if self.body is None:
            raise damaged()
        if len(self.body) > MOST_PARTS:
            raise DocumentRefused(TOO_LONG)
        self.places: dict[Element, int] = {
            paragraph: number for number, paragraph in enumerate(self.body.iter(q("w:p")))
        }

    def document(self) -> ReadDocument:
        anchors = Anchors()
        before = self._side(Side.BEFORE, self.report, anchors)
        after = self._side(Side.AFTER, Report(), Anchors())
        self._around()
        before, after = self._without_title(before, after)
        self._level(before, after)
        if (
            not any(flat_text(piece.node) for piece in (*before, *after))
            and not self.pictures.found
        ):
            raise DocumentRefused(NO_TEXT)

        # A document of which everything was inserted begins with an empty line.
        before = before or [Piece({"type": "paragraph"}, frozenset())]
        for piece in before:
            piece.node = with_id(piece.node, blocks.mint())
        authors = authors_by_place(self.body, self.places, self.notes)
        changes = [
            {
                "block": before[change.block].node["attrs"]["id"],
                "proposed": _accepted(change.proposed),
                "authors": change.authors,
            }
            for change in tracked_changes(before, after, authors)
        ]
        text = _accepted([piece.node for piece in before])
        kept = {attribute(block, "id") for block in children(text)}
        return ReadDocument(
            text=text,
            changes=[change for change in changes if change["block"] in kept],
            comments=[self._comment(one, before) for one in read_comments(self.package, anchors)],
            pictures=self.pictures.found,
            report=self.report.as_json(),
        )

    def _side(self, side: Side, report: Report, anchors: Anchors) -> list[Piece]:
        package = self.package
        named = {one.kind: one.target for one in package.relations(package.main).values()}
        styles = Styles(package.part(named.get("styles", "")))
        source = Source(
            package=package,
            styles=styles,
            numbering=Numbering(package.part(named.get("numbering", "")), styles),
            pictures=self.pictures,
            side=side,
            report=report,
            anchors=anchors,
            notes=self.notes,
        )
        return BodyReader(source, self.places, package.main).pieces(self.body)

    def _around(self) -> None:
        """What stands around the text: the top and the bottom of the pages."""
        for relation in self.package.relations(self.package.main).values():
            is_around = relation.kind in ("header", "footer") and not relation.is_outside
            if is_around and has_words_in(self.package.part(relation.target)):
                self.report.note("header_footer")

    def _without_title(
        self, before: list[Piece], after: list[Piece]
    ) -> tuple[list[Piece], list[Piece]]:
        """The portal puts the title of the chapter above its text itself."""
        wanted = _bare_title(self.title)
        first = next((piece for piece in before if piece.node["type"] == "heading"), None)
        if first is None or _bare_title(flat_text(first.node)) != wanted:
            return before, after
        self.report.note("title", flat_text(first.node))
        return (
            [piece for piece in before if piece is not first],
            [piece for piece in after if not piece.places <= first.places],
        )

    def _level(self, before: list[Piece], after: list[Piece]) -> None:
        """The highest heading of the document becomes the highest of the text."""
        headings = [piece.node for piece in before if piece.node["type"] == "heading"]
        headings_after = [piece.node for piece in after if piece.node["type"] == "heading"]
        levels = [one["attrs"]["level"] for one in headings or headings_after]
        lift = HIGHEST - min(levels, default=1)
        for node in headings:
            if node["attrs"]["level"] + lift > LOWEST:
                self.report.note("heading_levels", flat_text(node))
        for node in headings + headings_after:
            node["attrs"]["level"] = min(max(node["attrs"]["level"] + lift, HIGHEST), LOWEST)

    def _comment(self, comment: WordComment, before: list[Piece]) -> dict[str, Any]:
        """At the block it stands at; what stands at words that were left out, at the one above it."""
        place = comment.place if comment.place is not None else -1
        there = [piece for piece in before if place in map(int, piece.places)]
        above = [piece for piece in before if min(piece.places, default=0) <= place]
        piece = (there or above[-1:] or before[:1])[0]
        return {
            "block": piece.node["attrs"]["id"],
            "quote": comment.quote if there else "",
            "is_resolved": comment.is_resolved,
            "said": comment.said,
        }


def _accepted(content: list[Node]) -> Node:
    return accept({"type": "doc", "content": content}).doc


def _bare_title(words: str) -> str:
    """ "Hoofdstuk 3. Wonen" is the chapter Wonen."""
    return _BEFORE_TITLE.sub("", " ".join(words.split()), count=1).casefold().rstrip(".")
