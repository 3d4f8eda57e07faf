"""The text of a letter: what a secretary types, and what of it may reach the paper.

A letter needs paragraphs, headings, lists and now and then a table. Those are
typed the way people already type them in an e-mail, so no script is needed,
a paste from Word arrives clean, and every hostile tag is only text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

# A letter of about twelve pages. WeasyPrint lays out 200 KB of text in five
# seconds and never finishes some small pages, so the size is checked before.
MAX_CHARACTERS = 40_000
MAX_ELEMENTS = 1_500
# A word has no place to break; one of a whole page takes the renderer minutes.
MAX_WORD = 500
MAX_LIST_DEPTH = 3
MAX_DEPTH = 12
MAX_COLUMNS = 6
MAX_ROWS = 60
TWELFTHS = 12

ALLOWED_TAGS = frozenset(
    {"h2", "h3", "p", "br", "strong", "em", "mark", "a", "ul", "ol", "li"}
    | {"table", "caption", "thead", "tbody", "tr", "th", "td"}
)

# What Word puts in a text and the letter's font has no drawing of.
REPLACED = {
    0x2010: "-",  # hyphen
    0x2011: "-",  # Word's non-breaking hyphen
    0x2212: "–",  # minus
    0x2007: "\u00a0",
    0x202F: "\u00a0",
    **{code: " " for code in (0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2008, 0x200A)},
    **{code: None for code in (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF)},
    0x2028: "\n",
    0x2029: "\n\n",
    0x0B: "\n",
    0x0C: "\n\n",
}


class BodyRefused(ValueError):
    """The text cannot become a letter; the message tells the secretary what to change."""


@dataclass(frozen=True)
class Item:
    text: str
    level: int
    numbered: bool


# In every pattern a mark ends where the next one begins: looking further takes quadratic time.
HEADING = re.compile(r"(#{1,6})\s+(\S.*)$")
ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*•‣◦]|\d{1,3}[.)])\s+(?P<text>\S.*)$")
ROW = re.compile(r"\|(.+)\|\s*$")
RULE = re.compile(r"[\s|:\-–]+$")
BOLD = re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*")
ITALIC = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]+)(?<=[^\s_])_(?![\w_])")
# What a starting text leaves open: [vul in: wat het BOSS besloot].
GAP = re.compile(r"\[vul in:?\s*([^\[\]\n]*)\]", re.IGNORECASE)
LINK = re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def tidy(text: str) -> str:
    """The same words in characters that a letter can print."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(REPLACED)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", text)


def to_html(text: str) -> str:
    """Typed text as the HTML of a letter: blank line = new paragraph, ## = heading, - = list."""
    text = tidy(text)
    if len(text) > MAX_CHARACTERS:
        raise BodyRefused(
            _(
                "The text has %(length)s characters; a letter holds %(most)s at most. "
                "Put the rest in an attachment."
            )
            % {"length": len(text), "most": MAX_CHARACTERS}
        )
    if any(len(word) > MAX_WORD for word in text.split()):
        raise BodyRefused(
            _("A word in the text has more than %(most)s letters. Put spaces in it.")
            % {"most": MAX_WORD}
        )
    html: list[str] = []
    paragraph: list[str] = []
    items: list[Item] = []
    rows: list[list[str]] = []
    seen_heading = False

    def close() -> None:
        if paragraph:
            html.append(f"<p>{'<br>'.join(map(_inline, paragraph))}</p>")
        if items:
            html.append(_list_html(items))
        if rows:
            html.append(_table_html(rows))
        for block in (paragraph, items, rows):
            block.clear()

    for line in text.split("\n"):
        if not line.strip():
            close()
        elif heading := HEADING.match(line.strip()):
            close()
            # The subject is the h1; an h3 needs an h2 above it.
            level = 3 if len(heading[1]) > 2 and seen_heading else 2
            seen_heading = True
            html.append(f"<h{level}>{_inline(heading[2].rstrip('#').rstrip())}</h{level}>")
        elif item := ITEM.match(line):
            if not items:
                close()
            items.append(_item(item, items))
        elif row := ROW.match(line.strip()):
            if not rows:
                close()
            if not RULE.match(line.strip()):
                rows.append([cell.strip() for cell in row[1].split("|")])
        elif items and line[0] in " \t":
            last = items[-1]
            items[-1] = Item(f"{last.text} {line.strip()}", last.level, last.numbered)
        else:
            if not paragraph:
                close()
            paragraph.append(line.strip())
    close()
    return clean("\n".join(html))


def _item(match: re.Match[str], before: list[Item]) -> Item:
    """Two spaces (or a tab) further in is one level deeper, but never more than one at a time."""
    level = len(match["indent"].expandtabs(2)) // 2
    level = min(level, before[-1].level + 1 if before else 0)
    if level >= MAX_LIST_DEPTH:
        raise BodyRefused(
            _("A list in a letter has %(most)s levels at most. Make the list flatter.")
            % {"most": MAX_LIST_DEPTH}
        )
    return Item(match["text"].strip(), level, match["mark"][0].isdigit())


