"""How easy a text is to read, in numbers and in hints that a writer can act on.

Rules of thumb for Dutch at level B1, not a grade: long sentences, the passive, and words for which the
region has plainer ones. A hint may be wrong; the writer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, nonmember
from typing import Final

from strategy.text.nodes import Node, block_id, children, count_words, flat_text

LONG: Final = 25  # words in a sentence
EXCERPT: Final = 160  # characters

# A full stop after these is no end.
_SHORT: Final = re.compile(
    r"\b(?:bijv|bv|o\.a|m\.b\.t|ca|art|nr|blz|d\.w\.z|enz|etc|resp|incl|excl)\.$", re.IGNORECASE
)
_END: Final = re.compile(r"[.!?…:]+[\"'”’)]*\s+(?=[\"'“‘(]*[A-ZÀ-Ý0-9])")
# Frequent nouns that look like one.
_NOUNS: Final = r"gemeenten|gebied(?:en)?|gebouwen|beleid|besluit(?:en)?|belang(?:en)?|bedrijven|beken|verband(?:en)?|geld|gevolgen"
_PARTICIPLE: Final = rf"(?!(?:{_NOUNS})\b)(?:(?:op|af|aan|uit|in|mee|voor|over|door|toe|na|om|vast|samen)?ge|be|ver|ont|her|er)[a-zë]{{2,}}(?:d|t|en)"
_PASSIVE: Final = re.compile(
    rf"\b(?:wordt|worden|werd|werden)\b(?:\W+\w+){{0,10}}?\W+{_PARTICIPLE}\b"
    rf"|\b{_PARTICIPLE}\s+(?:wordt|worden|werd|werden)\b",
    re.IGNORECASE,
)


class HintKind(StrEnum):
    do_not_call_in_templates = nonmember(True)
    LONG = "long"
    PASSIVE = "passive"
    JARGON = "jargon"


@dataclass(frozen=True)
class Hint:
    kind: HintKind
    block: str
    sentence: str
    words: int = 0  # of a long sentence
    word: str = ""  # the jargon
    plainer: str = ""


@dataclass(frozen=True)
class Readability:
    words: int
    sentences: int
    longest: int
    hints: list[Hint]

    @property
    def average(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences if self.sentences else 0.0


def readability(doc: Node, plainer: Mapping[str, str]) -> Readability:
    """`plainer`: a word of the field (in any spelling of capitals) → what to write instead."""
    jargon = _jargon(plainer)
    found: list[int] = []
    hints: list[Hint] = []
    for block, sentence in _sentences(doc):
        length = count_words(sentence)
        if not length:
            continue
        found.append(length)
        excerpt = sentence if len(sentence) <= EXCERPT else sentence[:EXCERPT].rstrip() + "…"
        if length > LONG:
            hints.append(Hint(HintKind.LONG, block, excerpt, words=length))
        if _PASSIVE.search(sentence):
            hints.append(Hint(HintKind.PASSIVE, block, excerpt))
        for word in (
            dict.fromkeys(match[0] for match in jargon.finditer(sentence)) if jargon else ()
        ):
            if instead := plainer.get(word.lower()):
                hints.append(Hint(HintKind.JARGON, block, excerpt, word=word, plainer=instead))
    return Readability(sum(found), len(found), max(found, default=0), hints)


def sentences_of(text: str) -> list[str]:
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        if _SHORT.search(piece):
            continue
        sentences.append(piece)
        start = end.end()
    return [*sentences, text[start:].strip()]


def _jargon(plainer: Mapping[str, str]) -> re.Pattern[str] | None:
    if not plainer:
        return None
    words = "|".join(re.escape(word) for word in sorted(plainer, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _sentences(doc: Node) -> Iterator[tuple[str, str]]:
    """(block, sentence); headings and tables are not written in sentences."""
    for block in children(doc):
        for piece in _running_text(block):
            for sentence in sentences_of(piece):
                yield block_id(block), sentence


def _running_text(node: Node) -> Iterator[str]:
    if node["type"] == "paragraph":
        yield flat_text({**node, "content": [c for c in children(node) if c["type"] != "footnote"]})
    elif node["type"] in ("bulletList", "orderedList", "listItem", "blockquote"):
        for child in children(node):
            yield from _running_text(child)
