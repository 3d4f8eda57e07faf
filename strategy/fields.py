"""The fields of a text: figures and cross references, and what they point at now.

A text keeps the words that its writer saw, so it can be read by itself. A page shows what is true
now, and who writes is told where that is something else, or nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, nonmember
from itertools import count, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from . import targets as registry
from .models import Chapter, Figure, Revision
from .targets import Pointer, Target, Targets
from .text.dutch import CHAPTER, HEADING, SOURCE
from .text.nodes import Node, blocks_by_id
from .text.render import field_html, heading_text
from .text.stored import FieldSpan, field_spans, with_fields
from .whereabouts import places_in


class Field(NamedTuple):
    to: Pointer
    shown: str  # what its writer saw


def fields_in(written: str) -> list[Field]:
    return [_field(span) for span in field_spans(written)]


def _field(span: FieldSpan) -> Field:
    is_amount = span.kind == "figure"
    to = Pointer("amount", span.key) if is_amount else Pointer(*span.key.split(":", 1))
    return Field(to, span.shown)


def figures_named(fields: Iterable[Field]) -> set[str]:
    return {one.to.key for one in fields if one.to.kind in ("amount", "figure")}


def chapters_named(fields: Iterable[Field]) -> set[str]:
    return {one.to.key.split("#")[0] for one in fields if one.to.kind in ("chapter", "block")}


def looked_up(fields: Collection[Field], strategy_id: int) -> Targets:
    """Everything the fields point at, in a number of queries that does not grow with them."""
    figures, chapters = figures_named(fields), chapters_named(fields)
    return targets_among(
        fields,
        Figure.objects.filter(strategy=strategy_id, slug__in=figures) if figures else [],
        Chapter.objects.filter(product__strategy=strategy_id, slug__in=chapters)
        if chapters
        else [],
    )


def targets_among(
    fields: Iterable[Field],
    figures: Iterable[Figure],
    chapters: Iterable[Chapter],
    *,
    shown: Mapping[int, int] | None = None,
) -> Targets:
    """The same, for who has the figures and chapters already.

    The places in a chapter are those in its published text, or in the revision that `shown` names.
    """
    with override("nl"):
        wanted = {one.to for one in fields}
        return {
            **_figures(figures),
            **_chapters(wanted, chapters, shown or {}),
            **registry.registered(wanted),
        }


def _figures(figures: Iterable[Figure]) -> dict[Pointer, Target]:
    found = {}
    for figure in figures:
        url, about = address_of(figure), about_figure(figure)
        found[Pointer("amount", figure.slug)] = Target(figure.amount, url, about)
        found[Pointer("figure", figure.slug)] = Target(figure.name, url, about)
    return found


def address_of(figure: Figure) -> str:
    return f"{reverse('figure_list')}#f-{figure.slug}"


def about_figure(figure: Figure) -> str:
    scope = f"{figure.scope}, {figure.year}" if figure.year else figure.scope
    return SOURCE.format(figure.name, scope, figure.source)


def _chapters(
    wanted: set[Pointer], chapters: Iterable[Chapter], shown: Mapping[int, int]
) -> dict[Pointer, Target]:
    by_slug = {one.slug: one for one in chapters}
    found = {
        Pointer("chapter", slug): Target(
            words_of(chapter), chapter.get_absolute_url(), chapter=chapter
        )
        for slug, chapter in by_slug.items()
    }
    return {**found, **_blocks(wanted, by_slug, shown)}


def words_of(chapter: Chapter) -> str:
    return CHAPTER.format(chapter.number, chapter.title)


def _blocks(
    wanted: set[Pointer], chapters: Mapping[str, Chapter], shown: Mapping[int, int]
) -> dict[Pointer, Target]:
    places = {one: one.key.split("#") for one in wanted if one.kind == "block"}
    places = {one: place for one, place in places.items() if place[0] in chapters}
    if not places:
        return {}
    read = {
        chapter.pk: shown.get(chapter.pk, chapter.published_id)
        for chapter in (chapters[slug] for slug, _block in places.values())
    }
    revisions = Revision.objects.filter(pk__in=filter(None, read.values()))
    texts: dict[int, Node] = dict(revisions.values_list("chapter", "text"))
    now = places_in(texts, [(chapters[slug].pk, block) for slug, block in places.values()])
    found = {}
    for pointer, (slug, block) in places.items():
        chapter = chapters[slug]
        if place := now.get((chapter.pk, block)):
            there = blocks_by_id(texts[chapter.pk])[place]
            words = words_of(chapter)
            if there["type"] == "heading":
                words = HEADING.format(words, heading_text(there))
            url = f"{chapter.get_absolute_url()}#b-{place}"
            found[pointer] = Target(words, url, chapter=chapter, block=place)
    return found


def with_targets(
    written: str, targets: Targets, *, drafts_of: int | None, for_writer: bool
) -> SafeString:
    """Stored HTML with its fields as they are now; who writes sees what does not fit any more."""
    numbers = count(1)

    def shown_now(span: FieldSpan) -> str:
        field = _field(span)
        target = targets.get(field.to)
        if target is None or not target.is_seen(drafts_of=drafts_of):
            is_gone = target is None and for_writer
            return span.words + (_note(_("points at nothing any more")) if is_gone else "")
        link = format_html('<a href="{}">{}</a>', target.url, target.words)
        if target.about:
            link = format_html(
                '<a href="{0}" aria-describedby="field-{3}">{1}</a>'
                '<span class="ros-term__meaning" role="tooltip" id="field-{3}">{2}</span>',
                target.url,
                target.words,
                target.about,
                next(numbers),
            )
        note = _changed(field, target) if for_writer else ""
        return format_html(
            '<span class="ros-field" data-{}="{}">{}</span>{}', span.kind, span.key, link, note
        )

    return with_fields(written, shown_now)


def _changed(field: Field, target: Target) -> str:
    if not has_changed(field, target):
        return ""
    return _note(_("when this was written: %(words)s") % {"words": field.shown})


def has_changed(field: Field, target: Target) -> bool:
    """A title follows by itself; what a sentence says about an amount may not fit any more."""
    return field.to.kind == "amount" and field.shown != target.words


def _note(words: str) -> str:
    return format_html(' <span class="ros-field__note">({})</span>', words)


def fixed(written: str, targets: Targets) -> str:
    """Stored HTML in which the fields say what they point at now, for good."""

    def said(span: FieldSpan) -> str:
        target = targets.get(_field(span).to)
        if target is None or not target.is_seen(drafts_of=None):
            return span.html
        key = span.key
        if target.block and target.chapter:
            key = f"block:{target.chapter.slug}#{target.block}"
        return field_html(span.kind, key, target.words)

    return with_fields(written, said)


def with_links(written: str, address: Callable[[str, str], str]) -> SafeString:
    """Fields as they were fixed; a reference is a link where `address(chapter, block)` gives one."""

    def linked(span: FieldSpan) -> str:
        kind, key = _field(span).to
        chapter, _hash, block = key.partition("#")
        to = address(chapter, block) if kind in ("chapter", "block") else ""
        return format_html('<a href="{}">{}</a>', to, span.words) if to else span.html

    return with_fields(written, linked)


class Kind(StrEnum):
    do_not_call_in_templates = nonmember(True)
    GONE = "gone"
    UNPUBLISHED = "unpublished"
    CHANGED = "changed"


@dataclass(frozen=True)
class Misfit:
    """A field that does not say what its writer saw, for who can do something about it."""

    kind: Kind
    field: Field
    now: str = ""


def misfits(fields: Iterable[Field], targets: Targets) -> Iterator[Misfit]:
    for field in fields:
        target = targets.get(field.to)
        if target is None:
            yield Misfit(Kind.GONE, field)
        elif not target.is_seen(drafts_of=None):
            yield Misfit(Kind.UNPUBLISHED, field)
        elif has_changed(field, target):
            yield Misfit(Kind.CHANGED, field, target.words)


def choices_for(chapter: Chapter) -> dict[str, Any]:
    """What a field in this chapter may point at, for the editor (static/js/editor/fields.js)."""
    strategy = chapter.product.strategy_id
    chapters = Chapter.objects.filter(
        Q(product=chapter.product_id) | Q(published__isnull=False), product__strategy=strategy
    ).select_related("product", "published")
    with override("nl"):
        figures = list(Figure.objects.filter(strategy=strategy))
        groups = [
            (str(product), [item for one in members for item in _places_of(one)])
            for product, members in groupby(
                chapters.defer("published__text", "published__html", "published__plain"),
                key=attrgetter("product"),
            )
        ]
        listed = [
            {"to": f"figure:{one.slug}", "shown": one.name, "label": f"{one.name} ({one.scope})"}
            for one in figures
        ]
        others = [
            (name, [{"to": f"{to.kind}:{to.key}", "shown": one.words} for to, one in found.items()])
            for name, found in registry.choices()
        ]
        return {
            "figures": [
                {
                    "figure": one.slug,
                    "shown": one.amount,
                    "label": f"{one.name}: {one.amount} ({one.scope})",
                    "about": about_figure(one),
                }
                for one in figures
            ],
            "references": [
                {"group": name, "items": items}
                for name, items in [*groups, (_("Figures and sources"), listed), *others]
                if items
            ],
        }


def _places_of(chapter: Chapter) -> Iterator[dict[str, str]]:
    """The chapter, and the headings that its readers see."""
    words = words_of(chapter)
    yield {"to": f"chapter:{chapter.slug}", "shown": words}
    for heading in chapter.published.contents if chapter.published else []:
        yield {
            "to": f"block:{chapter.slug}#{heading['id']}",
            "shown": HEADING.format(words, heading["text"]),
        }
