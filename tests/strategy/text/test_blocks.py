from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strategy.text.blocks import Lineage, settle
from strategy.text.nodes import Node, without_id
from tests.strategy.text.texts import changed, doc, docs, p

LONG = (
    "Twente groeit tot 2050 met meer dan honderdduizend inwoners "
    "en dat vraagt om keuzes over water en bodem."
)
REST = "Die keuzes maken wij samen met de gemeenten, de provincie en het waterschap Vechtstromen."


@given(st.data())
def test_every_block_gets_exactly_one_id_and_keeps_its_words(data: Any) -> None:
    base = data.draw(docs())
    after = data.draw(changed(base))
    after["content"] = [
        without_id(block) if data.draw(st.booleans()) else block
        for block in after["content"]
        + data.draw(st.lists(st.sampled_from(after["content"]), max_size=3))
    ]
    settled, _ = settle(after, base)
    ids = [block["attrs"]["id"] for block in settled["content"]]
    assert len(set(ids)) == len(ids)
    assert [without_id(block) for block in settled["content"]] == [
        without_id(block) for block in after["content"]
    ]
    assert settle(settled, base).doc == settled


@given(docs())
def test_settled_text_needs_no_mending_and_has_no_lineage(text: Node) -> None:
    assert settle(text, text) == (text, [])


def test_on_a_split_the_old_id_stays_on_the_longer_half() -> None:
    base = doc(p("block-a", f"{REST} {LONG}"))
    settled, lineage = settle(doc(p("block-a", REST), p("block-a", LONG)), base)
    first, second = settled["content"]
    assert second["attrs"]["id"] == "block-a"
    assert lineage == [Lineage("block-a", first["attrs"]["id"], "split")]


def test_a_pasted_copy_gets_its_own_id_and_the_original_keeps_its_id() -> None:
    base = doc(p("block-a", LONG))
    settled, lineage = settle(doc(p("block-a", f"{LONG} {REST}"), p("block-a", LONG)), base)
    copy, original = settled["content"]
    assert original["attrs"]["id"] == "block-a"
    assert lineage == [Lineage("block-a", copy["attrs"]["id"], "copy")] or lineage == []


def test_a_copy_is_told_from_a_split() -> None:
    base = doc(p("block-a", LONG))
    settled, lineage = settle(doc(p("block-a", LONG), p("block-a", LONG)), base)
    assert lineage == [Lineage("block-a", settled["content"][1]["attrs"]["id"], "copy")]


def test_a_merge_says_where_the_words_went() -> None:
    base = doc(p("block-a", LONG), p("block-b", REST))
    _, lineage = settle(doc(p("block-a", f"{LONG} {REST}")), base)
    assert lineage == [Lineage("block-b", "block-a", "merge")]


def test_a_block_that_lost_its_id_on_the_way_is_recognised() -> None:
    base = doc(p("block-a", LONG), p("block-b", REST))
    settled, lineage = settle(doc(p("", REST), p("block-a", LONG)), base)
    assert [block["attrs"]["id"] for block in settled["content"]] == ["block-b", "block-a"]
    assert lineage == []


def test_new_words_have_no_lineage() -> None:
    base = doc(p("block-a", LONG))
    assert (
        settle(
            doc(p("block-a", LONG), p("", "Een zin over fietspaden langs het kanaal naar Almelo.")),
            base,
        ).lineage
        == []
    )
