"""A paragraph that was split or joined is one place, also when words were changed in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.text.blocks import Lineage, lineage
from strategy.text.changes import changes, keep_ids
from strategy.text.compare import compare
from strategy.text.nodes import Node, blocks_by_id
from tests.strategy.text.test_compare import LONG, REST, marked
from tests.strategy.text.texts import WORDS, doc, h, p

THIRD = "Daarna rekenen de ingenieurs van Vechtstromen elk plan door op droogte en op hoog water."
OTHER = (
    "Het fietspad langs het kanaal van Almelo naar Hengelo krijgt verlichting en nieuwe bruggen."
)
SLOT = p("para-9", "Slot.")


def words(found: list[str]) -> list[str]:
    return [one.strip() for one in found if one.strip()]


@pytest.mark.parametrize(
    ("before", "after", "kinds", "gone", "came"),
    [
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", LONG), p("two-2", f"Dat doen we samen. {REST}")],
            ["split"],
            [],
            ["Dat doen we samen."],
            id="words in front of the rest",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", LONG), p("two-2", f"{OTHER} {OTHER} {OTHER} {REST}")],
            ["split"],
            [],
            [f"{OTHER} {OTHER} {OTHER}"],
            id="many words in front of the rest",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", f"{LONG} En over het spoor."), p("two-2", REST)],
            ["split"],
            [],
            ["En over het spoor."],
            id="words behind the first half",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [
                p("one-1", LONG.replace("om keuzes", "om heldere keuzes")),
                p("two-2", REST.replace("de provincie", "het Rijk")),
            ],
            ["split"],
            ["de provincie"],
            ["heldere", "het Rijk"],
            id="words changed inside both halves",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("two-2", f"Voorop: {LONG}"), p("one-1", REST)],
            ["split"],
            [],
            ["Voorop:"],
            id="the second half kept the id",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST} {THIRD}")],
            [p("one-1", LONG), p("two-2", f"Dus: {REST}"), p("three-3", f"Ten slotte. {THIRD}")],
            ["split"],
            [],
            ["Dus:", "Ten slotte."],
            id="in three",
        ),
        pytest.param(
            [p("one-1", f"{LONG} Zo is het. {REST}")],
            [p("one-1", LONG), p("two-2", "Zo is het."), p("three-3", REST)],
            ["split"],
            [],
            [],
            id="in three with very little in the middle",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", LONG), p("two-2", OTHER), p("three-3", f"Dus: {REST}")],
            ["split"],
            [],
            [OTHER, "Dus:"],
            id="a new paragraph between the halves",
        ),
        pytest.param(
            [p("one-1", f"{LONG} Slot.")],
            [p("one-1", LONG), p("two-2", "Slot.")],
            ["split"],
            [],
            [],
            id="one word split off",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("new-1", LONG), p("new-2", f"Dat doen we samen. {REST}")],
            ["split"],
            [],
            ["Dat doen we samen."],
            id="without an id in common",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}"), p("two-2", OTHER), p("three-3", THIRD)],
            [
                p("two-2", OTHER),
                p("three-3", THIRD),
                p("one-1", LONG),
                p("four-4", f"Samen dus. {REST}"),
            ],
            ["away", "same", "same", "moved"],
            [],
            ["Samen dus."],
            id="split after it was moved",
        ),
        pytest.param(
            [p("one-1", LONG), p("two-2", REST)],
            [p("one-1", f"{LONG} {REST.replace('de gemeenten, de provincie', 'alle raden')}")],
            ["joined"],
            ["¶", "de gemeenten, de provincie"],
            ["alle raden"],
            id="joined and changed",
        ),
        pytest.param(
            [p("one-1", LONG), p("two-2", f"Dat doen we als volgt met elkaar. {REST}")],
            [p("one-1", f"{LONG} {REST}")],
            ["joined"],
            ["¶ Dat doen we als volgt met elkaar."],
            [],
            id="joined without its first words",
        ),
        pytest.param(
            [p("one-1", LONG), p("two-2", REST), p("three-3", THIRD)],
            [p("two-2", f"{LONG} En {REST} Ja. {THIRD}")],
            ["joined"],
            ["¶", "¶"],
            ["En", "Ja."],
            id="three joined, the middle one kept its id",
        ),
        pytest.param(
            [p("one-1", LONG)],
            [p("one-1", LONG.replace("om keuzes", "om heldere keuzes")), p("two-2", OTHER)],
            ["changed", "inserted"],
            [],
            ["heldere", OTHER],
            id="a new paragraph beside a changed one",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", LONG), p("two-2", OTHER)],
            ["changed", "inserted"],
            [REST],
            [OTHER],
            id="another paragraph in the place of a sentence",
        ),
        pytest.param(
            [p("one-1", f"{LONG} Daarna volgen de randen van steden en dorpen.")],
            [p("one-1", LONG), p("two-2", f"Het is een net van steden en dorpen. {OTHER}")],
            ["changed", "inserted"],
            ["Daarna volgen de randen van steden en dorpen."],
            [f"Het is een net van steden en dorpen. {OTHER}"],
            id="a new paragraph with a phrase of what was deleted",
        ),
        pytest.param(
            [p("one-1", LONG)],
            [p("one-1", f"{LONG} Ja."), p("two-2", LONG)],
            ["changed", "inserted"],
            [],
            ["Ja.", LONG],
            id="a copy beside a changed one",
        ),
        pytest.param(
            [p("one-1", LONG), p("two-2", OTHER)],
            [p("one-1", f"{LONG} {REST}")],
            ["changed", "deleted"],
            [OTHER],
            [REST],
            id="a paragraph deleted and a sentence written",
        ),
        pytest.param(
            [p("one-1", f"{LONG} {REST}")],
            [p("one-1", LONG), h("head-2", "Hoe wij kiezen"), p("two-2", REST)],
            ["changed", "inserted", "inserted"],
            [REST],
            ["Hoe wij kiezen", REST],
            id="a heading in between is a new place",
        ),
    ],
)
def test_a_split_and_a_join_are_told_from_other_changes(
    before: list[Node], after: list[Node], kinds: list[str], gone: list[str], came: list[str]
) -> None:
    assert [one.kind for one in changes([*before, SLOT], [*after, SLOT])] == [*kinds, "same"]
    result = compare(doc(*before, SLOT), doc(*after, SLOT))
    assert (words(marked(result, "del")), words(marked(result, "ins"))) == (gone, came)


SENTENCES = st.lists(WORDS.filter(str.isalpha), min_size=5, max_size=12).map(" ".join)


@given(SENTENCES, SENTENCES, st.lists(WORDS, max_size=4).map(" ".join), st.booleans())
def test_words_before_the_rest_of_a_split_paragraph_are_all_that_came(
    first: str, rest: str, typed: str, has_neighbours: bool
) -> None:
    above, below = [[p(key, OTHER)] * has_neighbours for key in ("para-7", "para-8")]
    before = [*above, p("one-1", f"{first} {rest}"), *below]
    after = [*above, p("one-1", first), p("two-2", f"{typed} {rest}".strip()), *below]
    assert [one.kind for one in changes(before, after) if one.kind != "same"] == ["split"]
    result = compare(doc(*before), doc(*after))
    assert words(marked(result, "del")) == []
    assert words(marked(result, "ins")) == words([typed])


@given(SENTENCES, SENTENCES, st.booleans())
def test_the_first_or_the_second_half_may_keep_the_id(
    first: str, rest: str, first_keeps: bool
) -> None:
    keys = ("one-1", "two-2") if first_keeps else ("two-2", "one-1")
    after = [p(keys[0], first), p(keys[1], f"Tussendoor geschreven: {rest}")]
    assert [one.kind for one in changes([p("one-1", f"{first} {rest}")], after)] == ["split"]


def test_the_summary_counts_what_was_split_and_joined_and_says_when_words_changed() -> None:
    before = doc(p("one-1", f"{LONG} {REST}"), p("two-2", OTHER), p("three-3", THIRD))
    split = doc(p("one-1", LONG), p("four-4", REST), p("two-2", OTHER), p("three-3", THIRD))
    edited = doc(p("one-1", LONG), p("four-4", f"Dus: {REST}"), p("two-2", f"{OTHER} {THIRD}"))
    assert compare(before, split).summary == "1 alinea gesplitst."
    assert compare(split, before).summary == "2 alinea’s samengevoegd."
    result = compare(before, edited)
    assert result.summary == "1 alinea gewijzigd, 1 gesplitst, 2 samengevoegd."
    assert "Alinea gesplitst en gewijzigd<" in result.html
    assert "Alinea’s samengevoegd<" in result.html


@pytest.mark.parametrize("way", [slice(None), slice(None, None, -1)])
def test_the_descent_of_a_block_is_known_when_words_changed_on_the_way(way: slice) -> None:
    whole, pieces = [p("one-1", f"{LONG} {REST}")], [p("one-1", LONG), p("two-2", f"Dus. {REST}")]
    for one in (pieces[0], pieces[1]):
        one["content"][0]["text"] += " Met nog een zin die er daarvoor niet stond."
    before, after = [whole, pieces][way]
    line = ("one-1", "two-2", "split") if before is whole else ("two-2", "one-1", "merge")
    assert lineage(blocks_by_id(doc(*before)), after) == [Lineage(*line)]


def test_a_text_from_outside_keeps_an_id_on_the_longest_part() -> None:
    base = doc(p("one-1", f"{LONG} {REST}"), p("two-2", OTHER), p("three-3", THIRD))
    read = doc(p("x-1", LONG), p("x-2", f"Dus: {REST}"), p("x-3", f"{OTHER} Ook: {THIRD}"))
    kept = [block["attrs"]["id"] for block in keep_ids(read, base)["content"]]
    longest = max(range(2), key=lambda at: len(read["content"][at]["content"][0]["text"]))
    assert kept[longest] == "one-1" and kept[1 - longest] == f"x-{2 - longest}"
    assert kept[2] == "two-2"
