"""What people said in the margin of a document, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from .ooxml import Element, find, q, words
from .package import Package

MOST_CHARACTERS: Final = 5000  # of one comment, as in the portal
MOST_QUOTED: Final = 300
MOST_OPEN: Final = 100  # at one place; beyond it nobody reads them any more


@dataclass
class Anchors:
    """Where each comment begins, and the words of that paragraph it is about."""

    places: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def begin(self, comment: str | None, place: int) -> None:
        if comment is not None and comment not in self.places:
            self.places[comment] = place
            if len(self._open) < MOST_OPEN:
                self._open.add(comment)

    def say(self, said: str, place: int) -> None:
        self._open = {comment for comment in self._open if self.places[comment] == place}
        for comment in self._open:
            quoted = self.quotes.get(comment, "")
            if len(quoted) < MOST_QUOTED:
                self.quotes[comment] = quoted + said[:MOST_QUOTED]

    def end(self, comment: str | None) -> None:
        self._open.discard(comment or "")


@dataclass
class WordComment:
    """A conversation in the margin: who said what when (ISO), the first one first."""

    place: int | None
    quote: str
    is_resolved: bool
    said: list[dict[str, Any]]


def read_comments(package: Package, anchors: Anchors) -> list[WordComment]:
    named = {one.kind: one.target for one in package.relations(package.main).values()}
    root = package.part(named.get("comments", ""))
    extended = package.part(named.get("commentsExtended", ""))
    parents, resolved = _threads(extended)
    conversations: dict[str, WordComment] = {}
    for comment in root if root is not None else ():
        paragraphs = list(comment.iter(q("w:p")))
        text = "\n".join(words(one, "w:t") for one in paragraphs).strip()
        key = str(paragraphs[-1].get(q("w14:paraId")) or "") if paragraphs else ""
        own = str(comment.get(q("w:id")))
        if not text:
            continue
        entry = {
            "author": str(comment.get(q("w:author")) or "")[:120],
            "date": str(comment.get(q("w:date")) or "")[:19],
            "text": text[:MOST_CHARACTERS],
        }
        if (parent := parents.get(key)) and parent in conversations:
            conversations[parent].said.append(entry)
            conversations[key] = conversations[parent]
            continue
        conversations[key or f"w:{own}"] = WordComment(
            place=anchors.places.get(own),
            quote=" ".join(anchors.quotes.get(own, "").split())[:MOST_QUOTED],
            is_resolved=key in resolved,
            said=[entry],
        )
    return list({id(one): one for one in conversations.values()}.values())


def _threads(extended: Element | None) -> tuple[dict[str, str], set[str]]:
    """Which comment answers which, and which ones were resolved, by the id of their paragraph."""
    parents: dict[str, str] = {}
    resolved: set[str] = set()
    for one in extended if extended is not None else ():
        key = str(one.get(q("w15:paraId")) or "")
        if parent := one.get(q("w15:paraIdParent")):
            parents[key] = parent
        if one.get(q("w15:done")) in ("1", "true"):
            resolved.add(key)
    return parents, resolved


def notes_of(package: Package, kind: str) -> dict[str, Element]:
    """The footnotes or endnotes, by "footnote 2"."""
    named = {one.kind: one.target for one in package.relations(package.main).values()}
    root = package.part(named.get(f"{kind}s", ""))
    return {
        f"{kind} {note.get(q('w:id'))}": note
        for note in (root if root is not None else ())
        # The line above the footnotes is a note too.
        if find(note, "w:p") is not None and note.get(q("w:type")) in (None, "normal")
    }
