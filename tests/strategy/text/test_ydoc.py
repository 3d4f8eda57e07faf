"""The document that live editors share, read and written on the server, to the character."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlText, merge_updates

from strategy.text import ydoc
from strategy.text.nodes import Node
from strategy.text.schema import LIMITS, accept

from .texts import changed, doc, docs, h, link, p, table, text, ul

CHARACTERS = st.sampled_from("ab zé😀ñ字‍👩‍👩‍👧🇳🇱—'\"")
WORDS = st.text(CHARACTERS, max_size=12)


@st.composite
def lines(draw: st.DrawFn) -> Node:
    """A paragraph in which every character may count for one byte or for many, in any layout."""
    marks = st.sampled_from([(), ("bold",), ("italic",), ("bold", "italic")])
    runs = draw(st.lists(st.tuples(WORDS.filter(bool), marks), max_size=5))
    return p("block-a", *[text(words, *of) for words, of in runs])


def written(node: Node) -> Node:
    """Neighbours in one layout are one text node, and links are marks like any other."""
    return accept(json.loads(json.dumps(node))).doc


def says(document: Doc[Any]) -> Node:
    return written(ydoc.to_json(document))


@settings(max_examples=400)
@given(st.data())
def test_a_text_changes_into_any_other_exactly(data):
    before = data.draw(docs())
    after = data.draw(changed(before))
    document = ydoc.document([ydoc.new_document(before)])
    ydoc.change(document, after)
    assert says(document) == written(after)


@settings(max_examples=400)
@given(lines(), lines())
def test_characters_of_many_bytes_stay_whole(before, after):
    document = ydoc.document([ydoc.new_document(doc(before))])
    assert says(document) == written(doc(before))
    ydoc.change(document, doc(after))
    assert says(document) == written(doc(after))


@given(docs())
def test_no_change_is_no_update(text_):
    document = ydoc.document([ydoc.new_document(text_)])
    assert ydoc.change(document, text_) == b""


@given(st.data())
def test_the_update_brings_another_copy_to_the_same_text(data):
    before = data.draw(docs())
    after = data.draw(changed(before))
    first = ydoc.new_document(before)
    here, there = ydoc.document([first]), ydoc.document([first])
    if update := ydoc.change(here, after):
        there.apply_update(update)
    assert ydoc.to_json(there) == ydoc.to_json(here)


def test_everything_a_text_may_hold_comes_back():
    whole = doc(
        h("head-1", "Kop 😀", 3),
        p("para-1", "Zie ", link("de site", "https://www.example.nl/é"), text(" nu", "bold")),
        ul("list-1", "één", "twee"),
        table("tabl-1", ("a", "b"), ("ç", "😀")),
    )
    assert ydoc.to_json(ydoc.document([ydoc.new_document(whole)])) == written(whole)


def test_who_types_in_the_sentence_that_is_changed_keeps_the_words():
    first = ydoc.new_document(doc(p("para-1", "De gemeente bouwt woningen.")))
    ours, theirs = ydoc.document([first]), ydoc.document([first])
    typed: list[bytes] = []
    theirs.observe(lambda event: typed.append(event.update))
    words = ydoc.fragment(theirs).children[0].children[0]
    assert isinstance(words, XmlText)
    words.insert(len(words), " Snel ook.")
    update = ydoc.change(ours, doc(p("para-1", "Het waterschap bouwt gemalen en woningen.")))
    ours.apply_update(typed[0])
    theirs.apply_update(update)
    assert ydoc.to_json(ours) == ydoc.to_json(theirs)
    (paragraph,) = ydoc.to_json(ours)["content"]
    assert paragraph["content"][0]["text"] == (
        "Het waterschap bouwt gemalen en woningen. Snel ook."
    )


def test_a_mark_that_overlaps_itself_and_numbers_of_javascript_are_understood():
    document = ydoc.document([])
    heading = XmlElement("heading", {"id": "head-1", "level": 3.0}, [XmlText("Kop")])
    ydoc.fragment(document).children.append(heading)
    heading.children[0].format(0, 3, {"bold--aGVsbG8h": {}})
    (read,) = ydoc.to_json(document)["content"]
    assert read["attrs"]["level"] == 3
    assert read["content"][0]["marks"] == [{"type": "bold"}]


def test_what_is_nested_without_end_is_read_to_a_bound():
    document = ydoc.document([])
    parent: Any = ydoc.fragment(document)
    for _ in range(10 * LIMITS["depth"]):
        parent.children.append(XmlElement("blockquote", {}, []))
        parent = parent.children[0]
    depth, node = 0, ydoc.to_json(document)
    while node.get("content"):
        depth, node = depth + 1, node["content"][0]
    assert LIMITS["depth"] < depth < 2 * LIMITS["depth"]


@pytest.mark.parametrize("update", [b"", b"\x01", b"nonsense", b"\xff" * 50])
def test_what_is_no_update_is_refused(update):
    document = ydoc.document([])
    with pytest.raises(ValueError):
        document.apply_update(update)


def test_what_no_editor_makes_goes_when_the_text_is_mended():
    document = ydoc.document([ydoc.new_document(doc(p("para-1", "Hallo mooie wereld.")))])
    made: list[bytes] = []
    watching = document.observe(lambda event: made.append(event.update))
    ydoc.fragment(document).children.append(XmlText(""))
    document.unobserve(watching)
    fragment = bytearray(made[0])
    fragment[max(place for place, byte in enumerate(fragment) if byte == 6)] = 4  # another type
    document = ydoc.document(
        [ydoc.new_document(doc(p("para-1", "Hallo mooie wereld."))), bytes(fragment)]
    )
    words = ydoc.fragment(document).children[0].children[0]
    words.insert_embed(5, {"beeld": 1})
    ydoc.change(document, doc(p("para-1", "Hallo wereld.")))
    assert ydoc.to_json(document) == doc(p("para-1", "Hallo wereld."))


def test_the_depth_of_what_is_put_in_is_counted_at_every_place():
    document = ydoc.document([ydoc.new_document(doc(p("para-1", "x")))])
    depths: list[int] = []
    root = ydoc.fragment(document)
    _watching = root.observe_deep(lambda events: depths.append(ydoc.depth_of(events)))
    parent: Any = ydoc.fragment(document)
    for _ in range(3):
        parent.children.append(XmlElement("blockquote", {}, []))
        parent = parent.children[len(parent.children) - 1]
    ydoc.fragment(document).children[0].children[0].insert(1, "y")
    assert depths == [1, 2, 3, 0]


def test_compacting_keeps_words_that_wait_for_others():
    first = ydoc.new_document(doc(p("para-1", "Hallo.")))
    made: list[bytes] = []
    there = ydoc.document([first])
    there.observe(lambda event: made.append(event.update))
    words = ydoc.fragment(there).children[0].children[0]
    words.insert(0, "een ")
    words.insert(4, "twee ")
    snapshot = merge_updates(first, made[1])
    assert ydoc.to_json(ydoc.document([snapshot, made[0]])) == ydoc.to_json(there)


@pytest.mark.parametrize(("update", "has_words"), [(b"", False), (b"\x00\x01\x05", False)])
def test_deletions_are_no_words(update, has_words):
    assert ydoc.has_words(update) is has_words
    assert ydoc.has_words(ydoc.new_document(doc(p("para-1", "x"))))
