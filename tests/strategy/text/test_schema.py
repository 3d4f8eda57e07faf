from __future__ import annotations

import pytest
from hypothesis import example, given

from strategy.text import schema
from strategy.text.nodes import Node, canonical, flat_text
from tests.strategy.text.texts import (
    HOSTILE_DOCS,
    JSON,
    amount,
    doc,
    docs,
    figure,
    footnote,
    link,
    p,
    reference,
    table,
    text,
    ul,
)


@given(JSON | HOSTILE_DOCS)
def test_whatever_comes_in_is_a_text_or_is_refused(submitted: object) -> None:
    try:
        accepted = schema.validated(submitted)
    except schema.TextInvalid:
        return
    assert schema.validated(accepted) == accepted
    canonical(accepted).encode()
    assert "\x00" not in canonical(accepted)


@given(docs())
def test_a_text_that_follows_the_schema_comes_through_unchanged(given_doc: Node) -> None:
    assert schema.accept(given_doc) == (given_doc, False) or any(
        block.get("content") is None for block in given_doc["content"]
    )


def test_every_kind_of_block_comes_through_unchanged() -> None:
    whole = doc(
        p(
            "block-a",
            "Tekst",
            footnote("noot"),
            {"type": "hardBreak"},
            text("vet", "bold"),
            link("bron", "https://twente.example/a?b=c"),
            amount("woningen", "minstens 69.000 woningen"),
            reference("block:wonen#para-1", "hoofdstuk 3, Wonen"),
        ),
        ul("block-b", "een", "twee"),
        table("block-c", ("Kop", "Kop"), ("cel", "cel")),
        figure("block-d", "/strategy/images/12/", "Kaart", "Onderschrift"),
    )
    assert schema.accept(whole) == (whole, False)


@given(HOSTILE_DOCS)
@example(
    {
        "type": "doc",
        "content": [{"type": "onbekend", "content": [{"type": "text", "text": "blijft"}]}],
    }
)
def test_no_word_is_lost_when_an_unknown_node_is_reduced(submitted: Node) -> None:
    def written(node: Node) -> str:
        """The letters in text nodes; a line break holds nothing, whatever it says."""
        if node["type"] in ("text", "hardBreak", "figureValue", "reference"):
            return schema.plain(node.get("text")) if node["type"] == "text" else ""
        return "".join(written(child) for child in node.get("content") or [])

    letters = iter("".join(flat_text(schema.validated(submitted)).split()))
    assert all(letter in letters for letter in "".join(written(submitted).split()))


@pytest.mark.parametrize(
    "field",
    [
        amount('a" onload="x', "69.000"),
        amount("", "69.000"),
        reference("https://evil.example", "69.000"),
        reference("block:wonen", "69.000"),
        reference("chapter:wonen\n", "69.000"),
    ],
)
def test_a_field_that_points_nowhere_is_only_its_words(field: Node) -> None:
    submitted = doc(p("block-a", "Er komen ", field, " bij."))
    assert schema.accept(submitted) == (doc(p("block-a", "Er komen 69.000 bij.")), True)


def test_a_field_without_words_is_nothing() -> None:
    submitted = doc(p("block-a", "Tekst", amount("woningen", " ")))
    assert schema.accept(submitted) == (doc(p("block-a", "Tekst")), True)


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:///x",
        "ftp://a",
        "/a b",
        " //x",
        7,
    ],
)
def test_a_link_that_leads_elsewhere_than_it_says_is_dropped(address: object) -> None:
    accepted = schema.accept(doc({"type": "paragraph", "content": [link("klik", address)]}))  # type: ignore[arg-type]
    assert accepted == (doc(p("", "klik")), True)


@pytest.mark.parametrize(
    "address", ["https://a.nl/b?c=d#e", "http://a.nl", "mailto:x@y.nl", "/strategy/", "/"]
)
def test_a_proper_link_stays(address: str) -> None:
    assert schema.safe_link(address) == address


@pytest.mark.parametrize(
    "src",
    [
        "https://evil.example/x.png",
        "/strategy/images/../x/",
        "data:image/png;base64,x",
        "/media/x.png",
    ],
)
def test_an_image_comes_from_our_own_uploads_only(src: str) -> None:
    accepted = schema.accept(doc(figure("block-d", src, "Kaart", "Onderschrift")))
    assert accepted.doc["content"][0]["attrs"]["src"] == ""
    assert accepted.altered


def test_unknown_attributes_are_dropped_without_a_word() -> None:
    submitted = doc(
        {"type": "paragraph", "attrs": {"id": "block-a", "style": "color:red", "textAlign": None}}
    )
    assert schema.accept(submitted) == (doc(p("block-a")), False)


def test_only_blocks_directly_in_the_text_carry_an_id() -> None:
    nested = ul("block-b", "een")
    nested["content"][0]["content"][0]["attrs"] = {"id": "block-x"}
    assert schema.validated(doc(nested)) == doc(ul("block-b", "een"))


def test_a_text_nested_too_deeply_is_refused() -> None:
    nested: Node = ul("block-b", "diep")
    for _ in range(20):
        nested = {
            "type": "bulletList",
            "content": [{"type": "listItem", "content": [p("", "x"), nested]}],
        }
    with pytest.raises(schema.TextInvalid):
        schema.validated(doc(nested))
    for _ in range(20):
        nested = {"type": "onbekend", "content": [nested]}
    with pytest.raises(schema.TextInvalid):
        schema.validated(doc(nested))


def test_a_text_that_is_too_large_is_refused() -> None:
    many = doc(*[p("", "x") for _ in range(schema.LIMITS["blocks"] + 1)])
    with pytest.raises(schema.TextInvalid):
        schema.validated(many)
    with pytest.raises(schema.TextInvalid):
        schema.validated(doc(p("", "x" * (schema.LIMITS["bytes"] + 1))))


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [],
        "doc",
        {"type": "paragraph"},
        {"type": "doc", "content": 3},
        {"type": "doc", "content": [None]},
    ],
)
def test_what_is_not_a_text_is_refused(damaged: object) -> None:
    with pytest.raises(schema.TextInvalid):
        schema.validated(damaged)


def test_toolbar_offers_only_what_the_schema_knows() -> None:
    for item in schema.TOOLBAR:
        assert item.get("node", "doc") in schema.RULES
        assert item.get("mark", "bold") in schema.MARKS
        assert set(item["label"]) == {"nl", "en"}
