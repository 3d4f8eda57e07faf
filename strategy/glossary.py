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
    unexplained = {
        spelling.lower(): term for term in terms for spelling in term.spellings if term.meaning
    }
    if not unexplained:
        return mark_safe(written)
    words = "|".join(map(re.escape, sorted(unexplained, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w&])(?:{words})(?!\w)", re.IGNORECASE)

    def explain(found: re.Match[str]) -> str:
        # Letters that only look alike when their case does not count have no entry.
        term = unexplained.get(found[0].lower())
        if term is None:
            return found[0]
        for spelling in [one for one, its in unexplained.items() if its == term]:
            del unexplained[spelling]
        # The word itself is escaped in what is stored.
        return format_html(
            '<dfn class="ros-term" tabindex="0" aria-describedby="term-{0}">{1}'
            '<span class="ros-term__meaning" role="tooltip" id="term-{0}">{2}</span></dfn>',
            term.pk,
            mark_safe(found[0]),
            term.meaning,
        )

    def explained(words: str) -> str:
        lowered = words.lower()  # looked through first: a tenth of the work
        is_there = any(spelling in lowered for spelling in unexplained)
        return pattern.sub(explain, words) if is_there else words

    return with_words(written, explained, outside=_NOT_INSIDE)
