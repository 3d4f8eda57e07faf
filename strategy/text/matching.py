"""Find what is alike in two texts, in a time that does not explode with their length."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

Opcode = tuple[str, int, int, int, int]

# Pairs of pieces that are still compared one by one: about a tenth of a second of work.
MOST_PAIRS: Final = 500_000
RAREST: Final = 8  # words of a text by which it is looked up
MOST_CANDIDATES: Final = 40


def opcodes(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """As difflib gives them; what is too long to compare is replaced as a whole.

    What both begin and end with is set apart first, so that one change in a very long line is still
    shown as one change.
    """
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > MOST_PAIRS:
        inner = [("replace", 0, len(old), 0, len(new))]
    else:
        inner = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    found = [(tag, i1 + start, i2 + start, j1 + start, j2 + start) for tag, i1, i2, j1, j2 in inner]
    if start:
        found.insert(0, ("equal", 0, start, 0, start))
    if end:
        found.append(("equal", len(before) - end, len(before), len(after) - end, len(after)))
    return _joined(found)


def ratio(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two lines are, from 0 to 1; of very long ones the order of the words is not looked at."""
    if len(one) * len(other) > MOST_PAIRS:
        return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


class WordIndex:
    """Texts by their words, to find the few that may hold another one."""

    def __init__(self, texts: Mapping[str, Counter[str]]) -> None:
        self.texts = texts
        self._keys: dict[str, list[str]] = defaultdict(list)
        for key, words in texts.items():
            for word in words:
                self._keys[word].append(key)

    def candidates(self, part: Counter[str]) -> list[str]:
        """Those that share the rarest words of `part`, the likeliest first."""
        known = (word for word in part if word in self._keys)
        rarest = islice(sorted(known, key=lambda word: len(self._keys[word])), RAREST)
        hits: Counter[str] = Counter()
        for word in rarest:
            hits.update(islice(self._keys[word], MOST_CANDIDATES * RAREST))
        return [key for key, _shared in hits.most_common(MOST_CANDIDATES)]


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(found: list[Opcode]) -> list[Opcode]:
    """Neighbours that are equal on both sides of where we cut are one piece."""
    steps: list[Opcode] = []
    for tag, i1, i2, j1, j2 in found:
        if steps and steps[-1][0] == tag == "equal":
            steps[-1] = ("equal", steps[-1][1], i2, steps[-1][3], j2)
        else:
            steps.append((tag, i1, i2, j1, j2))
    return steps
