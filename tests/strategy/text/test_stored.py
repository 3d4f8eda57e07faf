"""What render.py and compare.py write is what stored.py can read: the contract between them."""

from __future__ import annotations

from html import unescape

from hypothesis import example, given
from hypothesis import strategies as st

from strategy.text import render, schema, stored
from strategy.text.compare import compare
from strategy.text.nodes import Node, attribute, block_id, children, images_in
from strategy.text.schema import RULES
from tests.strategy.text.test_render import Tags
from tests.strategy.text.texts import (
    HOSTILE_DOCS,
    amount,
    changed,
    doc,
    docs,
    figure,
    footnote,
    h,
    link,
    p,
    reference,
    table,
    text,
)

WITHOUT_END = frozenset({"br", "img"})
EVERYTHING = doc(
    h("head-1", "5 > 3 & <b>"),
    p(
        "para-1",
        "Er komen ",
        amount("woningen", "a < b\u00a0c"),
        text(" vet", "bold"),
        footnote("<Bron>"),
    ),
    p("para-2", link("bron", "https://a.nl/?a=1&b=2>"), reference("block:water#para-1", "4, ‘x’")),
    table("tabl-1", ("Kop", "Kop"), ('<div id="b-para-9">', "b")),
    figure("figu-1", "/strategy/images/7/", 'alt > "a" <p>', "Kaart van <Twente>"),
    {
        "type": "figure",
        "attrs": {"src": "", "alt": "", "id": "figu-2"},
        "content": [amount("woningen", "x"), text(" en "), reference("chapter:water", "4")],
    },
)


class Parsed(Tags):
    """The same HTML as the standard library reads it, with its words; refuses a tag left open."""

    def __init__(self, written: str) -> None:
        self.open: list[str] = []
        self.words = ""
        super().__init__(written)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def assert_read_as_it_is(written: str) -> None:
    """Every tag is read with its attributes, and written out again it is the same."""
    tags: list[stored.Tag] = []

    def kept(tag: stored.Tag) -> stored.Tag:
        tags.append(tag)
        return tag

    assert stored.with_tags(written, kept) == written
    parsed = Parsed(written)
    assert parsed.found == [
        (tag.name, {name: unescape(value) for name, value in tag.attributes.items()})
        for tag in tags
        if not tag.closes
    ]
    assert parsed.words == unescape(stored.words_in(written))


@given(docs() | HOSTILE_DOCS.map(schema.validated))
@example(EVERYTHING)
def test_every_text_is_read_as_it_is_written(given_doc: Node) -> None:
    assert_read_as_it_is(render.html(given_doc))


@given(st.data())
def test_every_comparison_is_read_as_it_is_written(data: st.DataObject) -> None:
    before = data.draw(docs())
    assert_read_as_it_is(compare(before, data.draw(changed(before))).html)


def test_a_comparison_with_everything_is_read_as_it_is_written() -> None:
    assert_read_as_it_is(compare(EVERYTHING, doc(p("para-1", "Niets."))).html)


def fields_of(node: Node) -> list[tuple[str, str, str]]:
    if kind := RULES[node["type"]].field:
        return [(kind, attribute(node, kind), attribute(node, "shown"))]
    return [field for child in children(node) for field in fields_of(child)]


def test_a_field_has_its_words_as_they_were_written() -> None:
    found = stored.field_spans(render.html(EVERYTHING))
    assert [(one.kind, one.key) for one in found] == [
        ("figure", "woningen"),
        ("to", "block:water#para-1"),
        ("figure", "woningen"),
        ("to", "chapter:water"),
    ]
    assert found[0].words == "a &lt; b&nbsp;c" and found[0].shown == "a < b\u00a0c"


@given(docs())
@example(EVERYTHING)
def test_the_fields_are_those_of_the_text(given_doc: Node) -> None:
    written = render.html(given_doc)
    found = stored.field_spans(written)
    assert [(one.kind, one.key, one.shown) for one in found] == fields_of(given_doc)
    assert stored.with_fields(written, lambda field: field.html) == written


@given(docs())
@example(EVERYTHING)
def test_something_can_stand_beside_every_block(given_doc: Node) -> None:
    told: list[str] = []

    def beside(block: str) -> str:
        told.append(block)
        return f"<a>{block}</a>"

    written = stored.with_beside(render.html(given_doc), beside)
    assert told == [block_id(block) for block in children(given_doc) if block_id(block)]
    for block in told:
        assert f"<a>{block}</a></div>" in written


def test_words_are_said_outside_the_tags_that_are_named() -> None:
    written = render.html(EVERYTHING)
    heard: list[str] = []

    def said(words: str) -> str:
        heard.append(words)
        return words.upper()

    outside = frozenset({"h2", "span", "sup", "a", "figcaption", "th", "section"})
    retold = stored.with_words(written, said, outside=outside)
    assert [words for words in heard if words.strip()] == [
        "Er komen ", " vet", '&lt;div id="b-para-9"&gt;', "b",
    ]  # fmt: skip
    assert "ER KOMEN" in retold and "5 &gt; 3" in retold and "Kaart van" in retold


@given(docs())
@example(EVERYTHING)
def test_the_headings_are_those_of_the_contents(given_doc: Node) -> None:
    found = [
        {"id": one.anchor.removeprefix("b-"), "level": one.level, "text": one.text}
        for one in stored.headings_in(render.html(given_doc))
    ]
    assert found == render.contents(given_doc)


def test_a_heading_of_a_comparison_is_found_behind_what_happened_to_it() -> None:
    written = compare(doc(h("head-1", "Oud")), doc(h("head-1", "Oud"), h("head-2", "Nieuw"))).html
    (found,) = stored.headings_in(written)
    assert (found.anchor, found.level) == ("b-head-2", 2)
    assert "Nieuw" in found.text


@given(docs())
@example(EVERYTHING)
def test_the_images_are_those_of_the_text(given_doc: Node) -> None:
    assert set(stored.images_in(render.html(given_doc))) == images_in(given_doc) - {""}


def test_on_paper_no_note_has_a_way_back() -> None:
    written = stored.without_ways_back(render.html(EVERYTHING))
    assert "↩" not in written and "doc-backlink" not in written
    assert '<li id="note-1">&lt;Bron&gt;</li>' in written
