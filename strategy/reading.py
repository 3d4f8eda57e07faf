"""A revision as it stands on a page: its text with a permalink at every block, from the cache.

A revision never changes, so what is kept under its number is right for ever. Nothing in here
depends on who reads it; whether somebody may read it is asked before.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final, TypedDict

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from strategy.models import Chapter, Revision
from strategy.text.compare import Comparison, compare
from strategy.text.render import RENDERER, Heading, html

KEEP: Final = 24 * 60 * 60
_BLOCK: Final = re.compile(r'^(<div id="(b-[A-Za-z0-9_-]+)">)(.*)</div>$', re.MULTILINE)


class Page(TypedDict):
    html: SafeString
    contents: list[Heading]


def page_of(revision_id: int) -> Page:
    key = f"strategy:page:{RENDERER}:{revision_id}:{get_language()}"
    page: Page | None = cache.get(key)
    if page is None:
        stored, contents = Revision.objects.values_list("html", "contents").get(pk=revision_id)
        page = Page(html=with_permalinks(stored), contents=contents)
        cache.set(key, page, KEEP)
    return page


def with_permalinks(stored: str) -> SafeString:
    """The cleaned HTML of a revision, with a link to itself at the end of every block."""
    label = _("Link to this paragraph")
    link = format_html('<a class="ros-permalink" href="#{{}}" aria-label="{}">#</a>', label)
    # What is stored went through nh3, and the id was checked by the pattern that finds it.
    return mark_safe(
        _BLOCK.sub(lambda block: f"{block[1]}{block[3]}{link.format(block[2])}</div>", stored)
    )


def aside_of(chapter: Chapter, menu: list[Chapter], page: Page | None) -> SafeString:
    """The menu of chapters with the headings of this one: the same for all who see these chapters."""
    facts = (
        [(other.slug, other.number, other.title) for other in menu],
        chapter.slug,
        page and page["contents"],
    )
    digest = sha256(repr(facts).encode()).hexdigest()
    key = f"strategy:aside:{RENDERER}:{digest}:{get_language()}"
    aside: SafeString | None = cache.get(key)
    if aside is None:
        context = {"chapter": chapter, "menu": menu, "contents": page["contents"] if page else []}
        aside = render_to_string("strategy/_chapter_aside.html", context)
        cache.set(key, aside, KEEP)
    return aside


def comparison_of(before: Revision, after: Revision) -> Comparison:
    key = f"strategy:comparison:{RENDERER}:{before.pk}:{after.pk}:{get_language()}"
    comparison: Comparison | None = cache.get(key)
    if comparison is None:
        comparison = compare(before.text, after.text)
        cache.set(key, comparison, KEEP)
    return comparison


def plain_page(revision: Revision) -> SafeString:
    """An old text, without permalinks: they would lead to another text."""
    return mark_safe(html(revision.text))
