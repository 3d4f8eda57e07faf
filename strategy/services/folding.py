"""From the log of a live session to a revision in the line of its chapter."""

from __future__ import annotations

import structlog
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from pycrdt import merge_updates

from stakeholders.models import User
from strategy.models import Chapter, LiveSession, LiveUpdate, RevisionKind
from strategy.text import blocks, schema, ydoc

from . import live_log
from .revisions import add_revision, move_head

COMPACT_AFTER = 500  # updates

logger = structlog.get_logger("ros_portal.live")


def fold(chapter: Chapter) -> None:
    """Under lock: the head says what was written together. They go on when the lock is gone."""
    session = chapter.session_under_lock = live_log.locked_session(chapter)
    if session is None or session.folded == session.sequence:
        return
    doc = live_log.document(session)
    said = ydoc.to_json(doc)
    try:
        written = schema.accept(said).doc
    except schema.TextInvalid as invalid:
        # The log keeps it, and the writers are told; until then nothing else happens to the text.
        reason = _("The text that is being written cannot be taken over: %(reason)s")
        raise PermissionDenied(reason % {"reason": invalid.reason}) from invalid
    settled = blocks.settle(written, chapter.head.text if chapter.head else None)
    authors = _authors(session)
    session.folded = session.sequence
    if chapter.head is None or settled.doc != chapter.head.text:
        session.revision = add_revision(
            chapter,
            settled.doc,
            RevisionKind.TOGETHER,
            parent=chapter.head,
            by=authors[0] if authors else None,
            lineage=settled.lineage,
            contributors=[one.pk for one in authors[1:]],
        )
        session.save(update_fields=["folded", "revision"])
        move_head(chapter, session.revision, by=session.revision.author)
    if settled.doc != said:
        live_log.put(session, doc, settled.doc, by=None)
        session.folded = session.sequence
        if schema.accept(ydoc.to_json(doc)).doc != settled.doc:
            logger.error("live.not_mended", chapter=chapter.pk)
            live_log.begin(session, settled.doc)
            return
    if session.sequence - session.snapshot_sequence >= COMPACT_AFTER:
        _compact(session)
    session.save(update_fields=["folded", "snapshot", "snapshot_sequence"])


def _compact(session: LiveSession) -> None:
    # Not what the document says: that leaves out words which wait for others to come.
    session.snapshot = merge_updates(*live_log.updates_after(session, None))
    session.snapshot_sequence = session.sequence


def _authors(session: LiveSession) -> list[User]:
    """Who wrote since the last revision; who wrote last comes first."""
    rows = LiveUpdate.objects.filter(
        session=session,
        generation=session.generation,
        sequence__gt=session.folded,
        author__isnull=False,
    ).order_by("-sequence")
    order = dict.fromkeys(rows.values_list("author_id", flat=True))
    people = User.objects.in_bulk(list(order))
    return [people[pk] for pk in order]
