"""Explaining the words of the field where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .models import Term

_TAG = re.compile(r"(<[^>]+>)")
_NOT_INSIDE = re.compile(r"<(/?)(a|h[2-6]|sup|figcaption|th|span)\b")


def with_terms(written: str, terms: Sequence[Term]) -> SafeString:
    """Cleaned HTML, with the first place of each term explained; not in headings, links, fields or notes."""
    by_spelling = {
        spelling.lower(): term for term in terms for spelling in term.spellings if term.meaning
    }
    if not by_spelling:
        return mark_safe(written)
    words = "|".join(map(re.escape, sorted(by_spelling, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w&])(?:{words})(?!\w)", re.IGNORECASE)
    explained: set[int] = set()
    depth = 0

    def explain(found: re.Match[str]) -> str:
        # Letters that only look alike when their case does not count have no entry.
        term = by_spelling.get(found[0].lower())
        if term is None or term.pk in explained:
            return found[0]
        explained.add(term.pk)
        # The word itself was escaped when the text was cleaned.
        return format_html(
            '<dfn class="ros-term" tabindex="0" aria-describedby="term-{0}">{1}'
            '<span class="ros-term__meaning" role="tooltip" id="term-{0}">{2}</span></dfn>',
            term.pk,
            mark_safe(found[0]),
            term.meaning,
        )

    pieces = _TAG.split(written)
    for place, piece in enumerate(pieces):
        if piece.startswith("<"):
            if tag := _NOT_INSIDE.match(piece):
                depth += -1 if tag[1] else 1
            if piece.startswith("<section"):  # the notes at the end
                break
        elif depth == 0 and piece.strip():
            pieces[place] = pattern.sub(explain, piece)
    return mark_safe("".join(pieces))
