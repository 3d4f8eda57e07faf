"""What the portal knows that ties a chapter or a paragraph to one council: its municipality is named in
it or leads the chapter, or the council spoke about it before. It knows no areas, and guesses none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from stakeholders.models import Body, User
from strategy.models import Chapter
from strategy.quoting import quote
from strategy.text.nodes import blocks_by_id, flat_text

from .models import Answer, Input


def react_url(chapter: Chapter, block_id: str = "") -> str:
    address = reverse("chapter_react", args=[chapter.slug])
    return f"{address}?block={block_id}" if block_id else address


@dataclass(frozen=True)
class Named:
    """A paragraph that names the own municipality."""

    chapter: Chapter
    block_id: str
    words: str

    @property
    def react_url(self) -> str:
        return react_url(self.chapter, self.block_id)


class Ties:
    def __init__(self, user: User, council: Body) -> None:
        self.council = council
        organisation = council.organisation
        self.place = organisation.short_name if organisation else council.name
        self._place = re.compile(rf"(?<!\w){re.escape(self.place)}(?!\w)")
        own = Input.objects.visible_to(user).submitted().filter(session__body=council)
        about = Answer.objects.filter(input__in=own, chapter__isnull=False)
        self._spoken = set(about.values_list("chapter", "block_id"))
        self._chapters = {chapter for chapter, _block in self._spoken}

    def of_chapter(self, chapter: Chapter) -> list[str]:
        reasons = []
        if chapter.lead_id is not None and chapter.lead_id == self.council.organisation_id:
            reasons.append(_("%(place)s leads this chapter") % {"place": self.place})
        if chapter.pk in self._chapters:
            reasons.append(_("your council spoke about it before"))
        return reasons

    def of_paragraph(self, chapter: Chapter, block_id: str, *words: str) -> list[str]:
        reasons = []
        if any(self.names(one) for one in words):
            reasons.append(_("names %(place)s") % {"place": self.place})
        if block_id and (chapter.pk, block_id) in self._spoken:
            reasons.append(_("your council spoke about it before"))
        return reasons

    def names(self, words: str) -> bool:
        return bool(self._place.search(words))

    def named(self, user: User, *, beside: Collection[tuple[int, str]]) -> Iterator[Named]:
        """All paragraphs that name the own municipality, but those that the reader sees already."""
        chapters = (
            Chapter.objects.visible_to(user)
            .filter(published__plain__contains=self.place)
            .select_related("product", "published")
            .defer("published__html", "published__contents")
            .order_by("product__order", "number")
        )
        for chapter in chapters:
            assert chapter.published is not None  # the query asks for what it says
            for block_id, block in blocks_by_id(chapter.published.text).items():
                if (chapter.pk, block_id) not in beside and self.names(flat_text(block)):
                    yield Named(chapter, block_id, quote(chapter.published, block_id))
