"""A Word document comes in: read, and kept for its uploader until it is put into its chapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy import docx, permissions
from strategy.models import Chapter, Image, ImportedDocument, LiveSession, Suggestion
from strategy.text import schema, ydoc
from strategy.text.changes import keep_ids
from strategy.text.nodes import block_id, children, images_in

from . import live_log
from .images import ImageRefused, Redrawn, keep_image, redrawn
from .locking import locked_chapter

KEPT: Final = timedelta(days=1)  # what was read and not put in


def read_document(chapter: Chapter, *, name: str, content: bytes, by: User) -> ImportedDocument:
    """Read it and keep what was read for its uploader; raises docx.DocumentRefused."""
    require(permissions.can_edit_chapter(by, chapter))  # before the work of reading it
    found = docx.read(content, title=chapter.title)
    known = _known_images(chapter)
    pictures: dict[str, Redrawn] = {}
    for address, picture in found.pictures.items():
        if address not in known:
            try:
                pictures[address] = redrawn(BytesIO(picture), size=len(picture))
            except ImageRefused:
                known[address] = ""
                _note(found.report, "picture_kind")

    with transaction.atomic():
        chapter = locked_chapter(chapter, by)
        require(permissions.can_edit_chapter(by, chapter))
        images = {
            **{address: known[address] for address in found.pictures if address in known},
            **{
                address: keep_image(chapter, picture, by=by).pk
                for address, picture in pictures.items()
            },
        }
        addresses = {
            address: Image(pk=key).get_absolute_url() if key else ""
            for address, key in images.items()
        }
        read = docx.with_addresses(found.text, addresses)
        text = keep_ids(read, chapter.head.text) if chapter.head else read
        renamed = {
            block_id(old): block_id(new)
            for old, new in zip(children(read), children(text), strict=True)
        }
        document = ImportedDocument.objects.create(
            chapter=chapter,
            by=by,
            name=schema.plain(name)[:200],
            sha256=sha256(content).hexdigest(),
            base=chapter.head,
            text=text,
            report=found.report,
            changes=[
                {
                    **change,
                    "block": renamed[change["block"]],
                    "proposed": docx.with_addresses(change["proposed"], addresses),
                }
                for change in found.changes
                if change["block"] in renamed
            ],
            comments=[
                {**comment, "block": renamed.get(comment["block"], block_id(children(text)[0]))}
                for comment in found.comments
            ],
            images={address: key for address, key in images.items() if key},
        )
        record(
            "strategy.document.read",
            chapter,
            by=by,
            document=document.pk,
            name=document.name,
            sha256=document.sha256,
        )
    return document


def _known_images(chapter: Chapter) -> dict[str, str]:
    """The images that earlier documents brought in: the same picture stays the same image."""
    known: dict[str, str] = {}
    for document in ImportedDocument.objects.taken().filter(chapter=chapter):
        known |= document.images
    return known


def _note(report: list[dict[str, Any]], what: str) -> None:
    entry = next((one for one in report if one["what"] == what), None)
    if entry is None:
        report.insert(0, entry := {"what": what, "n": 0, "examples": []})
    entry["n"] += 1


def throw_away_old_documents() -> int:
    """What was read a day ago and never put in, with the images that stand nowhere."""
    old = ImportedDocument.objects.waiting().filter(created_at__lt=timezone.now() - KEPT)
    thrown_away = 0
    for document in old.select_related("chapter"):
        with transaction.atomic():
            locked_chapter(document.chapter, None, folded=False)
            waiting = ImportedDocument.objects.waiting().filter(pk=document.pk)
            if not waiting.exists():
                continue
            unused = _unused_images(document)
            waiting.delete()
            for image in unused:
                transaction.on_commit(_deletion_of(image))
                image.delete()
            thrown_away += 1
    return thrown_away


def _deletion_of(image: Image) -> Callable[[], None]:
    storage, name = image.file.storage, str(image.file.name)
    return lambda: storage.delete(name)


def _unused_images(document: ImportedDocument) -> list[Image]:
    chapter = document.chapter
    elsewhere: set[str] = set()
    others = ImportedDocument.objects.filter(chapter=chapter).exclude(pk=document.pk)
    for other in others.only("images"):
        elsewhere |= set(other.images.values())
    proposed = Suggestion.objects.filter(chapter=chapter).values_list("proposed", flat=True)
    in_use = set().union(*map(images_in, proposed))
    # Copied from the preview into the text that is being written, perhaps, and in no revision yet.
    if session := LiveSession.objects.filter(chapter=chapter, is_open=True).first():
        in_use |= images_in(ydoc.to_json(live_log.document(session)))
    return [
        image
        for image in Image.objects.filter(pk__in=document.images.values(), revisions__isnull=True)
        if image.pk not in elsewhere and image.get_absolute_url() not in in_use
    ]
