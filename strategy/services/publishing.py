"""What readers outside the writing bodies see, and how far a chapter is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import User
from strategy import permissions
from strategy.agreed import origins_between
from strategy.models import Chapter, ChapterStatus, Publication, Revision
from strategy.models.chapters import OPEN_STATUSES
from strategy.signals import text_published

from .live import end_live
from .locking import locked_chapter


class TextMovedOn(Exception):
    """A colleague published a newer text while the project lead was reading this one."""


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
    """Show everybody the text the project lead has read; what others wrote since waits its turn.

    Where people write together there is no moment at which the newest text stands still.
    """
    chapter = locked_chapter(chapter, by)
    if chapter.published_id == revision_id:
        raise NothingToPublish
    newer = Revision.objects.in_line().filter(chapter=chapter)
    if chapter.published is not None:
        newer = newer.filter(number__gt=chapter.published.number)
    revision = newer.filter(pk=revision_id).first()
    if revision is None:
        raise TextMovedOn
    if by is not None:
        require(permissions.can_publish_chapter(by, chapter))

    origins = origins_between(chapter.published, revision) if chapter.published else None
    old_revision, old_status = chapter.published_id, chapter.status
    chapter.published_id = revision_id
    if chapter.status == ChapterStatus.DRAFT:
        chapter.status = ChapterStatus.FOR_REVIEW
    chapter.save(update_fields=["published", "status"])
    publication = Publication.objects.create(
        chapter=chapter,
        revision_id=revision_id,
        reason=reason,
        changed_outside=len(origins.outside) if origins else None,
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
        changed_outside=publication.changed_outside,
    )
    text_published.send(sender=Publication, publication=publication)
    return publication


@transaction.atomic
def set_chapter_status(
    chapter: Chapter, *, status: ChapterStatus, reason: str, by: User | None
) -> None:
    chapter = locked_chapter(chapter, by)
    if by is not None:
        require(permissions.can_set_status(by, chapter))
    if status == ChapterStatus.DRAFT:
        raise ValueError("What was published is no draft any more.")
    if status not in OPEN_STATUSES and chapter.has_unpublished_text:
        raise StatusNotAllowed
    if status == chapter.status:
        return

    old_status = chapter.status
    chapter.status = status
    chapter.save(update_fields=["status"])
    if not chapter.is_open:
        end_live(chapter)
    record(
        "strategy.chapter.status_set",
        chapter,
        by=by,
        reason=reason,
        old_status=old_status,
        new_status=status,
    )
