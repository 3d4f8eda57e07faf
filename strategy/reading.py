"""A chapter as it stands on a page, from the cache.

What is kept is named for everything it shows and for what its reader may do, so that a change of
any of it finds nothing kept, and nobody gets what was kept for somebody who may see more. Whether
somebody may read the chapter at all is asked before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypedDict

from django.core.cache import cache
from django.forms import model_to_dict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ros_portal.lib.decisions import Decision
from strategy.models import Chapter, Figure, Revision
from strategy.text.compare import Comparison, compare
from strategy.text.render import RENDERER, Heading, html

KEEP: Final = 24 * 60 * 60
_BLOCK: Final = re.compile(r'^(<div id="(b-[A-Za-z0-9_-]+)">)(.*)</div>$', re.MULTILINE)


class Page(TypedDict):
    number: int
    created_at: datetime
    words: int
    contents: list[Heading]
    html: SafeString


@dataclass(frozen=True)
class Reading:
    """Everything the page of a chapter depends on, but for the name of who reads it."""

    chapter: Chapter
    menu: list[Chapter]
    figures: list[Figure]
    may_edit: Decision
    may_publish: Decision
    may_react: bool

    @cached_property
    def digest(self) -> str:
        chapter = self.chapter
        facts = (
            RENDERER,
            static("portal.css"),  # its name changes when the portal is renewed
            get_language(),
            (chapter.slug, chapter.status, chapter.shown_id, chapter.published_id),
            (chapter.viewer_writes, chapter.viewer_leads, str(chapter.lead)),
            (self.may_edit.allowed, self.may_publish.allowed, self.may_react),
            [(other.slug, other.number, other.title) for other in self.menu],
            [model_to_dict(figure, exclude=["chapters"]) for figure in self.figures],
        )
        return sha256(repr(facts).encode()).hexdigest()

    @cached_property
    def html(self) -> SafeString:
        key = f"strategy:chapter:{self.digest}"
        kept: SafeString | None = cache.get(key)
        if kept is None:
            kept = render_to_string("strategy/_chapter.html", self._context())
            cache.set(key, kept, KEEP)
        return kept

    def _context(self) -> dict[str, Any]:
        chapter = self.chapter
        place = self.menu.index(chapter)
        published = page_of(chapter.published_id) if chapter.published_id else None
        return {
            "chapter": chapter,
            "page": page_of(chapter.shown_id) if chapter.shown_id else None,
            "published_at": published["created_at"] if published else None,
            "menu": self.menu,
            "figures": self.figures,
            "previous": self.menu[place - 1] if place else None,
            "next": self.menu[place + 1] if place + 1 < len(self.menu) else None,
            "may_edit": self.may_edit,
            "may_publish": self.may_publish,
            "may_react": self.may_react,
        }


def page_of(revision_id: int) -> Page:
    key = f"strategy:page:{RENDERER}:{revision_id}:{get_language()}"
    page: Page | None = cache.get(key)
    if page is None:
        revision = Revision.objects.defer("text", "plain").get(pk=revision_id)
        page = Page(
            number=revision.number,
            created_at=revision.created_at,
            words=revision.words,
            contents=revision.contents,
            html=with_permalinks(revision.html),
        )
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
