"""A Word document comes in: read, and kept for its uploader until it is put into its chapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.jobs.models import Job
from ros_portal.jobs.services import PermanentFailure, enqueue, job, retry
from ros_portal.lib.decisions import require
from ros_portal.lib.storage import read_intact
from stakeholders.models import User
from strategy import docx, permissions
from strategy.models import Chapter, Image, ImportedDocument, LiveSession, Suggestion
from strategy.text import schema, ydoc
from strategy.text.changes import keep_ids
from strategy.text.nodes import block_id, children, images_in

from . import live_log
from .images import ImageRefused, Redrawn, keep_image, redrawn
from .locking import locked_chapter

KEPT: Final = timedelta(days=1)  # what was not put in


def upload_document(chapter: Chapter, *, name: str, content: bytes, by: User) -> ImportedDocument:
    """Keep it for its uploader, to be read in the background.

    Raises docx.DocumentRefused for what is seen at a glance; the rest is told on its page.
    """
    require(permissions.can_edit_chapter(by, chapter))
    docx.weigh(content)
    document = ImportedDocument(
        chapter=chapter,
        by=by,
        name=schema.plain(name)[:200],
        sha256=sha256(content).hexdigest(),
    )
    with transaction.atomic():
        document.file.save(f"{uuid4()}.docx", ContentFile(content), save=False)
        document.save()
        record(
            "strategy.document.uploaded",
            chapter,
            by=by,
            document=document.pk,
            name=document.name,
            sha256=document.sha256,
        )
        enqueue(read_document, document.pk, key=document.job_key)
    return document


@transaction.atomic
def read_document_again(document: ImportedDocument, *, by: User) -> None:
    """After a fault; what was read or is being read is left alone."""
    failed = ImportedDocument.objects.unread().filter(pk=document.pk).exclude(error="")
    if not failed.exists():
        return
    retry(Job.objects.get(key=document.job_key))  # the job is locked first, as where it ends
    if failed.update(error=""):
        record("strategy.document.retried", document.chapter, by=by, document=document.pk)


def note_failure(document_id: int, message: str) -> None:
    unread = ImportedDocument.objects.unread().select_for_update()
    document = unread.filter(pk=document_id).first()
    if document is not None:
        document.error = message
        document.save(update_fields=["error"])
        record(
            "strategy.document.failed",
            document.chapter,
            by=None,
            document=document.pk,
            reason=message,
        )


# Not among the tasks: what it leaves behind comes into a chapter, under its lock.
@job("strategy.read_document", max_attempts=3, on_failure=note_failure)
def read_document(document_id: int) -> Callable[[], None] | None:
    unread = ImportedDocument.objects.unread().select_related("chapter", "by")
    document = unread.filter(pk=document_id).first()
    if document is None:  # thrown away meanwhile
        return None
    content = read_intact(document.file, document.sha256)
    try:
        found = docx.read(content, title=document.chapter.title)
        return partial(_keep, document, found, *_pictures(document.chapter, found))
    except docx.DocumentRefused as refused:
        return partial(_refuse, document, str(refused.reason))
    except SoftTimeLimitExceeded:  # nor will it be faster next time
        return partial(_refuse, document, str(docx.TOO_LONG))


def _pictures(
    chapter: Chapter, found: docx.ReadDocument
) -> tuple[dict[str, str], dict[str, Redrawn]]:
    """By the fingerprint of an image in the file: the image it is already, and how others look."""
    known = _known_images(chapter)
    pictures: dict[str, Redrawn] = {}
    for address, picture in found.pictures.items():
        if address not in known:
            try:
                pictures[address] = redrawn(BytesIO(picture), size=len(picture))
            except ImageRefused:
                known[address] = ""
                _note(found.report, "picture_kind")
    return known, pictures


def _keep(
    document: ImportedDocument,
    found: docx.ReadDocument,
    known: dict[str, str],
    pictures: dict[str, Redrawn],
) -> None:
    try:
        chapter = locked_chapter(document.chapter, document.by)
        require(permissions.can_edit_chapter(document.by, chapter))
    except PermissionDenied as denied:
        raise PermanentFailure(str(denied)) from denied
    if not _is_still_unread(document):
        return
    images = {
        **{address: known[address] for address in found.pictures if address in known},
        **{
            address: keep_image(chapter, picture, by=document.by).pk
            for address, picture in pictures.items()
        },
    }
    addresses = {
        address: Image(pk=key).get_absolute_url() if key else "" for address, key in images.items()
    }
    read = docx.with_addresses(found.text, addresses)
    text = keep_ids(read, chapter.head.text) if chapter.head else read
    renamed = {
        block_id(old): block_id(new)
        for old, new in zip(children(read), children(text), strict=True)
    }
    document.base = chapter.head
    document.text = text
    document.report = found.report
    document.changes = [
        {
            **change,
            "block": renamed[change["block"]],
            "proposed": docx.with_addresses(change["proposed"], addresses),
        }
        for change in found.changes
        if change["block"] in renamed
    ]
    document.comments = [
        {**comment, "block": renamed.get(comment["block"], block_id(children(text)[0]))}
        for comment in found.comments
    ]
    document.images = {address: key for address, key in images.items() if key}
    _close(document, error="")
    record("strategy.document.read", chapter, by=None, document=document.pk)


def _refuse(document: ImportedDocument, reason: str) -> None:
    if _is_still_unread(document):
        _close(document, error=reason)
        record(
            "strategy.document.refused",
            document.chapter,
            by=None,
            document=document.pk,
            reason=reason,
        )


def _is_still_unread(document: ImportedDocument) -> bool:
    """Under lock; no longer when it was thrown away meanwhile."""
    return ImportedDocument.objects.unread().select_for_update().filter(pk=document.pk).exists()


def _close(document: ImportedDocument, *, error: str) -> None:
    document.error = error
    document.read_at = timezone.now()
    document.save()


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
    """What was uploaded a day ago and never put in, with the images that stand nowhere.

    Of what was read, the file goes at once.
    """
    for document in ImportedDocument.objects.filter(read_at__isnull=False).exclude(file=""):
        document.file.delete(save=False)
        ImportedDocument.objects.filter(pk=document.pk).update(file="")
    old = ImportedDocument.objects.waiting().filter(created_at__lt=timezone.now() - KEPT)
    thrown_away = 0
    for document in old.select_related("chapter"):
        with transaction.atomic():
            locked_chapter(document.chapter, None, folded=False)
            waiting = ImportedDocument.objects.waiting().filter(pk=document.pk)
            if not waiting.exists():
                continue
            unused = _unused_images(document)
            if document.file:
                document.file.delete(save=False)
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
