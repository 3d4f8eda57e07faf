from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.text import render, schema
from strategy.text.changes import changes
from strategy.text.compare import Comparison, compare
from strategy.text.nodes import WORD, Node, canonical, children, field_words, flat_text
from tests.strategy.text.test_render import Tags
from tests.strategy.text.texts import (
    HOSTILE_DOCS,
    amount,
    changed,
    doc,
    docs,
    footnote,
    h,
    p,
    table,
    text,
    ul,
)

LONG = (
    "Twente groeit tot 2050 met meer dan honderdduizend inwoners "
    "en dat vraagt om keuzes over water en bodem."
)
REST = "Die keuzes maken wij samen met de gemeenten, de provincie en het waterschap Vechtstromen."


def marked(result: Comparison, tag: str) -> list[str]:
    """The words inside every <ins> or <del>, without what is said for ears only."""
    shown = re.sub(r'<span class="ros-visually-hidden">.*?</span>', "", result.html)
    return [
        unescape(re.sub("<[^>]+>", "", found))
        for found in re.findall(f"<{tag}>(.*?)</{tag}>", shown)
    ]


def counted(result: Comparison) -> dict[str, int]:
    return {kind: number for kind, number in result.counts.items() if number}


def words_in(node: Node) -> set[str]:
    """Word by word; a field against a word is one of its own, for it comes and goes by itself."""
    if field_words(node) is None and (inside := children(node)):
        return set().union(*map(words_in, inside))
    return set(WORD.findall(flat_text(node)))


def test_a_field_counts_as_the_words_it_shows() -> None:
    before = doc(p("para-1", "Er komen ", amount("woningen", "60.000 woningen"), " bij."))
    after = doc(p("para-1", "Er komen ", amount("woningen", "69.000 woningen"), " bij."))
    result = compare(before, after)
    assert (marked(result, "del"), marked(result, "ins")) == (["60.000"], ["69.000"])
    typed = doc(p("para-1", "Er komen 69.000 woningen bij."))
    assert compare(typed, after).counts["format"] == 1


@given(docs())
def test_a_text_compared_with_itself_shows_no_change(given_doc: Node) -> None:
    result = compare(given_doc, given_doc)
    assert result.is_equal
    assert (
        "<ins" not in result.html and "<del" not in result.html and "data-change" not in result.html
    )


@given(st.data())
def test_every_word_of_both_texts_can_be_seen(data: Any) -> None:
    before = data.draw(docs())
    after = data.draw(changed(before))
    shown = unescape(re.sub("<[^>]+>", " ", compare(before, after).html))
    for word in words_in(before) | words_in(after):
        assert word in shown


@given(st.data())
def test_every_block_of_both_texts_has_exactly_one_place(data: Any) -> None:
    before = data.draw(docs())
    after = data.draw(changed(before))
    found = [c for c in changes(before["content"], after["content"]) if c.kind != "away"]
    assert sorted(canonical(block) for c in found for block in c.before) == sorted(
        map(canonical, before["content"])
    )
    assert sorted(canonical(block) for c in found for block in c.after) == sorted(
        map(canonical, after["content"])
    )


@given(HOSTILE_DOCS, HOSTILE_DOCS)
def test_no_hostile_text_gets_a_tag_or_attribute_of_its_own(one: Node, other: Node) -> None:
    written = compare(schema.validated(one), schema.validated(other)).html
    for tag, attrs in Tags(written).found:
        assert tag in render.TAGS | {"ins", "del", "details", "summary", "span"}
        assert not {"onclick", "style", "onload"} & attrs.keys()
        assert not (attrs.get("href") or "").lower().startswith(("javascript:", "//", "data:"))


def test_changed_words_are_shown_inside_their_paragraph() -> None:
    result = compare(
        doc(p("para-1", LONG)), doc(p("para-1", LONG.replace("keuzes over", "heldere keuzes over")))
    )
    assert marked(result, "ins") == ["heldere "]
    assert marked(result, "del") == []
    assert counted(result) == {"changed": 1}


def test_what_is_marked_for_eyes_is_said_for_ears() -> None:
    result = compare(doc(p("para-1", "oud woord")), doc(p("para-1", "nieuw woord")))
    for tag in ("ins", "del"):
        assert re.search(f'<{tag}><span class="ros-visually-hidden">\\[[^<]+</span>', result.html)


