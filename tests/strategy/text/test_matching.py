"""What is alike is found, also in what is too long to compare piece by piece."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from strategy.text.matching import MOST_PAIRS, WordIndex, opcodes, ratio

LONG = 2 * int(MOST_PAIRS**0.5)
lines = st.lists(st.sampled_from("abcde"), max_size=30)


@given(lines, lines)
def test_the_steps_lead_from_one_to_the_other(before, after):
    made: list[str] = []
    place = 0
    for tag, i1, i2, j1, j2 in opcodes(before, after):
        assert i1 == place
        assert (before[i1:i2] == after[j1:j2]) == (tag == "equal")
        made += after[j1:j2]
        place = i2
    assert (place, made) == (len(before), after)


@given(lines, lines)
def test_short_lines_are_as_alike_as_difflib_says(one, other):
    assert ratio(one, other) == SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_one_change_in_a_very_long_line_is_one_change():
    before = [f"woord{number}" for number in range(LONG)]
    after = [*before[:700], "anders", *before[701:]]
    assert opcodes(before, after) == [
        ("equal", 0, 700, 0, 700),
        ("replace", 700, 701, 700, 701),
        ("equal", 701, LONG, 701, LONG),
    ]


def test_what_is_too_long_to_compare_is_replaced_as_a_whole():
    before = [f"oud{number}" for number in range(LONG)]
    after = [f"nieuw{number}" for number in range(LONG)]
    assert opcodes(before, after) == [("replace", 0, LONG, 0, LONG)]


def test_a_text_is_found_by_its_rare_words_among_many():
    texts = {
        f"block-{number}": Counter(["de", "het", f"zeldzaam{number}"]) for number in range(2000)
    }
    found = WordIndex(texts).candidates(Counter(["de", "zeldzaam7", "elders"]))
    assert found[0] == "block-7"
    assert len(found) < 100
