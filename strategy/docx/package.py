"""The file that was uploaded: is it a Word document, can it do harm, and what is in it?

Everything is weighed before it is unpacked (`ros_portal.lib.archives`).
"""

from __future__ import annotations

import posixpath
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote
from zipfile import ZipFile

from django.utils.translation import gettext_lazy as _
from lxml import etree

from ros_portal.lib.archives import (
    MEGABYTE,
    ArchiveRefused,
    Harm,
    open_archive,
    read_member,
)

from .ooxml import Element

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BYTES: Final = 20 * MEGABYTE
MAX_UNPACKED: Final = 200 * MEGABYTE
MAX_XML: Final = 30 * MEGABYTE  # a part of this size takes ten times as much once it is a tree
MOST_ELEMENTS: Final = 300_000  # of one part; a chapter of 40 pages has some 20,000
MAX_TYPES: Final = MEGABYTE  # names the kind of every member

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN_TYPES: Final = (f"{_WORD}document.main+xml", f"{_WORD}template.main+xml")
_STRICT: Final = b"http://purl.oclc.org/ooxml/"

TOO_LARGE: Final = _(
    "This document is larger than 20 MB. Make the images smaller in Word (Compress Pictures), or "
    "divide the document over two files."
)
SAVE_AS: Final = _(
    "This is not a Word document that the portal can read. Open it in Word, choose Save As, and "
    "choose Word Document (.docx)."
)
DAMAGED: Final = _(
    "This document is damaged. Open it in Word, save it under another name and try again."
)
MACROS: Final = _(
    "There are macros in this document, small programs that could do harm. Save it as an ordinary "
    "Word Document (.docx) and try again."
)
LOCKED: Final = _(
    "This document is locked with a password. Take the password off in Word (File, Info, Protect "
    "Document) and try again."
)
UNSAFE: Final = _(
    "This document becomes far too large when it is unpacked, so the portal does not open it. "
    "Copy the text to a new Word document and try again."
)
REASONS: Final = {
    Harm.NO_ARCHIVE: SAVE_AS,
    Harm.LOCKED: LOCKED,
    Harm.DAMAGED: DAMAGED,
    Harm.UNSAFE: UNSAFE,
}


class DocumentRefused(Exception):
    """`reason` is a sentence for the user: what is the matter, and what to do."""

    def __init__(self, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.reason = reason


class Relation(NamedTuple):
    kind: str  # the last word of its type: image, hyperlink, footnotes
    target: str  # the name of a part, or an address outside the document
    is_outside: bool


class Package:
    """An archive that was found harmless, part by part."""

    def __init__(self, content: bytes) -> None:
        """Raises DocumentRefused."""
        self._zip = _opened(content)
        self._members = {info.filename: info for info in self._zip.infolist()}
        self.part = cache(self._part)
        self.relations = cache(self._relations)
        self._require_word()

    @cached_property
    def main(self) -> str:
        """The name of the part with the text."""
        return next(
            (one.target for one in self.relations("").values() if one.kind == "officeDocument"),
            "word/document.xml",
        )

    def _require_word(self) -> None:
        names = {name.lower() for name in self._members}
        if "[content_types].xml" not in names:
            raise DocumentRefused(SAVE_AS)
        types = self.content("[Content_Types].xml", most=MAX_TYPES)
        if b"macroenabled" in types.lower() or any(
            name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names
        ):
            raise DocumentRefused(MACROS)
        if not any(kind.encode() in types for kind in _MAIN_TYPES):
            raise DocumentRefused(SAVE_AS)

    def content(self, name: str, *, most: int = MAX_UNPACKED) -> bytes:
        """The bytes of a part; empty when there is no such part."""
        info = self._members.get(name)
        if info is None:
            return b""
        if info.file_size > most:
            raise DocumentRefused(UNSAFE)
        try:
            return read_member(self._zip, info)
        except ArchiveRefused:
            raise DocumentRefused(DAMAGED) from None

    def _part(self, name: str) -> Element | None:
        """A part as a tree; None when there is no such part."""
        if name not in self._members:
            return None
        content = self.content(name, most=MAX_XML)
        if _STRICT in content[:4000]:
            raise DocumentRefused(SAVE_AS)
        if content.count(b"<") > 2 * MOST_ELEMENTS:  # before the tree is there: it takes much more
            raise DocumentRefused(UNSAFE)
        # Nothing is looked up or filled in: a Word document has no entities, and needs no others.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise DocumentRefused(DAMAGED) from None
        if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
            raise DocumentRefused(UNSAFE)
        if root.getroottree().docinfo.doctype:
            raise DocumentRefused(DAMAGED)
        return root

    def _relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by the name it uses for it; "" is the document as a whole."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for one in root if root is not None else ():
            outside = one.get("TargetMode") == "External"
            target = str(one.get("Target") or "")
            if not outside:
                target = unquote(target)
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = str(one.get("Type") or "").rpartition("/")[2]
            found[str(one.get("Id"))] = Relation(kind, target, outside)
        return found


def weigh(content: bytes) -> None:
    """What shows without reading it: quick, whatever is in it. Raises DocumentRefused."""
    Package(content)


def damaged() -> DocumentRefused:
    return DocumentRefused(DAMAGED)


def _opened(content: bytes) -> ZipFile:
    if len(content) > MAX_BYTES:
        raise DocumentRefused(TOO_LARGE)
    try:
        return open_archive(content, most_unpacked=MAX_UNPACKED)
    except ArchiveRefused as refused:
        raise DocumentRefused(REASONS[refused.harm]) from None