def test_a_moved_paragraph_is_shown_as_moved_with_the_edit_inside_it() -> None:
    before = doc(p("para-1", LONG), p("para-2", REST), p("para-3", "Het slot."))
    after = doc(
        p("para-2", REST), p("para-3", "Het slot."), p("para-1", LONG.replace("water", "veen"))
    )
    result = compare(before, after)
    assert counted(result) == {"changed": 1, "moved": 1}
    assert (marked(result, "del"), marked(result, "ins")) == (["water"], ["veen"])
    assert '<a href="#b-para-1"' in result.html
    assert re.search(r'<div (?=[^>]*id="b-para-1")[^>]*data-change="moved"', result.html)


def test_bold_alone_is_a_change_of_layout() -> None:
    result = compare(
        doc(p("para-1", "Wij kiezen voor water.")),
        doc(p("para-1", "Wij ", text("kiezen", "bold"), " voor water.")),
    )
    assert result.counts["format"] == 1 and result.counts["changed"] == 0
    assert 'class="ros-format"' in result.html and "<ins" not in result.html


def test_a_heading_that_becomes_a_lower_heading_is_a_change_of_layout() -> None:
    assert compare(doc(h("head-1", "Wonen")), doc(h("head-1", "Wonen", 3))).counts["format"] == 1


def test_a_cell_and_a_row_of_a_table_are_changed_where_they_stand() -> None:
    before = doc(
        table("table-1", ("Thema", "Trekker"), ("Water", "Vechtstromen"), ("Wonen", "Almelo"))
    )
    after = doc(
        table(
            "table-1",
            ("Thema", "Trekker"),
            ("Water", "Overijssel"),
            ("Wonen", "Almelo"),
            ("Spoor", "Rijk"),
        )
    )
    result = compare(before, after)
    assert (marked(result, "del"), marked(result, "ins")) == (
        ["Vechtstromen"],
        ["Overijssel", "Spoor", "Rijk"],
    )
    assert result.html.count("<tr>") == 4


def test_an_item_of_a_list_is_changed_where_it_stands() -> None:
    before = doc(ul("list-1", "bouwen bij het station in Almelo", "fietspad langs het kanaal"))
    after = doc(
        ul(
            "list-1",
            "groen in de wijk",
            "bouwen bij het station in Hengelo",
            "fietspad langs het kanaal",
        )
    )
    result = compare(before, after)
    assert (marked(result, "del"), marked(result, "ins")) == (
        ["Almelo"],
        ["groen in de wijk", "Hengelo"],
    )


def test_a_changed_footnote_shows_its_changed_word() -> None:
    result = compare(
        doc(p("para-1", "Groei", footnote("bron CBS 2023"))),
        doc(p("para-1", "Groei", footnote("bron CBS 2024"))),
    )
    assert (marked(result, "del"), marked(result, "ins")) == (["2023"], ["2024"])


def test_a_split_paragraph_is_not_shown_as_deleted_words() -> None:
    result = compare(
        doc(p("para-1", f"{LONG} {REST}"), p("para-9", "Slot.")),
        doc(p("para-1", LONG), p("para-2", REST), p("para-9", "Slot.")),
    )
    assert (
        "".join(marked(result, "del")).strip() == ""
        and "".join(marked(result, "ins")).strip() == ""
    )
    assert counted(result) == {"split": 1}


def test_joined_paragraphs_are_not_shown_as_deleted_words() -> None:
    result = compare(doc(p("para-1", LONG), p("para-2", REST)), doc(p("para-1", f"{LONG} {REST}")))
    assert [words.strip() for words in marked(result, "del")] == ["¶"]
    assert counted(result) == {"joined": 2}


def test_long_unchanged_stretches_are_folded_and_the_heading_of_a_change_stays() -> None:
    def text_with(words: str) -> Node:
        return doc(
            h("head-1", "Water"),
            *[p(f"para-{n}", f"Alinea {n}.") for n in range(4)],
            h("head-2", "Wonen"),
            p("para-x", words),
        )

    shown = compare(text_with("oud"), text_with("nieuw")).html
    assert shown.count("<details>") == 1
    assert shown.index("<details>") < shown.index("Water") < shown.index("</details>")
    assert shown.index("</details>") < shown.index("Wonen")


@pytest.mark.parametrize("count", [1, 2])
def test_the_summary_counts_in_plain_words(count: int) -> None:
    before = doc(*[p(f"para-{n}", LONG + str(n)) for n in range(2)])
    after = doc(
        *[p(f"para-{n}", (REST if n < count else LONG) + str(n)) for n in range(2)],
        p("para-n", "Over fietsen naar school."),
    )
    summary = compare(before, after).summary
    assert summary.startswith(str(count)) and "1" in summary and summary.endswith(".")
