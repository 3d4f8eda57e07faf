"""A chapter as it stands on a page, from the cache.

What is kept is named for everything it shows and for what its reader may do, so that a change of
any of it finds nothing kept, and nobody gets what was kept for somebody who may see more. Whether
somebody may read the chapter at all is asked before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypedDict

from django.core.cache import cache
from django.db.models import Q
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ros_portal.lib.decisions import Decision
from strategy.agreed import origins_between
from strategy.fields import (
    Field,
    chapters_named,
    fields_in,
    figures_named,
    targets_among,
    with_targets,
)
from strategy.glossary import with_terms
from strategy.models import Chapter, Figure, Revision, Term
from strategy.targets import Targets
from strategy.text.compare import Comparison, compare
from strategy.text.origins import Origins
from strategy.text.render import RENDERER, Heading
from strategy.text.stored import with_beside

KEEP: Final = 24 * 60 * 60


class Page(TypedDict):
    number: int
    created_at: datetime
    words: int
    contents: list[Heading]
    html: SafeString


class MenuItem(NamedTuple):
    """A chapter in the menu, which stands on the page twice: beside the text and, folded, above it."""

    url: str
    number: int
    title: str
    is_current: bool


@dataclass(frozen=True)
class Reading:
    """A chapter as somebody reads it, by what they may do but not by their name."""

    chapter: Chapter
    may_edit: Decision
    may_publish: Decision
    may_react: Decision

    @cached_property
    def digest(self) -> str:
        """Another one for everything that makes the page look different."""
        chapter = self.chapter
        facts = (
            RENDERER,
            static("portal.css"),  # its name changes when the portal is renewed
            get_language(),
            chapter.product.stamp,  # for the menu, the figures and the state of every chapter
            (chapter.pk, chapter.shown_id),
            (chapter.viewer_takes_part, chapter.viewer_writes, chapter.viewer_leads),
            (self.may_edit.allowed, self.may_publish.allowed, self.may_react.allowed),
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
        page = page_of(chapter.shown_id) if chapter.shown_id else None
        fields = fields_in(page["html"]) if page else []
        chapters, figures = self._chapters(fields), self._figures(fields)
        menu = [one for one in chapters if self._is_beside(one)]
        place = menu.index(chapter)
        published = page_of(chapter.published_id) if chapter.published_id else None
        terms = list(Term.objects.explained().filter(strategy=chapter.product.strategy_id))
        shown = {chapter.pk: chapter.shown_id} if chapter.shown_id else {}
        targets = targets_among(fields, figures, chapters, shown=shown)
        return {
            "chapter": chapter,
            "lead": menu[place].lead,
            "earlier_version": menu[place].earlier_version,
            "page": {**page, "html": self._with_fields(with_terms(page["html"], terms), targets)}
            if page
            else None,
            "published_at": published["created_at"] if published else None,
            "menu": [
                MenuItem(one.get_absolute_url(), one.number, one.title, one == chapter)
                for one in menu
            ],
            "figures": figures,
            "previous": menu[place - 1] if place else None,
            "next": menu[place + 1] if place + 1 < len(menu) else None,
            "may_edit": self.may_edit,
            "may_publish": self.may_publish,
            "may_react": self.may_react,
            "block_links": json.dumps(self._block_links()),
        }

    def _chapters(self, fields: list[Field]) -> list[Chapter]:
        """Those of the menu and those the text refers to, in one query."""
        seen = Chapter.objects.seen_beside(self.chapter)
        if named := chapters_named(fields):
            strategy = self.chapter.product.strategy_id
            seen |= Chapter.objects.filter(product__strategy=strategy, slug__in=named)
        return list(seen.with_earlier_version().select_related("lead"))

    def _is_beside(self, other: Chapter) -> bool:
        return other.product_id == self.chapter.product_id and bool(
            self.chapter.viewer_takes_part or other.published_id
        )

    def _figures(self, fields: list[Field]) -> list[Figure]:
        """Those that belong to the chapter and those in its text, in one query."""
        wanted = Q(chapters=self.chapter.pk)
        if named := figures_named(fields):
            wanted |= Q(strategy=self.chapter.product.strategy_id, slug__in=named)
        return list(Figure.objects.filter(wanted).distinct())

    def _with_fields(self, written: SafeString, targets: Targets) -> SafeString:
        takes_part = self.chapter.viewer_takes_part
        return with_targets(
            written,
            targets,
            drafts_of=self.chapter.product_id if takes_part else None,
            for_writer=takes_part,
        )

    def _block_links(self) -> list[tuple[str, str]]:
        """What one can do at a paragraph: [words, address with {block}]."""
        slug = [self.chapter.slug]
        about = "?block={block}"
        links = []
        if self.may_react:
            links.append((_("React"), reverse("chapter_react", args=slug) + about))
        if self.chapter.viewer_takes_part:
            links.append((_("Comment"), reverse("thread_start", args=slug) + about))
        if self.chapter.viewer_takes_part and self.chapter.is_open:
            links.append((_("Suggest"), reverse("suggestion_start", args=slug) + about))
        why = reverse("block_why", args=[*slug, "block"]).replace("/block/why", "/{block}/why")
        return [*links, (_("Why?"), why)]


def page_of(revision_id: int) -> Page:
    key = f"strategy:page:{RENDERER}:{revision_id}:{get_language()}"
    page: Page | None = cache.get(key)
    if page is None:
        shown = Revision.objects.values("number", "created_at", "words", "contents", "html")
        revision = shown.get(pk=revision_id)
        page = Page(**{**revision, "html": with_permalinks(revision["html"])})
        cache.set(key, page, KEEP)
    return page


def with_permalinks(stored: str) -> SafeString:
    """The stored HTML of a revision, with a link to itself at the end of every block."""
    label = _("Link to this paragraph")
    link = format_html('<a class="ros-permalink" href="#b-{{}}" aria-label="{}">#</a>', label)
    return with_beside(stored, link.format)


def comparison_of(before: Revision, after: Revision) -> Comparison:
    key = f"strategy:comparison:{RENDERER}:{before.pk}:{after.pk}:{get_language()}"
    comparison: Comparison | None = cache.get(key)
    if comparison is None:
        comparison = compare(before.text, after.text)
        cache.set(key, comparison, KEEP)
    return comparison


def comparison_for_writers(before: Revision, after: Revision) -> tuple[Comparison, Origins | None]:
    """With what changed beside the accepted suggestions, which readers know nothing of."""
    key = f"strategy:origins:{RENDERER}:{before.pk}:{after.pk}:{get_language()}"
    kept: tuple[Comparison, Origins | None] | None = cache.get(key)
    if kept is None:
        origins = origins_between(before, after)
        kept = (
            compare(before.text, after.text, outside=origins.outside)
            if origins
            else comparison_of(before, after),
            origins,
        )
        cache.set(key, kept, KEEP)
    return kept


def plain_page(revision: Revision) -> SafeString:
    """An old text, without permalinks: they would lead to another text."""
    return mark_safe(revision.html)
