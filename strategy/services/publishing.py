"""What readers outside the writing bodies see, and how far a chapter is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy import permissions
from strategy.models import Chapter, ChapterStatus, Publication
from strategy.models.chapters import OPEN_STATUSES


class TextMovedOn(Exception):
    """A colleague changed the text while the project lead was reading it."""


class NothingToPublish(Exception):
    """A colleague published this text a moment ago."""


class StatusNotAllowed(Exception):
    """Readers would see another text than the one the executives are asked about."""


@transaction.atomic
def publish_chapter(
    chapter: Chapter,
    *,
    revision_id: int,
    reason: str,
    by: User | None,
    at: datetime | None = None,
) -> Publication:
    """Show everybody the newest text, which must be the one the project lead has read."""
    chapter = _locked(chapter, by)
    if chapter.head_id != revision_id:
        raise TextMovedOn
    if not chapter.has_unpublished_text:
        raise NothingToPublish
    if by is not None:
        require(permissions.can_publish_chapter(by, chapter))

    old_revision, old_status = chapter.published_id, chapter.status
    chapter.published_id = revision_id
    if chapter.status == ChapterStatus.DRAFT:
        chapter.status = ChapterStatus.FOR_REVIEW
    chapter.save(update_fields=["published", "status"])
    publication = Publication.objects.create(
        chapter=chapter,
        revision_id=revision_id,
        reason=reason,
        by=by,
        published_at=at or timezone.now(),
    )
    record(
        "strategy.chapter.published",
        chapter,
        by=by,
        reason=reason,
        old_revision=old_revision,
        new_revision=revision_id,
        old_status=old_status,
        new_status=chapter.status,
    )
    return publication


@transaction.atomic
def set_chapter_status(
    chapter: Chapter, *, status: ChapterStatus, reason: str, by: User | None
) -> None:
    chapter = _locked(chapter, by)
    if by is not None:
        require(permissions.can_set_status(by, chapter))
    if status not in OPEN_STATUSES and chapter.has_unpublished_text:
        raise StatusNotAllowed
    if status == chapter.status:
        return

    old_status = chapter.status
    chapter.status = status
    chapter.save(update_fields=["status"])
    record(
        "strategy.chapter.status_set",
        chapter,
        by=by,
        reason=reason,
        old_status=old_status,
        new_status=status,
    )


def _locked(chapter: Chapter, by: User | None) -> Chapter:
    chapters = Chapter.objects.for_viewer(by) if by else Chapter.objects.all()
    return chapters.select_for_update(of=("self",)).get(pk=chapter.pk)
