"""Show a text: as HTML by allow-list, as plain text, with its table of contents.

A text may come from any browser, so nothing of it is trusted: only what schema.json names is
written out, every word is escaped, and nh3 reads the result once more with the same allow-list.

Every block is one line, `<div id="b-<id>">…</div>`. stored.py reads what is written here, to put a
link beside a block or what a field points at in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import Final, NamedTuple, TypedDict

import nh3

from strategy.text.dutch import BACK, NOTES, TABLE
from strategy.text.nodes import (
    Node,
    attribute,
    block_id,
    children,
    count_words,
    field_words,
    flat_text,
)
from strategy.text.schema import (
    BLOCK_ID,
    MARK_ORDER,
    MARKS,
    RULES,
    attribute_value,
    safe_image,
    safe_link,
)

COMPACT: Final = frozenset({"listItem", "tableCell", "tableHeader"})
RENDERER: Final = 1  # raise it when the same text renders to other HTML


class Heading(TypedDict):
    id: str
    level: int
    text: str


class Rendered(NamedTuple):
    html: str
    plain: str
    contents: list[Heading]
    words: int


def render(doc: Node) -> Rendered:
    """Everything a revision keeps beside the text itself."""
    plain = plain_text(doc)
    return Rendered(html(doc), plain, contents(doc), count_words(plain))


def html(doc: Node) -> str:
    writer = Writer()
    lines = [writer.block(block) for block in children(doc)]
    return clean("\n".join([*lines, *writer.endnotes()]))


def block_html(block: Node) -> str:
    """One block by itself, as in the choice between two versions of it."""
    writer = Writer(in_page=False)
    return clean("".join([writer.node(block), *writer.endnotes()]))


def contents(doc: Node) -> list[Heading]:
    return [
        Heading(id=block_id(block), level=attribute(block, "level"), text=heading_text(block))
        for block in children(doc)
        if block["type"] == "heading" and heading_text(block)
    ]


def heading_text(block: Node) -> str:
    """A heading without its footnotes."""
    return flat_text(
        {**block, "content": [child for child in children(block) if child["type"] != "footnote"]}
    )


@dataclass
class Writer:
    """Writes the blocks of one text in order, counting its footnotes and tables on the way."""

    in_page: bool = True
    notes: list[str] = field(default_factory=list)
    tables: int = 0
    heading_before: str = ""

    def block(self, block: Node) -> str:
        key = block_id(block)
        inner = self.node(block)
        self.heading_before = heading_text(block) if block["type"] == "heading" else ""
        return f'<div id="b-{escape(key)}">{inner}</div>' if key else f"<div>{inner}</div>"

    def node(self, node: Node) -> str:
        match node["type"]:
            case "text":
                return marked(node)
            case "hardBreak":
                return "<br>"
            case "footnote":
                return self.footnote(node)
            case "figure":
                return self.figure(node)
            case "table":
                return self.table(node)
            case name:
                rule = RULES[name]
                if rule.field:
                    return field_html(rule.field, attribute(node, rule.field), field_words(node))
                tag = rule.tag.format(**node.get("attrs", {}))
                start = attribute(node, "start")
                opening = f'{tag} start="{start}"' if start and start != 1 else tag
                return f"<{opening}>{self.inside(node)}</{tag}>"

    def inside(self, node: Node) -> str:
        """The children of a node. The only paragraph of an item or cell needs no tag of its own."""
        inner = children(node)
        paragraphs = [child["type"] for child in inner].count("paragraph")
        if node["type"] in COMPACT and paragraphs == 1 and inner[0]["type"] == "paragraph":
            return self.inside(inner[0]) + "".join(map(self.node, inner[1:]))
        return "".join(map(self.node, inner))

    def footnote(self, node: Node) -> str:
        self.notes.append(self.inside(node))
        number = len(self.notes)
        if not self.in_page:
            return f"<sup>{number}</sup>"
        return (
            f'<sup id="ref-{number}"><a href="#note-{number}" role="doc-noteref">{number}</a></sup>'
        )

    def endnotes(self) -> list[str]:
        if not self.notes:
            return []
        items = ""
        for number, note in enumerate(self.notes, 1):
            back = (
                f' <a href="#ref-{number}" role="doc-backlink" aria-label="{BACK} {number}">↩</a>'
            )
            items += (
                f'<li id="note-{number}">{note}{back}</li>' if self.in_page else f"<li>{note}</li>"
            )
        label = f' role="doc-endnotes" aria-label="{NOTES}"' if self.in_page else ""
        return [f"<section{label}><ol>{items}</ol></section>"]

    def figure(self, node: Node) -> str:
        src, alt = safe_image(attribute(node, "src")), escape(str(attribute(node, "alt") or ""))
        image = f'<img src="{src}" alt="{alt}" loading="lazy">' if src else ""
        caption = self.inside(node)
        return f"<figure>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"

    def table(self, node: Node) -> str:
        """Leading rows of headers become the head; the region around the table can scroll."""
        self.tables += 1
        rows = children(node)
        head = 0
        while head < len(rows) and all(
            cell["type"] == "tableHeader" for cell in children(rows[head])
        ):
            head += 1
        head = head if head < len(rows) else 0
        inner = (
            f"<thead>{''.join(self.row(row, in_head=True) for row in rows[:head])}</thead>"
            if head
            else ""
        )
        inner += f"<tbody>{''.join(self.row(row, in_head=False) for row in rows[head:])}</tbody>"
        name = f"{TABLE} {self.tables}" + (
            f", {self.heading_before}" if self.heading_before else ""
        )
        region = f'<div role="region" tabindex="0" aria-label="{escape(name)}">'
        return f"{region}<table>{inner}</table></div>"

    def row(self, row: Node, *, in_head: bool) -> str:
        return f"<tr>{''.join(self.cell(cell, in_head=in_head) for cell in children(row))}</tr>"

    def cell(self, cell: Node, *, in_head: bool) -> str:
        tag = RULES[cell["type"]].tag
        spans = "".join(
            f' {name}="{span}"' for name, span in sorted(cell.get("attrs", {}).items()) if span != 1
        )
        scope = f' scope="{"col" if in_head else "row"}"' if tag == "th" else ""
        return f"<{tag}{scope}{spans}>{self.inside(cell)}</{tag}>"


def field_html(kind: str, key: object, words: str | None) -> str:
    """Words with what they stand for, for whoever shows the text to look up (strategy/fields.py)."""
    return f'<span data-{kind}="{escape(str(key))}">{escape(words or "", quote=False)}</span>'


def marked(node: Node) -> str:
    """Text with its marks, always in the same order around each other."""
    written = escape(node["text"], quote=False)
    marks = {mark["type"]: mark for mark in node.get("marks", [])}
    for name in reversed(MARK_ORDER):
        if name in marks:
            tag = MARKS[name]["tag"]
            href = (
                f' href="{escape(safe_link(attribute(marks[name], "href")))}"'
                if name == "link"
                else ""
            )
            written = f"<{tag}{href}>{written}</{tag}>"
    return written


def plain_text(doc: Node) -> str:
    """For searching, counting and mail: a blank line between blocks, a tab between cells."""
    return "\n\n".join(filter(None, (_plain(block) for block in children(doc))))


def _plain(node: Node) -> str:
    inner = children(node)
    match node["type"]:
        case "text":
            return str(node["text"])
        case "figureValue" | "reference":
            return field_words(node) or ""
        case "hardBreak":
            return " "
        case "footnote":
            return f" ({flat_text(node)})"
        case "bulletList" | "orderedList":
            return "\n".join(f"- {_plain(item)}" for item in inner)
        case "listItem" | "blockquote":
            return "\n".join(_plain(child) for child in inner)
        case "table":
            return "\n".join("\t".join(_plain(cell) for cell in children(row)) for row in inner)
        case "tableCell" | "tableHeader":
            return " ".join(_plain(child) for child in inner)
        case _:
            return "".join(_plain(child) for child in inner).strip()


# What nh3 lets through: the tags of the schema and those this module writes around them.
TAGS: Final = frozenset(
    {rule.tag.format(level=level) for rule in RULES.values() if rule.tag for level in (2, 3, 4)}
    | {mark["tag"] for mark in MARKS.values()}
    | {"div", "section", "thead", "tbody", "figcaption", "img", "sup"}
)
ATTRIBUTES: Final = {
    "a": {"href", "role", "aria-label"},
    "img": {"src", "alt", "loading"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "sup": {"id"},
    "li": {"id"},
    "section": {"role", "aria-label"},
    "div": {"id", "role", "tabindex", "aria-label"},
    "span": {f"data-{rule.field}" for rule in RULES.values() if rule.field},
}
_KEYS: Final = {
    f"data-{rule.field}": rule.attrs[rule.field] for rule in RULES.values() if rule.field
}
_ANCHOR: Final = re.compile(r"#?(?:note|ref)-\d{1,4}")
_ROLES: Final = frozenset({"region", "doc-noteref", "doc-endnotes", "doc-backlink"})


def allowed_attribute(tag: str, name: str, value: str) -> str | None:
    """The value, or None when it is not one that this module writes."""
    match name:
        case "href":
            fine = bool(_ANCHOR.fullmatch(value) or safe_link(value))
        case "src":
            fine = bool(safe_image(value))
        case "id":
            fine = bool(_ANCHOR.fullmatch(value)) or (
                value.startswith("b-") and bool(BLOCK_ID.fullmatch(value[2:]))
            )
        case "role":
            fine = value in _ROLES
        case "colspan" | "rowspan" | "start" | "tabindex":
            fine = value.isascii() and value.isdigit() and len(value) <= 4
        case "scope":
            fine = value in ("col", "row")
        case "loading":
            fine = value == "lazy"
        case _ if name in _KEYS:
            fine = bool(attribute_value(_KEYS[name], value))
        case _:
            fine = True
    return value if fine else None


_CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=allowed_attribute,
    clean_content_tags={"script", "style", "iframe", "object", "template", "svg", "math"},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    strip_comments=True,
)


def clean(written: str) -> str:
    return _CLEANER.clean(written)
