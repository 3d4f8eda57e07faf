"""Compare two lines of text word by word, and write the words that went, came and stayed.

Marking is for eyes (ins, del) and for ears (hidden words around them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final, Literal, NamedTuple

from django.utils.translation import gettext as _

from strategy.text import render
from strategy.text.matching import Opcode, opcodes
from strategy.text.nodes import Node, canonical, children, field_words

_TOKEN: Final = re.compile(r"\w+(?:[-'’.,]\w+)*|\s+|[^\w\s]")


class Token(NamedTuple):
    """A word, the space between two, or something that stands in the line as one thing."""

    text: str
    marks: str
    node: Node


# Where one paragraph ends and the next begins.
_BREAK: Final = Token("\n", "", {"type": "paragraph"})
_END: Final = '<span class="ros-visually-hidden">] </span>'


def tokenize(node: Node) -> list[Token]:
    tokens: list[Token] = []
    for child in children(node):
        if child["type"] == "text":
            marks = canonical({"marks": child.get("marks", [])})
            tokens += [Token(piece, marks, child) for piece in _TOKEN.findall(child["text"])]
        elif child["type"] == "footnote":
            tokens += [
                *plain_tokens(" [" + _("note:") + " "),
                *tokenize(child),
                *plain_tokens("]"),
            ]
        elif (words := field_words(child)) is not None:
            # The same words that point elsewhere are another layout of them.
            points_at = {name: value for name, value in child["attrs"].items() if name != "shown"}
            tokens += plain_tokens(words, canonical({"field": points_at}))
        else:
            tokens.append(Token("\r", "", child))
    return tokens


def plain_tokens(words: str, marks: str = canonical({"marks": []})) -> list[Token]:
    return [Token(piece, marks, {"type": "text", "text": piece}) for piece in _TOKEN.findall(words)]


def compare_words(before: list[Token], after: list[Token]) -> str:
    written = ""
    for tag, i1, i2, j1, j2 in _readable(before, after):
        if tag == "equal":
            written += "".join(_same_words(before[i1:i2], after[j1:j2]))
        else:
            written += run(before[i1:i2], "del") + run(after[j1:j2], "ins")
    return written


def _readable(before: list[Token], after: list[Token]) -> list[Opcode]:
    """Opcodes in which a lone short word between two changes joins them: no confetti."""
    steps: list[Opcode] = []
    found = opcodes([token.text for token in before], [token.text for token in after])
    for number, (tag, i1, i2, j1, j2) in enumerate(found):
        between = 0 < number < len(found) - 1
        island = "".join(token.text for token in before[i1:i2])
        if (
            tag == "equal"
            and between
            and "\n" not in island
            and len(island.strip()) <= 3
            and i2 - i1 <= 3
        ):
            tag = "replace"
        if steps and tag != "equal" and steps[-1][0] != "equal":
            steps[-1] = ("replace", steps[-1][1], i2, steps[-1][3], j2)
        else:
            steps.append((tag, i1, i2, j1, j2))
    return steps


def _same_words(before: list[Token], after: list[Token]) -> Iterator[str]:
    """Words that stayed; where only their layout changed, say so."""
    start = 0
    for position in range(1, len(after) + 1):
        changed = before[start].marks != after[start].marks
        if position == len(after) or (before[position].marks != after[position].marks) != changed:
            inner = _inline(after[start:position])
            said = escape(_("layout changed:"))
            hidden = f'<span class="ros-visually-hidden">[{said} </span>'
            yield f'<span class="ros-format">{hidden}{inner}{_END}</span>' if changed else inner
            start = position


def run(tokens: list[Token], tag: Literal["", "ins", "del"]) -> str:
    """Words that all came, all went or all stayed."""
    inner = _inline(tokens)
    if not tag or not inner:
        return inner
    said = _("added:") if tag == "ins" else _("deleted:")
    return f'<{tag}><span class="ros-visually-hidden">[{escape(said)} </span>{inner}{_END}</{tag}>'


def _inline(tokens: list[Token]) -> str:
    """Tokens as HTML, neighbours with the same marks in one piece."""
    written: list[str] = []
    pending: list[Token] = []

    def flush() -> None:
        if pending:
            written.append(
                render.marked({**pending[0].node, "text": "".join(token.text for token in pending)})
            )
            pending.clear()

    for token in tokens:
        if token.node["type"] != "text":
            flush()
            written.append("¶ " if token is _BREAK else "<br>")
            continue
        if pending and pending[-1].marks != token.marks:
            flush()
        pending.append(token)
    flush()
    return "".join(written)


def compare_paragraphs(before: list[Node], after: list[Node]) -> str:
    """Split or joined paragraphs: compared as one run of words, shown as they stand now."""
    was, now = _joined(before), _joined(after)
    paragraphs = [""]
    for tag, i1, i2, j1, j2 in _from_breaks(_readable(was, now), was, now):
        if tag == "replace" and _BREAK in now[j1:j2] and _is_space(was[i1:i2]):
            i1 = i2  # the space where the paragraph was split is no deleted word
        elif tag == "replace" and _BREAK in was[i1:i2] and _is_space(now[j1:j2]):
            paragraphs[-1] += run(was[i1:i2], "del") + run(now[j1:j2], "")
            continue
        if tag != "equal":
            paragraphs[-1] += run(was[i1:i2], "del")
        start = j1
        for end in [*(j for j in range(j1, j2) if now[j] is _BREAK), j2]:
            if tag == "equal":
                paragraphs[-1] += "".join(
                    _same_words(was[i1 + start - j1 : i1 + end - j1], now[start:end])
                )
            else:
                paragraphs[-1] += run(now[start:end], "ins")
            if end < j2:
                paragraphs.append("")
            start = end + 1
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _from_breaks(steps: list[Opcode], was: list[Token], now: list[Token]) -> list[Opcode]:
    """What came or went with a break begins there, not with the full stop before it."""
    for number, (tag, i1, i2, j1, j2) in enumerate(steps[1:-1], 1):
        words, start, end = (now, j1, j2) if tag == "insert" else (was, i1, i2)
        if tag not in ("insert", "delete") or _BREAK not in words[start:end]:
            continue
        by = words.index(_BREAK, start) - start
        before, after = steps[number - 1], steps[number + 1]
        first, behind = words[start : start + by], words[end : end + by]
        if by < after[2] - after[1] and [one.text for one in first] == [one.text for one in behind]:
            steps[number - 1 : number + 2] = [
                ("equal", before[1], i1 + by, before[3], j1 + by),
                (tag, i1 + by, i2 + by, j1 + by, j2 + by),
                ("equal", i2 + by, after[2], j2 + by, after[4]),
            ]
    return steps


def _is_space(tokens: list[Token]) -> bool:
    return all(token.text.isspace() and token.node["type"] == "text" for token in tokens)


def _joined(blocks: list[Node]) -> list[Token]:
    tokens: list[Token] = []
    for number, block in enumerate(blocks):
        tokens += [_BREAK] * bool(number) + tokenize(block)
    return tokens