def _list_html(items: list[Item]) -> str:
    html = ""
    open_lists: list[str] = []
    for item in items:
        tag = "ol" if item.numbered else "ul"
        while len(open_lists) > item.level + 1:
            html += f"</li></{open_lists.pop()}>"
        if len(open_lists) == item.level + 1 and open_lists[-1] != tag:
            html += f"</li></{open_lists.pop()}>"
            html += f"<{tag}><li>"
            open_lists.append(tag)
        elif len(open_lists) == item.level + 1:
            html += "</li><li>"
        else:
            html += f"<{tag}><li>"
            open_lists.append(tag)
        html += _inline(item.text)
    while open_lists:
        html += f"</li></{open_lists.pop()}>"
    return html


def _table_html(rows: list[list[str]]) -> str:
    """The first row is the heading: a table without one cannot be read aloud."""
    columns = max(map(len, rows))
    if columns > MAX_COLUMNS or len(rows) > MAX_ROWS:
        raise BodyRefused(
            _(
                "A table in a letter has %(columns)s columns and %(rows)s rows at most. "
                "Put a larger one in an attachment."
            )
            % {"columns": MAX_COLUMNS, "rows": MAX_ROWS}
        )
    whole = [row + [""] * (columns - len(row)) for row in rows]
    head, *rest = whole
    html = "<table><thead><tr>"
    html += "".join(
        f'<th scope="col" class="w{share}">{_inline(cell)}</th>'
        for cell, share in zip(head, _shares(whole), strict=True)
    )
    html += "</tr></thead><tbody>"
    for first, *others in rest:
        html += f'<tr><th scope="row">{_inline(first)}</th>'
        html += "".join(f"<td>{_inline(cell)}</td>" for cell in others) + "</tr>"
    return html + "</tbody></table>"


def _shares(rows: list[list[str]]) -> list[int]:
    """Twelfths of the width, by the longest text of each column: known widths are laid out fast."""
    longest = [min(max(map(len, column), default=0), 40) + 4 for column in zip(*rows, strict=True)]
    free = TWELFTHS - 2 * len(longest)
    total = sum(longest)
    shares = [2 + free * length // total for length in longest]
    # What rounding left over goes to the widest.
    shares[longest.index(max(longest))] += TWELFTHS - sum(shares)
    return shares


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    # Links are set apart first: an underscore in an address is not italic.
    parts: list[str] = []
    end = 0
    for link in LINK.finditer(text):
        parts += [_emphasis(text[end : link.start()])]
        parts += [f'<a href="{link[0].replace(chr(34), "%22")}">{link[0]}</a>']
        end = link.end()
    return "".join([*parts, _emphasis(text[end:])])


def _emphasis(text: str) -> str:
    text = ITALIC.sub(r"<em>\1</em>", BOLD.sub(r"<strong>\1</strong>", text))
    return GAP.sub(r"<mark>\g<0></mark>", text)


def clean(html: str) -> SafeString:
    """Only what a letter may hold; refuse what would keep the renderer busy for ever."""
    html = nh3.clean(
        html,
        tags=set(ALLOWED_TAGS),
        clean_content_tags={"script", "style", "template", "svg", "math"},
        attributes={"a": {"href"}, "th": {"scope"}},
        url_schemes={"http", "https", "mailto"},
        allowed_classes={"th": {f"w{share}" for share in range(1, TWELFTHS + 1)}},
        link_rel=None,
    )
    measure = _Measure()
    measure.feed(html)
    measure.close()
    measure.judge()
    return mark_safe(html)


class _Measure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements = self.depth = self.list_depth = self.characters = 0
        self.columns = self.row = 0
        self.headings: list[int] = []
        self.tables: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        if tag == "br":
            return
        self.open.append(tag)
        self.depth = max(self.depth, len(self.open))
        self.list_depth = max(self.list_depth, sum(t in ("ul", "ol") for t in self.open))
        if tag == "table":
            self.tables.append(0)
        elif tag == "tr":
            self.row = 0
        elif tag in ("th", "td"):
            self.row += 1
            self.columns = max(self.columns, self.row)
            if self.tables and tag == "th":
                self.tables[-1] += 1
        elif tag in ("h2", "h3"):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.characters += len(data)

    def judge(self) -> None:
        if (
            self.characters > MAX_CHARACTERS
            or self.elements > MAX_ELEMENTS
            or self.depth > MAX_DEPTH
            or self.list_depth > MAX_LIST_DEPTH
            or self.columns > MAX_COLUMNS
        ):
            raise BodyRefused(
                _("This text is too long or too deeply nested for a letter. Make it simpler.")
            )
        if 0 in self.tables:
            raise BodyRefused(_("A table in a letter needs a first row with headings."))
        if self.headings and self.headings[0] != 2:
            raise BodyRefused(_("Start with a heading of the first level (##)."))
