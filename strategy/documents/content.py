"""What goes into a file: the texts as they stand in the portal, made ready to stand alone.

Everything starts from HTML that went through nh3 when its revision was written: the same words in
every kind of file, and nothing a browser made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from stakeholders.models import User
from strategy.fields import (
    fields_in,
    figures_named,
    fixed,
    looked_up,
    with_links,
)
from strategy.models import Export, Figure, Image, Revision
from strategy.reading import comparison_of
from strategy.sources import Tell
from strategy.targets import Pointer
from strategy.text.stored import WITHIN, Tag, headings_in, images_in, with_tags

_LOWER: Final = {"h2": "h3", "h3": "h4", "h4": "h5"}


@dataclass(frozen=True)
class Entry:
    """A line in the table of contents; level 1 is a chapter or a main heading."""

    anchor: str
    level: int
    text: str


@dataclass(frozen=True)
class Part:
    """A chapter. `html` has its own anchors; its headings begin below its title."""

    anchor: str
    title: str
    html: str


@dataclass(frozen=True)
class Document:
    title: str
    about: list[str]
    parts: list[Part]
    figures: list[dict[str, str]]
    reader: User

    @property
    def is_whole(self) -> bool:
        """Several chapters, each with its own title under that of the whole."""
        return len(self.parts) > 1

    @property
    def contents(self) -> list[Entry]:
        return [entry for part in self.parts for entry in self._entries(part)]

    def _entries(self, part: Part) -> Iterator[Entry]:
        if self.is_whole:
            yield Entry(part.anchor, 1, part.title)
        for heading in headings_in(part.html):
            level = heading.level - 1
            if level <= 2:  # enough to find one's way
                yield Entry(heading.anchor, level, heading.text)


def document_of(export: Export, tell: Tell = lambda _done, _all: None) -> Document:
    """In Dutch, as the text is. `tell(done, all)` after every part."""
    with override("nl"):
        if export.version is not None:
            return _of_version(export, tell)
        assert export.revision is not None
        return _of_revision(export.revision, export.before, export.by)


def _of_version(export: Export, tell: Tell) -> Document:
    version = export.version
    assert version is not None
    chapters = list(version.chapters.select_related("chapter").order_by("number"))
    numbers = {one.chapter.slug: number for number, one in enumerate(chapters, 1)}

    def within(slug: str, block: str) -> str:
        if slug not in numbers or not (block or len(chapters) > 1):
            return ""
        return f"#c{numbers[slug]}-b-{block}" if block else f"#c{numbers[slug]}"

    parts = []
    for number, chapter in enumerate(chapters, 1):
        written = with_links(chapter.html, within)
        parts.append(_part(str(chapter), written, number=number, below=len(chapters) > 1))
        tell(number, len(chapters))
    about = [
        version.note,
        _("Frozen on %(moment)s") % {"moment": moment(version.frozen_at)},
        f"SHA-256 {version.sha256}",
    ]
    return Document(str(version), about, parts, version.figures, export.by)


def _of_revision(revision: Revision, before: Revision | None, reader: User) -> Document:
    comparison = comparison_of(before, revision) if before else None
    facts = {"number": revision.number, "moment": moment(revision.created_at)}
    about = [_("Text %(number)s, %(moment)s") % facts]
    if before and comparison:
        about = [
            _("What changed since text %(before)s, in text %(number)s of %(moment)s")
            % {**facts, "before": before.number},
            comparison.summary,
        ]
    title = str(revision.chapter)
    written, figures = (comparison.html, []) if comparison else _with_fields(revision)
    return Document(title, about, [_part(title, written, number=1, below=False)], figures, reader)


def _with_fields(revision: Revision) -> tuple[str, list[dict[str, str]]]:
    """The text, and the figures in it with their sources.

    The text of now says what is so now, as its page does; an older one what was written then.
    """
    chapter = revision.chapter
    fields = fields_in(revision.html)
    strategy = chapter.product.strategy_id
    if not fields or revision.pk not in (chapter.head_id, chapter.published_id):
        return revision.html, []
    targets = looked_up(fields, strategy)

    def on_the_portal(slug: str, block: str) -> str:
        if Pointer("chapter", slug) not in targets:
            return ""
        page = reverse("chapter_detail", args=[slug])
        return f"{page}#b-{block}" if block else page

    figures = Figure.objects.filter(strategy=strategy, slug__in=figures_named(fields))
    written = with_links(fixed(revision.html, targets), on_the_portal)
    return written, [one.facts for one in figures]


def _part(title: str, written: str, *, number: int, below: bool) -> Part:
    """Its anchors are its own in the file; `below` a title of its own, its headings go down a level."""

    def retold(tag: Tag) -> Tag:
        attributes = dict(tag.attributes)
        if anchor := attributes.get("id"):
            attributes["id"] = f"c{number}-{anchor}"
        if address := attributes.get("href"):
            attributes["href"] = _from_a_file(address, number)
        name = _LOWER.get(tag.name, tag.name) if below else tag.name
        return tag._replace(name=name, attributes=attributes)

    return Part(f"c{number}", title, with_tags(written, retold))


def _from_a_file(address: str, number: int) -> str:
    if address.startswith(WITHIN):
        return f"#c{number}-{address[1:]}"
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


def images_of(document: Document) -> dict[str, tuple[str, bytes]]:
    """Address in the text → (content type, bytes); one that is gone, or not for them, is left out."""
    addresses = set[str]().union(*(images_in(part.html) for part in document.parts))
    found = {}
    for image in Image.objects.visible_to(document.reader).at(addresses):
        try:
            with image.file.open("rb") as file:
                found[image.get_absolute_url()] = (image.content_type, file.read())
        except FileNotFoundError:
            continue
    return found


def moment(when: datetime) -> str:
    return date_format(localtime(when), "j F Y, H.i")
