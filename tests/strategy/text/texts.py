"""Texts for the tests: short to write by hand, and any text at all for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from strategy.text.nodes import Node


def text(words: str, *marks: str) -> Node:
    return {
        "type": "text",
        **({"marks": [{"type": mark} for mark in marks]} if marks else {}),
        "text": words,
    }


def link(words: str, href: str) -> Node:
    return {"type": "text", "marks": [{"type": "link", "attrs": {"href": href}}], "text": words}


def _inline(content: tuple[Node | str, ...]) -> dict[str, list[Node]]:
    nodes = [text(part) if isinstance(part, str) else part for part in content if part]
    return {"content": nodes} if nodes else {}


def p(block: str, *content: Node | str) -> Node:
    return {"type": "paragraph", **({"attrs": {"id": block}} if block else {}), **_inline(content)}


def h(block: str, words: str, level: int = 2) -> Node:
    return {"type": "heading", "attrs": {"level": level, "id": block}, "content": [text(words)]}


def ul(block: str, *items: str) -> Node:
    return {"type": "bulletList", "attrs": {"id": block}, "content": _items(items)}


def ol(block: str, *items: str) -> Node:
    return {"type": "orderedList", "attrs": {"id": block, "start": 1}, "content": _items(items)}


def _items(items: tuple[str, ...]) -> list[Node]:
    return [{"type": "listItem", "content": [p("", item)]} for item in items]


def cell(words: str, *, header: bool = False) -> Node:
    return {
        "type": "tableHeader" if header else "tableCell",
        "attrs": {"colspan": 1, "rowspan": 1},
        "content": [p("", words)],
    }


def table(block: str, *rows: tuple[str, ...]) -> Node:
    """The first row is a row of headers."""
    return {
        "type": "table",
        "attrs": {"id": block},
        "content": [
            {"type": "tableRow", "content": [cell(words, header=number == 0) for words in row]}
            for number, row in enumerate(rows)
        ],
    }


def footnote(words: str) -> Node:
    return {"type": "footnote", "content": [text(words)]}


def amount(figure: str, shown: str) -> Node:
    return {"type": "figureValue", "attrs": {"figure": figure, "shown": shown}}


def reference(to: str, shown: str) -> Node:
    return {"type": "reference", "attrs": {"to": to, "shown": shown}}


def figure(block: str, src: str, alt: str, caption: str) -> Node:
    return {"type": "figure", "attrs": {"src": src, "alt": alt, "id": block}, **_inline((caption,))}


def doc(*blocks: Node) -> Node:
    return {"type": "doc", "content": list(blocks)}


WORDS = st.sampled_from(
    [
        "Twente",
        "groeit",
        "water",
        "bodem",
        "wonen",
        "Almelo",
        "Hengelo",
        "spoor",
        "natuur",
        "<b>scherp</b>",
        "&",
        "é",
        "😀",
        '"citaat"',
    ]
)
SENTENCES = st.lists(WORDS, min_size=0, max_size=8).map(" ".join)
BLOCK_IDS = st.sampled_from([f"block-{letter}" for letter in "abcdefghijkl"])


@st.composite
def blocks(draw: st.DrawFn, block: str) -> Node:
    """A block of any common kind with this id."""
    kind = draw(st.sampled_from(("p", "p", "p", "h", "ul", "table")))
    if kind == "h":
        return h(block, draw(SENTENCES) or "kop", draw(st.sampled_from((2, 3, 4))))
    if kind == "ul":
        return ul(block, *draw(st.lists(SENTENCES, min_size=1, max_size=3)))
    if kind == "table":
        return table(
            block, *[(draw(SENTENCES), draw(SENTENCES)) for _ in range(draw(st.integers(1, 3)))]
        )
    words = draw(SENTENCES)
    inside = draw(
        st.sampled_from(
            (
                None,
                footnote("noot " + words),
                amount("woningen", "69.000 woningen"),
                reference("chapter:water", "hoofdstuk 4"),
            )
        )
    )
    return p(block, words, *([inside] if inside else []))


@st.composite
def docs(draw: st.DrawFn, *, min_size: int = 1) -> Node:
    """A text with settled ids from a small set, so that two of them share blocks."""
    keys = draw(st.lists(BLOCK_IDS, unique=True, min_size=min_size, max_size=8))
    return doc(*[draw(blocks(key)) for key in keys])


@st.composite
def changed(draw: st.DrawFn, before: Node) -> Node:
    """The same text after some edits, moves, insertions and deletions."""
    content = [
        draw(blocks(block["attrs"]["id"])) if draw(st.integers(0, 3)) == 0 else block
        for block in before["content"]
        if draw(st.integers(0, 5)) > 0
    ]
    if draw(st.booleans()):
        content = list(draw(st.permutations(content)))
    present = {block["attrs"]["id"] for block in content}
    known = present | {block["attrs"]["id"] for block in before["content"]}
    for number in range(draw(st.integers(0, 2))):
        prefix = draw(st.sampled_from(("new-x", "new-y")))
        key = f"{prefix}{number}"
        if key not in known:
            content.insert(draw(st.integers(0, len(content))), draw(blocks(key)))
            known.add(key)
    return doc(*content) if content else doc(p("only-one", "over"))


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
NODE_NAMES = st.sampled_from(
    [
        "doc",
        "paragraph",
        "heading",
        "bulletList",
        "orderedList",
        "listItem",
        "blockquote",
        "table",
        "tableRow",
        "tableHeader",
        "tableCell",
        "figure",
        "footnote",
        "figureValue",
        "reference",
        "hardBreak",
        "text",
        "script",
        "iframe",
    ]
)
HOSTILE_TEXT = st.sampled_from(
    (
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "\x00nul",
        "\ud800",
        '" onload=x',
        "//evil.example",
        "a\nb",
        "",
    )
) | st.text(max_size=10)


@st.composite
def _hostile_attrs(draw: st.DrawFn) -> dict[str, Any]:
    keys = (
        "id",
        "level",
        "start",
        "colspan",
        "rowspan",
        "src",
        "alt",
        "href",
        "style",
        "figure",
        "to",
        "shown",
    )
    return draw(
        st.dictionaries(
            st.sampled_from(keys), HOSTILE_TEXT | st.integers(-5, 99) | JSON, max_size=3
        )
    )


HOSTILE_MARKS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(("bold", "italic", "link", "evil"))},
        optional={"attrs": _hostile_attrs()},
    ),
    max_size=3,
)
HOSTILE_NODES: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries(
        {"type": NODE_NAMES, "text": HOSTILE_TEXT}, optional={"marks": HOSTILE_MARKS | JSON}
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": NODE_NAMES, "content": st.lists(inner, max_size=4)},
        optional={"attrs": _hostile_attrs() | JSON},
    ),
    max_leaves=20,
)
HOSTILE_DOCS = st.fixed_dictionaries(
    {"type": st.just("doc"), "content": st.lists(HOSTILE_NODES, max_size=5)}
)
