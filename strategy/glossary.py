"""Explaining the words of the field where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .models import Term
from .text.stored import with_words

# Headings, links, fields, and notes: their numbers and, at the end, what they say.
_NOT_INSIDE: Final = frozenset(
    {"a", "h2", "h3", "h4", "sup", "figcaption", "th", "span", "section"}
)


def with_terms(written: str, terms: Sequence[Term]) -> SafeString:
    """Stored HTML, with the first place of each term explained."""
    by_spelling = {
        spelling.lower(): term for term in terms for spelling in term.spellings if term.meaning
    }
    if not by_spelling:
        return mark_safe(written)
    words = "|".join(map(re.escape, sorted(by_spelling, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w&])(?:{words})(?!\w)", re.IGNORECASE)
    explained: set[int] = set()

    def explain(found: re.Match[str]) -> str:
        # Letters that only look alike when their case does not count have no entry.
        term = by_spelling.get(found[0].lower())
        if term is None or term.pk in explained:
            return found[0]
        explained.add(term.pk)
        # The word itself is escaped in what is stored.
        return format_html(
            '<dfn class="ros-term" tabindex="0" aria-describedby="term-{0}">{1}'
            '<span class="ros-term__meaning" role="tooltip" id="term-{0}">{2}</span></dfn>',
            term.pk,
            mark_safe(found[0]),
            term.meaning,
        )

    return with_words(written, lambda words: pattern.sub(explain, words), outside=_NOT_INSIDE)
