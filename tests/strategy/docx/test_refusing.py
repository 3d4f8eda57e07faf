"""Files that are no Word document, or that do harm, are refused before anything is made of them."""

from __future__ import annotations

import contextlib
from zipfile import ZIP_BZIP2

import pytest
from django.utils import translation

from strategy.docx import MAX_BYTES, DocumentRefused, package, read
from strategy.docx.comments import MOST_OPEN, MOST_QUOTED, Anchors
from tests.strategy.docx.documents import DECLARED, MAIN, note, p, reference, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    f"<w:document {DECLARED}><w:body>{p('&b;')}</w:body></w:document>"
).replace("&amp;", "&")
OUTSIDE = LAUGHS.replace('<!ENTITY b "&a;&a;&a;&a;">', '<!ENTITY b SYSTEM "file:///etc/hostname">')
DEEP = f"<w:document {DECLARED}><w:body>{'<w:sdt><w:sdtContent>' * 120}{p('x')}{'</w:sdtContent></w:sdt>' * 120}</w:body></w:document>"

# fmt: off
FILES = {
    "large": (b"PK" + bytes(MAX_BYTES), "larger than 20 MB"),
    "old word": (OLE + "WordDocument".encode("utf-16-le"), "choose Save As"),
    "locked": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "pdf": (b"%PDF-1.7", "choose Save As"),
    "empty": (b"", "choose Save As"),
    "other zip": (word(parts={"[Content_Types].xml": "<Types/>"}), "choose Save As"),
    "broken zip": (word(p("x"))[:300], "damaged"),
    "broken xml": (word(parts={"word/document.xml": "<w:document"}), "damaged"),
    "no body": (word(parts={"word/document.xml": "<x/>"}), "damaged"),
    "another method": (word(p("x"), drawn_in=ZIP_BZIP2), "damaged"),
    "bomb": (word(p("x"), parts={"word/media/a.bin": bytes(30_000_000)}), "unpacked"),
    "many members": (word(p("x"), parts={f"a{n}": "" for n in range(2001)}), "unpacked"),
    "many tiny members": (word(p("x"), parts={f"a{n}": "" for n in range(5000)}), "unpacked"),
    "a long list of kinds": (word(p("x"), parts={"[Content_Types].xml": " " * 2_000_000}), "unpacked"),
    "macros": (word(p("x"), parts={"word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (word(p("x"), main_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "entities": (word(parts={"word/document.xml": LAUGHS}), "damaged"),
    "a file of the server": (word(parts={"word/document.xml": OUTSIDE}), "damaged"),
    "strict": (word(parts={"word/document.xml": '<x xmlns="http://purl.oclc.org/ooxml/a"/>'}), "choose Save As"),
    "nothing in it": (word(p(""), p("  ")), "no text"),
    "far too many": (word(*[p("")] * 15_001), "too long"),
    "too many paragraphs": (word(*[p("x")] * 1501), "too large"),
}
# fmt: on


@pytest.mark.parametrize("kind", FILES)
def test_refused_with_what_to_do(kind):
    content, said = FILES[kind]
    with translation.override("en"), pytest.raises(DocumentRefused) as refused:
        read(content, title="Wonen")
    with translation.override("en"):
        assert said in str(refused.value.reason)


def test_a_declared_size_is_the_most_that_is_unpacked(monkeypatch):
    """The archive says that a member is small; what follows behind that is not read."""
    content = word(p("x"), parts={"word/media/a.bin": b"\x89PNG" + bytes(3_000_000)})
    size = (3_000_004).to_bytes(4, "little")
    lying = content.replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(DocumentRefused):
        package.Package(lying).content("word/media/a.bin")


def test_a_deep_document_is_read_or_refused():
    with contextlib.suppress(DocumentRefused):
        read(word(parts={"word/document.xml": DEEP}, main_type=MAIN), title="")


def test_every_part_may_be_broken():
    for name in ("styles", "numbering", "comments", "footnotes"):
        broken = {f"word/{name}.xml": "<w:"}
        with pytest.raises(DocumentRefused):
            read(word(p("x"), comments="<w:x/>", footnotes="<w:x/>", parts=broken), title="")


def test_one_long_note_shown_a_thousand_times_is_refused():
    notes = note("footnote", 2, "w" * 10_000)
    shown = "".join(p("x", reference("footnote", 2)) for _ in range(100))
    with pytest.raises(DocumentRefused) as refused:
        read(word(shown, footnotes=notes), title="Wonen")
    assert refused.value.reason == package.UNSAFE


def test_a_document_of_nothing_but_empty_paragraphs_is_refused():
    with pytest.raises(DocumentRefused) as refused:
        read(word("<w:p/>" * 310_000), title="Wonen")
    assert refused.value.reason == package.UNSAFE


def test_of_comments_without_end_only_so_much_is_kept():
    anchors = Anchors()
    for number in range(1000):
        anchors.begin(str(number), 1)
    for _run in range(1000):
        anchors.say("woord " * 100, 1)
    assert len(anchors.quotes) == MOST_OPEN
    assert max(map(len, anchors.quotes.values())) < 2 * MOST_QUOTED
