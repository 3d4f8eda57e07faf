"""Show what changed between two texts to somebody who has three minutes.

Every change stands where it happened, with a word that says what it is, and long unchanged
stretches are folded away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from html import escape
from typing import Final, Literal, NamedTuple

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strategy.text import render
from strategy.text.blocks import similarity
from strategy.text.changes import Change, changes, comparable
from strategy.text.matching import opcodes
from strategy.text.nodes import Node, attribute, block_id, canonical, children, flat_text
from strategy.text.schema import RULES, safe_image
from strategy.text.words import compare_paragraphs, compare_words, plain_tokens, run, tokenize

FOLD_FROM: Final = 3  # this many unchanged blocks in a row are folded
_COUNTED: Final = ("changed", "split", "joined", "inserted", "deleted", "moved", "format")


class Comparison(NamedTuple):
    html: str
    summary: str
    counts: dict[str, int]

    @property
    def is_equal(self) -> bool:
        return not any(self.counts.values())


def compare(before: Node, after: Node, *, outside: Collection[str] = ()) -> Comparison:
    """`outside`: the blocks that changed, wholly or in part, by no accepted suggestion."""
    found = list(changes(_with_words(before), _with_words(after)))
    counts = _count(found)
    return Comparison(clean(_page(found, outside)), summary(counts), counts)


def _with_words(doc: Node) -> list[Node]:
    """Without the empty lines that writing leaves behind: that one came or went says nothing."""
    return [one for one in children(doc) if one["type"] != "paragraph" or children(one)]


def _count(found: list[Change]) -> dict[str, int]:
    counts = dict.fromkeys(_COUNTED, 0)
    for change in found:
        if change.kind in counts:
            counts[change.kind] += len(change.before) if change.kind == "joined" else 1
        counts["changed"] += change.edited
    return counts


def summary(counts: dict[str, int]) -> str:
    """ "2 paragraphs changed, 1 added.": the first number says of what."""
    sentences: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
        "changed": (
            lambda n: ngettext("%(n)s paragraph changed", "%(n)s paragraphs changed", n),
            lambda n: _("%(n)s changed"),
        ),
        "split": (
            lambda n: ngettext("%(n)s paragraph split", "%(n)s paragraphs split", n),
            lambda n: _("%(n)s split"),
        ),
        "joined": (
            lambda n: ngettext("%(n)s paragraph joined", "%(n)s paragraphs joined", n),
            lambda n: _("%(n)s joined"),
        ),
        "inserted": (
            lambda n: ngettext("%(n)s paragraph added", "%(n)s paragraphs added", n),
            lambda n: _("%(n)s added"),
        ),
        "deleted": (
            lambda n: ngettext("%(n)s paragraph deleted", "%(n)s paragraphs deleted", n),
            lambda n: _("%(n)s deleted"),
        ),
        "moved": (
            lambda n: ngettext("%(n)s paragraph moved", "%(n)s paragraphs moved", n),
            lambda n: _("%(n)s moved"),
        ),
        "format": (
            lambda n: ngettext(
                "the layout of %(n)s paragraph changed", "the layout of %(n)s paragraphs changed", n
            ),
            lambda n: _("the layout of %(n)s changed"),
        ),
    }
    parts: list[str] = []
    for kind, (first, later) in sentences.items():
        if number := counts[kind]:
            parts.append((later if parts else first)(number) % {"n": number})
    if not parts:
        return _("Nothing has changed.")
    joined = ", ".join(parts)
    return f"{joined[0].upper()}{joined[1:]}."


def _page(found: list[Change], outside: Collection[str]) -> str:
    """All places, with long unchanged stretches folded; above a change stands its heading."""
    written: list[str] = []
    quiet: list[Change] = []
    for change, is_quiet in [*zip(found, _quiet(found), strict=True), (None, False)]:
        if change and is_quiet:
            quiet.append(change)
            continue
        inside = "".join(map(_shown, quiet))
        if len(quiet) >= FOLD_FROM:
            label = ngettext(
                "%(n)s paragraph unchanged", "%(n)s paragraphs unchanged", len(quiet)
            ) % {"n": len(quiet)}
            inside = f"<details><summary>{escape(label)}</summary>{inside}</details>"
        written.append(inside)
        quiet = []
        if change:
            written.append(_shown(change, is_outside=change.key in outside))
    return "".join(written)


def _quiet(found: list[Change]) -> list[bool]:
    """Which places need no attention: unchanged, and no heading of something that changed."""
    quiet: list[bool] = []
    section_changed = False
    for change in reversed(found):
        is_heading = change.kind == "same" and change.after[0]["type"] == "heading"
        quiet.append(change.kind == "same" and not (is_heading and section_changed))
        section_changed = not is_heading and (section_changed or change.kind != "same")
    return quiet[::-1]


def _shown(change: Change, *, is_outside: bool = False) -> str:
    note = ", " + _("outside the accepted suggestions") if is_outside else ""
    match change.kind:
        case "same":
            return f"<div>{_whole(change.after[0])}</div>"
        case "away":
            words = flat_text(change.before[0])
            start = escape(words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + "…")
            target = f'<a href="#b-{escape(block_id(change.after[0]))}">{start}</a>'
            return _labelled("away", _("Moved to another place"), f"<p>{target}</p>")
        case "inserted":
            inner = _whole(change.after[0], "ins")
            return _labelled("inserted", _("Added") + note, inner, change.key)
        case "deleted":
            return _labelled("deleted", _("Deleted") + note, _whole(change.before[0], "del"))
    inner = (
        _merged(change.before[0], change.after[0])
        if len(change.before) == len(change.after) == 1
        else compare_paragraphs(change.before, change.after)
    )
    return _labelled(change.kind, _label(change) + note, inner, change.key)


def _label(change: Change) -> str:
    match change.kind:
        case "moved":
            return _("Moved and changed") if change.edited else _("Moved to this place")
        case "split":
            return _("Paragraph split and changed") if change.edited else _("Paragraph split")
        case "joined":
            return _("Paragraphs joined and changed") if change.edited else _("Paragraphs joined")
        case "format":
            return _("Layout changed")
    return _("Changed")


def _labelled(kind: str, label: str, inner: str, key: str = "") -> str:
    own_id = f' id="b-{escape(key)}"' if key else ""
    says = f'<span class="ros-comparison__label">{escape(label)}</span>'
    return f'<div{own_id} data-change="{kind}">{says}{inner}</div>'


def _whole(node: Node, tag: Literal["", "ins", "del"] = "") -> str:
    """A node with all its words in one way."""
    if node["type"] == "figure":
        return _figure(None if tag == "ins" else node, None if tag == "del" else node)
    rule = RULES[node["type"]]
    name = rule.tag.format(**node.get("attrs", {}))
    if rule.holds_inline:
        inner = run(tokenize(node), tag)
    else:
        inner = "".join(_whole(child, tag) for child in children(node))
    return _tagged(name, node, inner)


def _tagged(name: str, node: Node, inner: str) -> str:
    if node["type"] == "table":
        # A wide table scrolls inside its own frame, by keyboard too.
        label = escape(_("Table"))
        region = f'<div role="region" tabindex="0" aria-label="{label}">'
        return f"{region}<table><tbody>{inner}</tbody></table></div>"
    spans = "".join(
        f' {key}="{value}"'
        for key, value in sorted(node.get("attrs", {}).items())
        if key in ("colspan", "rowspan") and value != 1
    )
    return f"<{name}{spans}>{inner}</{name}>"


def _merged(before: Node, after: Node) -> str:
    """Two versions of one node in one."""
    if after["type"] == "figure":
        return _figure(before, after)
    rule = RULES[after["type"]]
    name = rule.tag.format(**after.get("attrs", {}))
    if rule.holds_inline:
        inner = compare_words(tokenize(before), tokenize(after))
    else:
        inner = "".join(
            _merged(was, now)
            if was and now and comparable(was, now)
            else (_whole(was, "del") if was else "") + (_whole(now, "ins") if now else "")
            for was, now in _aligned(children(before), children(after))
        )
    return _tagged(name, after, inner)


def _figure(before: Node | None, after: Node | None) -> str:
    node = after or before or {}
    src, alt = safe_image(attribute(node, "src")), str(attribute(node, "alt") or "")
    image = f'<img src="{src}" alt="{escape(alt)}" loading="lazy">' if src else ""
    caption = compare_words(tokenize(before) if before else [], tokenize(after) if after else [])
    notes = ""
    if before and after and attribute(before, "src") != attribute(after, "src"):
        replaced = escape(_("The image was replaced."))
        notes += f"<p>{replaced}</p>"
    if before and after and attribute(before, "alt") != attribute(after, "alt"):
        described = compare_words(
            plain_tokens(str(attribute(before, "alt"))),
            plain_tokens(str(attribute(after, "alt"))),
        )
        label = escape(_("Description of the image:"))
        notes += f"<p>{label} {described}</p>"
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>{notes}"


def _aligned(
    before: Sequence[Node], after: Sequence[Node]
) -> list[tuple[Node | None, Node | None]]:
    """Items, rows and cells have no id: equal ones pair up, then the others by their words."""
    if len(before) == len(after) and all(
        cell["type"] in ("tableCell", "tableHeader") for cell in (*before, *after)
    ):
        return list(zip(before, after, strict=True))
    pairs: list[tuple[Node | None, Node | None]] = []
    found = opcodes([canonical(node) for node in before], [canonical(node) for node in after])
    for tag, i1, i2, j1, j2 in found:
        if tag == "equal":
            pairs += zip(before[i1:i2], after[j1:j2], strict=True)
        else:
            pairs += _by_words(before[i1:i2], after[j1:j2])
    return pairs


def _by_words(
    before: Sequence[Node], after: Sequence[Node]
) -> list[tuple[Node | None, Node | None]]:
    pairs: list[tuple[Node | None, Node | None]] = []
    waiting = list(before)
    for node in after:
        alike = [similarity(other, node) if comparable(other, node) else 0.0 for other in waiting]
        best = max(range(len(alike)), key=alike.__getitem__, default=None)
        if best is not None and (alike[best] >= 0.3 or len(before) == len(after) == 1):
            pairs += [(gone, None) for gone in waiting[:best]]
            pairs.append((waiting[best], node))
            del waiting[: best + 1]
        else:
            pairs.append((None, node))
    return pairs + [(gone, None) for gone in waiting]


_CHANGES: Final = frozenset({*_COUNTED, "away"})
_LOCAL: Final = re.compile(r"#b-[A-Za-z0-9_-]{1,40}")


def _allowed(tag: str, name: str, value: str) -> str | None:
    if name == "data-change":
        return value if value in _CHANGES else None
    if name == "href" and _LOCAL.fullmatch(value):
        return value
    return value if name == "class" else render.allowed_attribute(tag, name, value)


_CLEANER: Final = nh3.Cleaner(
    tags={*render.TAGS, "ins", "del", "details", "summary"},
    attributes={
        tag: {*names, *({"data-change"} if tag == "div" else ())}
        for tag, names in render.ATTRIBUTES.items()
    },
    allowed_classes={"span": {"ros-visually-hidden", "ros-format", "ros-comparison__label"}},
    attribute_filter=_allowed,
    clean_content_tags={"script", "style", "iframe", "object", "template", "svg", "math"},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
    strip_comments=True,
)


def clean(written: str) -> str:
    return _CLEANER.clean(written)
