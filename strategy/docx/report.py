"""What could not be kept, or became something else, said to the person who uploads a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

MOST_EXAMPLES: Final = 3
LONGEST_EXAMPLE: Final = 80

# In the order in which they are told: what is lost first, then what became something else.
SENTENCES: Final[dict[str, Any]] = {
    "picture_kind": ngettext_lazy(
        "%(n)s image cannot be read and was left out. Save it as PNG or JPEG and add it in the editor.",
        "%(n)s images cannot be read and were left out. Save them as PNG or JPEG and add them in the editor.",
        "n",
    ),
    "picture_outside": ngettext_lazy(
        "%(n)s image is not in the document but on another computer, and was left out.",
        "%(n)s images are not in the document but on another computer, and were left out.",
        "n",
    ),
    "picture_many": ngettext_lazy(
        "%(n)s image was left out: the portal reads 60 images at most in one document.",
        "%(n)s images were left out: the portal reads 60 images at most in one document.",
        "n",
    ),
    "picture_note": ngettext_lazy(
        "%(n)s image in a footnote was left out.",
        "%(n)s images in footnotes were left out.",
        "n",
    ),
    "chart": ngettext_lazy(
        "%(n)s chart was left out. Add it as an image in the editor.",
        "%(n)s charts were left out. Add them as images in the editor.",
        "n",
    ),
    "smartart": ngettext_lazy(
        "Of %(n)s diagram (SmartArt) only the words were kept, as a list.",
        "Of %(n)s diagrams (SmartArt) only the words were kept, as lists.",
        "n",
    ),
    "drawing": ngettext_lazy(
        "%(n)s drawing made with shapes was left out. Add it as an image in the editor.",
        "%(n)s drawings made with shapes were left out. Add them as images in the editor.",
        "n",
    ),
    "object": ngettext_lazy(
        "%(n)s embedded file, for example a spreadsheet, was left out.",
        "%(n)s embedded files, for example spreadsheets, were left out.",
        "n",
    ),
    "equation": ngettext_lazy(
        "Of %(n)s equation only the characters were kept. Check it.",
        "Of %(n)s equations only the characters were kept. Check them.",
        "n",
    ),
    "symbol": ngettext_lazy(
        "%(n)s character of a symbol font was left out.",
        "%(n)s characters of symbol fonts were left out.",
        "n",
    ),
    "hidden": gettext_lazy("Hidden text was left out."),
    "toc": gettext_lazy("The table of contents was left out: the portal makes its own."),
    "index": gettext_lazy("The index is now ordinary text."),
    "header_footer": gettext_lazy("The header and footer of the pages were left out."),
    "link": ngettext_lazy(
        "Of %(n)s link only the words were kept: it leads to a place in the document or to an address that the portal does not allow.",
        "Of %(n)s links only the words were kept: they lead to places in the document or to addresses that the portal does not allow.",
        "n",
    ),
    "layout_changes": gettext_lazy(
        "Tracked changes of layout were left out; the newest layout was taken."
    ),
    "layout": gettext_lazy("Layout that the portal does not know was left out:"),
    "title": gettext_lazy(
        "The title of the chapter stands above the text already, so this was left out:"
    ),
    "heading_levels": ngettext_lazy(
        "The portal has three levels of headings. %(n)s deeper heading became one of the lowest level.",
        "The portal has three levels of headings. %(n)s deeper headings became ones of the lowest level.",
        "n",
    ),
    "heading_numbers": gettext_lazy("The numbers that Word puts before headings were left out."),
    "list_letters": ngettext_lazy(
        "%(n)s list with letters or Roman numerals now has ordinary numbers. Check what refers to it.",
        "%(n)s lists with letters or Roman numerals now have ordinary numbers. Check what refers to them.",
        "n",
    ),
    "list_depth": gettext_lazy(
        "The portal has five levels in a list. Deeper ones became the fifth."
    ),
    "text_box": ngettext_lazy(
        "%(n)s text box became a box in the text.",
        "%(n)s text boxes became boxes in the text.",
        "n",
    ),
    "table_box": ngettext_lazy(
        "%(n)s table with one cell became a box in the text.",
        "%(n)s tables with one cell became boxes in the text.",
        "n",
    ),
    "table_table": ngettext_lazy(
        "%(n)s table inside a table became ordinary text.",
        "%(n)s tables inside a table became ordinary text.",
        "n",
    ),
    "table_picture": ngettext_lazy(
        "%(n)s image in a table now stands below the table.",
        "%(n)s images in tables now stand below the table.",
        "n",
    ),
    "page": gettext_lazy("Page breaks, columns and sections were left out."),
    "table_header": ngettext_lazy(
        "%(n)s table has no header row. Add one in the editor, so that everybody can follow the table.",
        "%(n)s tables have no header row. Add one in the editor, so that everybody can follow the table.",
        "n",
    ),
    "picture_alt": ngettext_lazy(
        "%(n)s image has no description. Add it in the editor for people who do not see the image.",
        "%(n)s images have no description. Add it in the editor for people who do not see the images.",
        "n",
    ),
}
LAYOUTS: Final = {
    "underlined": gettext_lazy("underlined"),
    "struck": gettext_lazy("struck through"),
    "marked": gettext_lazy("marked with a colour"),
    "raised": gettext_lazy("raised or lowered characters"),
    "capitals": gettext_lazy("capitals by layout"),
}


class Report:
    """Counts by the names in SENTENCES, with a few examples of each."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def note(self, what: str, example: str = "") -> None:
        self._counts[what] = self._counts.get(what, 0) + 1
        examples = self._examples.setdefault(what, [])
        example = " ".join(example.split())[:LONGEST_EXAMPLE]
        if example and example not in examples and len(examples) < MOST_EXAMPLES:
            examples.append(example)

    def layout(self, name: str) -> None:
        examples = self._examples.setdefault("layout", [])
        self._counts["layout"] = 1
        if name not in examples:
            examples.append(name)

    def as_json(self) -> list[dict[str, Any]]:
        return [
            {"what": what, "n": self._counts[what], "examples": self._examples.get(what, [])}
            for what in SENTENCES
            if what in self._counts
        ]


def sentences(report: Iterable[dict[str, Any]]) -> list[str]:
    """A report as lines in the language of its reader."""
    lines = []
    for entry in report:
        what, examples = entry["what"], entry["examples"]
        if what not in SENTENCES:
            continue  # written by another edition of the portal
        line = str(SENTENCES[what] % {"n": entry["n"]})
        if what == "layout":
            line = f"{line} {', '.join(str(LAYOUTS.get(one, one)) for one in examples)}."
        elif examples:
            quoted = ", ".join(_("“%(words)s”") % {"words": one} for one in examples)
            line = f"{line} {quoted}"
        lines.append(line)
    return lines
