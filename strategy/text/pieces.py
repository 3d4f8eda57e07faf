"""Recognise a paragraph that was split, or several that were joined, also when words were changed.

Both are one question: which paragraphs beside one that stayed hold the words it lost? For a split
they stand in the second text, for a join in the first.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from strategy.text.matching import opcodes
from strategy.text.nodes import Node, words_of

MIN_WORDS: Final = 4  # fewer words in common is chance, not descent
# Words in a row that are no chance either: unrelated texts share "van de", seldom "van de regio".
IN_A_ROW: Final = 3
# Half of a piece came from the whole: the rest of the paragraph, changed. Or half of what the whole
# lost is in the piece: the rest with many words typed before it. Then so few words of the piece
# prove it that they must be all that was lost, or more than a set phrase ("of towns and villages").
# Measured on the example chapters, one word in ten changed and up to 25 typed: of rests of 16 words
# and more 99 % are found, of 9 to 15 words 95 %; of two unrelated paragraphs 1 in 17,000 is mistaken.
HALF: Final = 0.5
SET_PHRASE: Final = 6
LOOK_PAST: Final = 2  # new paragraphs that somebody wrote between the halves


def pieces_of(whole: Node, blocks: Sequence[Node], start: int, taken: Container[int]) -> list[int]:
    """The places around `start`, where the rest of `whole` stands, of paragraphs that are part of it."""
    if not any(_is_open(blocks, start + step, taken) for step in (-1, 1)):
        return []
    words, kept = words_of(whole), words_of(blocks[start])
    found: list[int] = []
    for step in (-1, 1):
        # What is known to be in, and with it what was passed in search of more.
        explained, longer, passed = _in_order(words, kept), kept, 0
        for place in _beside(blocks, start, step, taken):
            if explained == len(words) or passed > LOOK_PAST:
                break
            piece = words_of(blocks[place])
            longer = piece + longer if step < 0 else longer + piece
            if longer == words or _is_piece(words, piece, longer, explained):
                found.append(place)
                explained, kept, passed = _in_order(words, longer), longer, 0
            else:
                passed += bool(piece)
    return found


def _beside(blocks: Sequence[Node], start: int, step: int, taken: Container[int]) -> Iterator[int]:
    place = start + step
    while _is_open(blocks, place, taken):
        yield place
        place += step


def _is_open(blocks: Sequence[Node], place: int, taken: Container[int]) -> bool:
    return 0 <= place < len(blocks) and blocks[place]["type"] == "paragraph" and place not in taken


def _is_piece(whole: list[str], piece: list[str], longer: list[str], explained: int) -> bool:
    """Whether `longer`, which ends in `piece`, holds clearly more of the whole than without it.

    A copy beside an unchanged paragraph adds nothing, nor do words that stand elsewhere in it.
    """
    # Reading in order is slow; paragraphs without a phrase in common need not be.
    if not _phrases(whole) & _phrases(piece):
        return False
    gained = _in_order(whole, longer) - explained
    lost = len(whole) - explained
    enough = min(HALF * len(piece), max(HALF * lost, min(lost, SET_PHRASE)))
    return gained >= max(MIN_WORDS, enough)


def _phrases(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[start:] for start in range(IN_A_ROW)), strict=False))


def _in_order(whole: list[str], other: list[str]) -> int:
    """How many words of the whole come back in the same order, lone words in between not counted."""
    return sum(
        i2 - i1
        for tag, i1, i2, j1, j2 in opcodes(whole, other)
        if tag == "equal"
        and (i2 - i1 >= IN_A_ROW or i1 == j1 == 0 or (i2, j2) == (len(whole), len(other)))
    )
