"""What a text may hold (read from schema.json), and the door through which a text comes in.

A node the schema does not know, or that stands where it may not, is reduced to its words instead of
refused: the browser saves by itself every few seconds, and a refusal nobody can mend would cost the
writer everything typed after it. What is not a text at all, or is too large, is refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from strategy.text.nodes import Node

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SCHEMA: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "schema.json").read_text(encoding="utf-8")
)
VERSION: Final[int] = SCHEMA["version"]
LIMITS: Final[dict[str, int]] = SCHEMA["limits"]
TOOLBAR: Final[list[dict[str, Any]]] = SCHEMA["toolbar"]
BLOCK_ID: Final = re.compile(SCHEMA["block_id"]["pattern"])
IMAGE_PATH: Final = re.compile(SCHEMA["image_path"])
MARK_ORDER: Final = tuple(SCHEMA["marks"])

# http(s) with a host, a mail address, or a path of this site: "//host" and "/\host" leave it.
_LINK = re.compile(r"(?:https?://[^\s/\\]|mailto:[^\s@]+@|/(?![/\\]))[^\s<>\"\\]*", re.IGNORECASE)
# PostgreSQL refuses NUL, UTF-8 lone surrogates, and XML the rest.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_WHITE = re.compile(r"[\t\r\n]+")


class TextInvalid(Exception):
    """What came in is not a text, or is too large; `reason` may be shown to the user."""

    def __init__(self, reason: StrOrPromise) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class NodeRule:
    name: str
    tag: str
    children: tuple[str, ...]
    first: str
    needs_child: bool
    marks: frozenset[str]
    attrs: dict[str, dict[str, Any]]
    is_block: bool
    is_inline: bool
    field: str  # the attribute that says what it stands for; empty for what is no field

    @property
    def holds_inline(self) -> bool:
        return "text" in self.children


def _rule(name: str, described: dict[str, Any]) -> NodeRule:
    """Read one node; its `content` is a small part of ProseMirror's language."""
    nodes: dict[str, dict[str, Any]] = SCHEMA["nodes"]
    allowed: dict[str, None] = {}
    terms = str(described.get("content", "")).split()
    for term in terms:
        for part in term.strip("()*+").replace(")", "").split("|"):
            members = [member for member, other in nodes.items() if other.get("group") == part]
            allowed.update(dict.fromkeys(members or [part]))
    return NodeRule(
        name=name,
        tag=str(described.get("tag", "")),
        children=tuple(allowed),
        first=terms[0] if terms and terms[0].isidentifier() else "",
        needs_child=bool(terms) and not terms[0].endswith("*"),
        marks=frozenset(described.get("marks", ())),
        attrs=described.get("attrs", {}),
        is_block=bool(described.get("block")),
        is_inline=described.get("group") == "inline",
        field=str(described.get("field", "")),
    )


RULES: Final[dict[str, NodeRule]] = {
    name: _rule(name, described) for name, described in SCHEMA["nodes"].items()
}
MARKS: Final[dict[str, dict[str, Any]]] = SCHEMA["marks"]


class Accepted(NamedTuple):
    """A text that follows the schema. `altered`: something the user can see had to give way."""

    doc: Node
    altered: bool


def safe_link(value: object) -> str:
    """The address when a text may point there, else nothing."""
    if not isinstance(value, str) or len(value) > 2000:
        return ""
    address = value.strip()
    return address if _LINK.fullmatch(address) else ""


def safe_image(value: object) -> str:
    return value if isinstance(value, str) and IMAGE_PATH.fullmatch(value) else ""


def plain(value: object) -> str:
    """Text as it can be kept by every database and printed in every document."""
    return _WHITE.sub(" ", _UNWRITABLE.sub("", value)) if isinstance(value, str) else ""


