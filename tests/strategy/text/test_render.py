from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given

from strategy.text import render, schema
from strategy.text.nodes import Node
from tests.strategy.text.texts import (
    HOSTILE_DOCS,
    amount,
    blocks,
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
    ul,
)


class Tags(HTMLParser):
    """Reads HTML as a browser does, enough to see every tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(HOSTILE_DOCS)
def test_no_hostile_text_gets_a_tag_or_attribute_of_its_own(submitted: Node) -> None:
    written = render.html(schema.validated(submitted))
    for tag, attrs in Tags(written).found:
        assert tag in render.TAGS
        for name, value in attrs.items():
            assert name == "rel" or name in render.ATTRIBUTES.get(tag, set()) | {"id"}
            assert not (value or "").lower().startswith(("javascript:", "//", "data:")) or name in (
                "alt",
                "aria-label",
            )


@given(docs())
def test_cleaning_takes_nothing_away_from_what_the_renderer_writes(given_doc: Node) -> None:
    written = render.html(given_doc)
    assert render.clean(written) == written


def test_a_field_is_its_words_with_what_they_stand_for() -> None:
    block = p("para-1", amount("homes", "a < b"), " in ", reference("chapter:wonen", "3, Wonen"))
    rendered = render.render(doc(block))
    assert '<span data-figure="homes">a &lt; b</span> in ' in rendered.html
    assert '<span data-to="chapter:wonen">3, Wonen</span>' in rendered.html
    assert rendered.plain == "a < b in 3, Wonen"
    assert 'data-figure=""' not in render.clean('<span data-figure="&quot; x">x</span>')


@given(docs())
def test_every_block_is_one_line_with_its_permalink(given_doc: Node) -> None:
    lines = [line for line in render.html(given_doc).split("\n") if line.startswith("<div")]
    assert [line.split('"')[1] for line in lines] == [
        f"b-{block['attrs']['id']}" for block in given_doc["content"]
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        '<div id="b-a" onclick="x">x</div>',
        '<a href="//evil.example">x</a>',
        '<a href="javascript:x">x</a>',
        '<img src="https://evil.example/x.png">',
        "<script>x</script>",
        '<p style="color:red">x</p>',
        '<div role="alert">x</div>',
        "<iframe src=/></iframe>",
    ],
)
def test_cleaning_stops_what_a_faulty_renderer_might_write(hostile: str) -> None:
    cleaned = render.clean(hostile)
    for evil in ("onclick", "evil", "javascript", "script", "style", "alert", "iframe"):
        assert evil not in cleaned


def test_a_table_says_which_cells_are_heads_and_can_be_scrolled_by_keyboard() -> None:
    written = render.html(
        doc(
            h("head-1", 'Opgave "wonen"'),
            table("table-1", ("Thema", "Trekker"), ("Water", "Vechtstromen")),
        )
    )
    assert (
        '<thead><tr><th scope="col">Thema</th><th scope="col">Trekker</th></tr></thead>' in written
    )
    assert 'role="region" tabindex="0" aria-label="Tabel 1, Opgave &quot;wonen&quot;"' in written


def test_a_header_in_the_body_heads_its_row() -> None:
    row = table("table-1", ("Kop", "Kop"), ("Water", "x"))
    row["content"][1]["content"][0]["type"] = "tableHeader"
    assert '<tbody><tr><th scope="row">Water</th><td>x</td></tr></tbody>' in render.html(doc(row))


def test_a_footnote_leads_to_its_note_and_back() -> None:
    written = render.html(
        doc(p("par-01", "Groei", footnote("Bron: <CBS>"), " en meer", footnote("Tweede")))
    )
    assert '<sup id="ref-1"><a href="#note-1" role="doc-noteref"' in written
    assert '<li id="note-1">Bron: &lt;CBS&gt; <a href="#ref-1" role="doc-backlink"' in written
    assert '<li id="note-2">Tweede' in written


def test_a_figure_has_its_alternative_text_and_caption() -> None:
    written = render.html(
        doc(figure("fig-01", "/strategy/images/7/", 'Kaart "Twente"', "De drie steden"))
    )
    assert (
        '<img src="/strategy/images/7/" alt="Kaart &quot;Twente&quot;" loading="lazy">' in written
    )
    assert "<figcaption>De drie steden</figcaption>" in written


def test_plain_text_and_contents_and_words() -> None:
    rendered = render.render(
        doc(
            h("head-1", "Wonen en water"),
            p("par-01", "Samen ", text("kiezen", "bold"), footnote("noot"), "."),
            ul("list-1", "een", "twee"),
            table("tab-01", ("Kop", "Kop"), ("a", "b")),
            h("head-2", "Later", 3),
        )
    )
    assert (
        rendered.plain
        == "Wonen en water\n\nSamen kiezen (noot).\n\n- een\n- twee\n\nKop\tKop\na\tb\n\nLater"
    )
    assert rendered.contents == [
        {"id": "head-1", "level": 2, "text": "Wonen en water"},
        {"id": "head-2", "level": 3, "text": "Later"},
    ]
    assert rendered.words == 13


def test_links_keep_their_address_escaped() -> None:
    assert 'href="https://a.nl/?a=1&amp;b=2"' in render.html(
        doc(p("par-01", link("bron", "https://a.nl/?a=1&b=2")))
    )


@given(blocks("block-a"))
def test_one_block_shows_the_same_words_by_itself(block: Node) -> None:
    assert "id=" not in render.block_html(block)
