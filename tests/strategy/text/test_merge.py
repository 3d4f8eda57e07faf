from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strategy.text.merge import merge, moved_keys
from strategy.text.nodes import Node, blocks_by_id
from tests.strategy.text.texts import changed, doc, docs, p


def order(text: Node) -> list[str]:
    return [block["attrs"]["id"] for block in text["content"]]


@st.composite
def three(draw: st.DrawFn) -> tuple[Node, Node, Node]:
    base = draw(docs())
    return base, draw(changed(base)), draw(changed(base))


@given(three())
def test_merging_with_an_unchanged_side_gives_the_other_side(
    texts: tuple[Node, Node, Node],
) -> None:
    base, ours, theirs = texts
    assert merge(base, ours, base) == (ours, [])
    assert merge(base, base, theirs) == (theirs, [])
    assert merge(base, ours, ours) == (ours, [])


@given(three())
def test_what_exactly_one_side_wrote_is_never_lost(texts: tuple[Node, Node, Node]) -> None:
    base, ours, theirs = (blocks_by_id(text) for text in texts)
    merged, conflicts = merge(*texts)
    result = blocks_by_id(merged)
    disputed = {conflict.block for conflict in conflicts}
    for key in ours.keys() | theirs.keys():
        mine, other, was = ours.get(key), theirs.get(key), base.get(key)
        if mine is not None and mine not in (was, other) and other == was:
            assert result[key] == mine
        elif other is not None and other not in (was, mine) and mine == was:
            assert result[key] == other
        elif mine != other and mine != was and other != was:
            assert key in disputed
            assert result[key] == (other if other is not None else mine)
    assert disputed <= ours.keys() | theirs.keys()


@given(three())
def test_no_block_stands_twice_and_none_comes_from_nowhere(texts: tuple[Node, Node, Node]) -> None:
    merged, _ = merge(*texts)
    keys = order(merged)
    assert len(keys) == len(set(keys))
    assert len(keys) == 1 or set(keys) <= {key for text in texts for key in order(text)}


@given(three())
def test_what_one_side_deleted_and_the_other_left_alone_is_gone(
    texts: tuple[Node, Node, Node],
) -> None:
    base, ours, theirs = (blocks_by_id(text) for text in texts)
    result = order(merge(*texts).doc)
    for key, was in base.items():
        if {id(side) for side in (ours, theirs) if side.get(key) == was} and (
            key not in ours or key not in theirs
        ):
            assert key not in result


@given(st.data())
def test_our_order_holds_when_they_moved_nothing(data: Any) -> None:
    base = data.draw(docs())
    ours = doc(*data.draw(st.permutations(base["content"])))
    theirs = doc(
        *[p(block["attrs"]["id"], data.draw(st.sampled_from("xyz"))) for block in base["content"]]
    )
    assert order(merge(base, ours, theirs).doc) == order(ours)
    assert order(merge(base, theirs, ours).doc) == order(ours)


def test_two_writers_in_different_paragraphs_both_get_their_way() -> None:
    base = doc(p("block-a", "een"), p("block-b", "twee"), p("block-c", "drie"))
    ours = doc(
        p("block-a", "EEN"), p("block-b", "twee"), p("block-n", "nieuw"), p("block-c", "drie")
    )
    theirs = doc(p("block-c", "drie"), p("block-a", "een"), p("block-b", "TWEE"))
    merged, conflicts = merge(base, ours, theirs)
    assert merged == doc(
        p("block-c", "drie"), p("block-a", "EEN"), p("block-b", "TWEE"), p("block-n", "nieuw")
    )
    assert not conflicts


def test_their_wording_stands_until_the_writer_chooses() -> None:
    base, ours, theirs = (doc(p("block-a", words)) for words in ("was", "van mij", "van hen"))
    merged, conflicts = merge(base, ours, theirs)
    assert merged == theirs
    assert [tuple(conflict) for conflict in conflicts] == [
        ("block-a", base["content"][0], ours["content"][0], theirs["content"][0])
    ]


def test_a_block_that_one_deletes_and_the_other_rewrites_stays_and_is_asked_about() -> None:
    base = doc(p("block-a", "een"), p("block-b", "twee"))
    rewritten = doc(p("block-a", "een"), p("block-b", "twee, maar beter"))
    without = doc(p("block-a", "een"))
    for ours, theirs in ((rewritten, without), (without, rewritten)):
        merged, conflicts = merge(base, ours, theirs)
        assert merged == rewritten
        assert [conflict.block for conflict in conflicts] == ["block-b"]


def test_when_everything_is_deleted_an_empty_paragraph_remains() -> None:
    base = doc(p("block-a", "een"), p("block-b", "twee"))
    merged, _ = merge(base, doc(p("block-a", "een")), doc(p("block-b", "twee")))
    assert [block["type"] for block in merged["content"]] == ["paragraph"]


@given(st.permutations(list("abcdefg")))
def test_lifting_out_the_moved_keys_leaves_the_others_in_order(after: list[str]) -> None:
    moved = moved_keys("abcdefg", after)
    rest = [key for key in after if key not in moved]
    assert rest == sorted(rest)
