"""What would be missing, or still be open, if a product were frozen now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from .fields import Kind, Misfit, fields_in, looked_up, misfits
from .models import BlockConflict, Chapter, Product, Suggestion, Thread
from .text.nodes import Node, attribute, children


class Weight(StrEnum):
    BLOCKS = "blocks"  # freezing makes no sense like this
    OPEN = "open"  # it can be frozen, and this is told with it


@dataclass(frozen=True)
class Finding:
    chapter: Chapter
    weight: Weight
    text: str


def rehearse(product: Product) -> list[Finding]:
    """Chapter by chapter, in a number of queries that does not grow with them."""
    chapters = list(
        Chapter.objects.filter(product=product).select_related("published").order_by("number")
    )
    suggestions, threads = open_suggestions(chapters), open_conversations(chapters)
    conflicts = _per_chapter(BlockConflict.objects.open(), chapters)
    fields = {one.pk: fields_in(one.published.html) if one.published else [] for one in chapters}
    targets = looked_up([field for many in fields.values() for field in many], product.strategy_id)
    found: list[Finding] = []
    for chapter in chapters:
        if chapter.published is None:
            text = _("Nothing has been published yet, so it is not in the version.")
            found.append(Finding(chapter, Weight.OPEN, text))
            continue
        if chapter.has_unpublished_text:
            text = _("There is a newer text that has not been published: the older one is frozen.")
            found.append(Finding(chapter, Weight.OPEN, text))
        if not chapter.published.words:
            found.append(Finding(chapter, Weight.BLOCKS, _("The published text is empty.")))
        if undescribed := _images_without_words(chapter.published.text):
            text = ngettext(
                "%(n)s image has no description for who cannot see it.",
                "%(n)s images have no description for who cannot see them.",
                undescribed,
            ) % {"n": undescribed}
            found.append(Finding(chapter, Weight.BLOCKS, text))
        open_here = [
            _said_of(
                suggestions.get(chapter.pk, 0),
                ngettext_lazy("%(n)s suggestion is open.", "%(n)s suggestions are open.", "n"),
            ),
            _said_of(
                threads.get(chapter.pk, 0),
                ngettext_lazy("%(n)s conversation is open.", "%(n)s conversations are open.", "n"),
            ),
            _said_of(
                conflicts.get(chapter.pk, 0),
                ngettext_lazy(
                    "%(n)s choice waits for a writer.", "%(n)s choices wait for a writer.", "n"
                ),
            ),
        ]
        open_here += said_of_fields(list(misfits(fields[chapter.pk], targets)))
        found += [Finding(chapter, Weight.OPEN, text) for text in open_here if text]
    return found


def said_of_fields(found: list[Misfit]) -> list[str]:
    """One sentence for every kind of thing that does not fit, with the words it is about."""
    kinds = {
        Kind.GONE: ngettext_lazy(
            "%(n)s reference points at nothing any more: %(words)s.",
            "%(n)s references point at nothing any more: %(words)s.",
            "n",
        ),
        Kind.UNPUBLISHED: ngettext_lazy(
            "%(n)s reference points at a chapter that is not published: %(words)s.",
            "%(n)s references point at chapters that are not published: %(words)s.",
            "n",
        ),
        Kind.CHANGED: ngettext_lazy(
            "%(n)s figure changed since it was written down: %(words)s.",
            "%(n)s figures changed since they were written down: %(words)s.",
            "n",
        ),
    }
    sentences = []
    for kind, sentence in kinds.items():
        if words := [f"‘{one.field.shown}’" for one in found if one.kind is kind]:
            sentences.append(str(sentence % {"n": len(words), "words": ", ".join(words)}))
    return sentences


def _said_of(count: int, words: Any) -> str:
    return str(words % {"n": count}) if count else ""


def open_suggestions(chapters: Collection[Chapter]) -> Mapping[int, int]:
    """How many, by chapter."""
    return _per_chapter(Suggestion.objects.open(), chapters)


def open_conversations(chapters: Collection[Chapter]) -> Mapping[int, int]:
    """Those of all writers: that one of them talks among themselves is told to nobody."""
    return _per_chapter(Thread.objects.open().shared(), chapters)


def _per_chapter(rows: QuerySet[Model], chapters: Collection[Chapter]) -> Mapping[int, int]:
    counted = rows.filter(chapter__in=chapters).order_by().values("chapter").annotate(n=Count("pk"))
    return dict(counted.values_list("chapter", "n"))


def _images_without_words(node: Node) -> int:
    here = node["type"] == "figure" and attribute(node, "src") and not attribute(node, "alt")
    return int(bool(here)) + sum(map(_images_without_words, children(node)))