def attribute_value(kind: dict[str, Any], value: object) -> Any:
    """A value of the described kind, or the default."""
    match kind["kind"]:
        case "integer":
            whole = value if isinstance(value, int) and not isinstance(value, bool) else None
            if whole is None or not (
                whole in kind["of"] if "of" in kind else kind["min"] <= whole <= kind["max"]
            ):
                return kind["default"]
            return whole
        case "link":
            return safe_link(value)
        case "image":
            return safe_image(value)
        case "key":
            fits = isinstance(value, str) and re.fullmatch(kind["pattern"], value)
            return value if fits else kind["default"]
        case _:
            return plain(value)[: kind["max"]]


def accept(submitted: object) -> Accepted:
    """The submitted text in the shape the schema describes; raises TextInvalid and nothing else."""
    if not isinstance(submitted, dict) or submitted.get("type") != "doc":
        raise TextInvalid(_("This is not a text that the portal can read."))
    reader = _Reader()
    doc = reader.node(submitted, RULES["doc"], marks=frozenset(), depth=0)
    return Accepted(doc or {"type": "doc", "content": [{"type": "paragraph"}]}, reader.altered)


def validated(submitted: object) -> Node:
    return accept(submitted).doc


@dataclass
class _Reader:
    """One pass over one submitted text, counting what it holds."""

    altered: bool = False
    nodes: int = 0
    characters: int = 0
    _inline: frozenset[str] = field(
        default_factory=lambda: frozenset(n for n, r in RULES.items() if r.is_inline)
    )

    def count(self, depth: int) -> None:
        self.nodes += 1
        if depth > LIMITS["depth"]:
            raise TextInvalid(
                _("The text is nested too deeply, for example lists within lists within lists.")
            )
        if self.nodes > LIMITS["nodes"]:
            raise TextInvalid(_("The text is too large. Divide it over two chapters."))

    def node(self, raw: Node, rule: NodeRule, *, marks: frozenset[str], depth: int) -> Node | None:
        """The node as its rule wants it; None when nothing is left of it."""
        self.count(depth)
        if rule.name == "text":
            return self.text(raw, marks)
        content = self.content(raw, rule, depth)
        if rule.needs_child and not content:
            if "paragraph" not in rule.children:
                self.altered = True
                return None
            content = [{"type": "paragraph"}]
        if rule.name == "doc" and len(content) > LIMITS["blocks"]:
            raise TextInvalid(_("The text is too large. Divide it over two chapters."))
        if rule.first and content[0]["type"] != rule.first:
            content.insert(0, {"type": rule.first})
        attrs = self.attrs(raw, rule, is_top=depth == 1)
        if rule.field:
            return self.field(rule, attrs)
        return {
            "type": rule.name,
            **({"attrs": attrs} if attrs else {}),
            **({"content": content} if content else {}),
        }

    def content(self, raw: Node, rule: NodeRule, depth: int) -> list[Node]:
        content: list[Node] = []
        for child in self.raw_children(raw):
            name = child["type"]
            if name in rule.children:
                kept = self.node(child, RULES[name], marks=rule.marks, depth=depth + 1)
                content += [kept] if kept else []
            else:
                self.altered = True
                content += self.reduced(child, rule, depth + 1)
        return _joined(content) if rule.holds_inline else content

    def raw_children(self, raw: Node) -> list[Node]:
        given = raw.get("content")
        if given is None:
            return []
        if not isinstance(given, list) or not all(
            isinstance(child, dict) and isinstance(child.get("type"), str) for child in given
        ):
            raise TextInvalid(_("The text is damaged. Reload the page and try again."))
        return given

    def attrs(self, raw: Node, rule: NodeRule, *, is_top: bool) -> Node:
        given = raw.get("attrs")
        given = given if isinstance(given, dict) else {}
        attrs = {
            name: attribute_value(kind, given.get(name, kind["default"]))
            for name, kind in rule.attrs.items()
        }
        if given.get("src") and rule.name == "figure" and not attrs["src"]:
            self.altered = True
        own_id = given.get("id")
        if is_top and rule.is_block and isinstance(own_id, str) and BLOCK_ID.fullmatch(own_id):
            attrs["id"] = own_id
        return attrs

    def field(self, rule: NodeRule, attrs: Node) -> Node | None:
        """What points nowhere is only its words."""
        words = attrs["shown"].strip()
        if words and attrs[rule.field]:
            self.weigh(words)
            return {"type": rule.name, "attrs": {**attrs, "shown": words}}
        self.altered = True
        return self.text({"text": words}, frozenset())

    def weigh(self, words: str) -> None:
        self.characters += len(words)
        if self.characters > LIMITS["bytes"]:
            raise TextInvalid(_("The text is too large. Divide it over two chapters."))

    def text(self, raw: Node, allowed: frozenset[str]) -> Node | None:
        text = plain(raw.get("text"))
        self.weigh(text)
        if not text:
            return None
        marks = self.marks(raw.get("marks"), allowed)
        return {"type": "text", **({"marks": marks} if marks else {}), "text": text}

    def marks(self, given: object, allowed: frozenset[str]) -> list[Node]:
        found: dict[str, Node] = {}
        for mark in given if isinstance(given, list) else []:
            name = mark.get("type") if isinstance(mark, dict) else None
            if not isinstance(name, str) or name not in allowed:
                self.altered = True
                continue
            attrs = mark.get("attrs")
            attrs = attrs if isinstance(attrs, dict) else {}
            kept = {
                key: attribute_value(kind, attrs.get(key))
                for key, kind in MARKS[name].get("attrs", {}).items()
            }
            if "href" in kept and not kept["href"]:
                self.altered = True
                continue
            found[name] = {"type": name, **({"attrs": kept} if kept else {})}
        return [found[name] for name in MARK_ORDER if name in found]

    def reduced(self, raw: Node, parent: NodeRule, depth: int) -> list[Node]:
        """The words of a misplaced node, in the plainest shape its parent does take."""
        if parent.holds_inline:
            return [inline for line in self.lines(raw, parent, depth) for inline in line]
        if "paragraph" in parent.children:
            lines = self.lines(raw, RULES["paragraph"], depth)
            return [{"type": "paragraph", "content": _joined(line)} for line in lines]
        if not parent.children:
            return []
        around = RULES[parent.children[-1]]
        inner = self.reduced(raw, around, depth + 1)
        attrs = self.attrs({}, around, is_top=False)
        return (
            [{"type": around.name, **({"attrs": attrs} if attrs else {}), "content": inner}]
            if inner
            else []
        )

    def lines(self, raw: Node, parent: NodeRule, depth: int) -> list[list[Node]]:
        """The inline nodes inside a node, a list for every line of text."""
        self.count(depth)
        if raw["type"] in parent.children and raw["type"] in self._inline:
            kept = self.node(raw, RULES[raw["type"]], marks=parent.marks, depth=depth)
            return [[kept]] if kept else []
        if isinstance(raw.get("text"), str) and (kept := self.text(raw, parent.marks)):
            return [[kept]]
        lines: list[list[Node]] = []
        open_line = False
        for child in self.raw_children(raw):
            inner = self.lines(child, parent, depth + 1)
            if child["type"] in self._inline and open_line and inner:
                lines[-1] += inner[0]
            else:
                lines += inner
            open_line = child["type"] in self._inline and bool(lines)
        return lines


def _joined(inlines: list[Node]) -> list[Node]:
    """Neighbouring text with the same marks as one node, as ProseMirror spells it."""
    joined: list[Node] = []
    for inline in inlines:
        before = joined[-1] if joined else None
        if (
            before
            and before["type"] == inline["type"] == "text"
            and before.get("marks") == inline.get("marks")
        ):
            joined[-1] = {**before, "text": before["text"] + inline["text"]}
        else:
            joined.append(inline)
    return joined
