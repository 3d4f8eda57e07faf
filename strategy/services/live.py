"""Writing in a chapter together: opening the shared document, and keeping what is typed in it.

The log is the truth while people write; `folding` makes revisions of it. Every service that
changes a chapter folds first, when it takes the lock, so the head always says what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from stakeholders.models import User
from strategy import permissions
from strategy.models import Chapter, LiveSession, LiveUpdate
from strategy.text import blocks
from strategy.text.nodes import Node

from . import live_log
from .locking import locked_chapter
from .saving import NotAllowedNow

EMPTY: Node = {"type": "doc", "content": [{"type": "paragraph"}]}
LEFT_AFTER = timedelta(minutes=2)
KEPT = timedelta(days=30)  # the raw log, after it went into a snapshot


class SessionEnded(Exception):
    """The text stands still by now, or the document was begun anew."""


@dataclass(frozen=True)
class Opened:
    """What a process needs to serve a session."""

    chapter_id: int
    generation: int
    sequence: int
    updates: list[bytes]
    revision_id: int | None


@transaction.atomic
def open_live(chapter: Chapter, *, by: User) -> Opened:
    """The document with everything written so far; begun from the head when nobody wrote yet."""
    # Not folded: a text that cannot be taken into the line is mended by who opens it.
    chapter = locked_chapter(chapter, by, folded=False)
    if not (decision := permissions.can_edit_chapter(by, chapter)):
        raise NotAllowedNow(decision)
    session = live_log.locked_session(chapter) or _begin(chapter)
    return Opened(
        chapter.pk,
        session.generation,
        session.sequence,
        list(live_log.updates_after(session, None)),
        session.revision_id,
    )


def _begin(chapter: Chapter) -> LiveSession:
    text = chapter.head.text if chapter.head else blocks.settle(EMPTY, None).doc
    session = LiveSession.objects.select_for_update().filter(chapter=chapter).first()
    session = session or LiveSession(chapter=chapter, generation=0)
    session.is_open, session.revision = True, chapter.head
    live_log.begin(session, text)
    return session


@transaction.atomic
def append_live(chapter_id: int, generation: int, updates: list[tuple[bytes, int]]) -> int:
    """Keep what was typed, (update, author) each; gives the number of the last in the log."""
    session = (
        LiveSession.objects.select_for_update()
        .filter(chapter=chapter_id, generation=generation, is_open=True)
        .first()
    )
    if session is None:
        raise SessionEnded
    live_log.add(session, updates)
    return session.sequence


def updates_since(chapter_id: int, generation: int, sequence: int) -> tuple[list[bytes], int]:
    """What others added to the log; raises SessionEnded when there is no such session any more."""
    with transaction.atomic():
        session = LiveSession.objects.filter(
            chapter=chapter_id, generation=generation, is_open=True
        ).first()
        if session is None:
            raise SessionEnded
        if session.sequence == sequence:
            return [], sequence
        return list(live_log.updates_after(session, sequence)), session.sequence


def left_unfolded() -> list[Chapter]:
    """Chapters with words in the log that stood still for longer than a room lets them."""
    long_ago = timezone.now() - LEFT_AFTER
    recent = LiveUpdate.objects.filter(
        session=OuterRef("pk"), generation=OuterRef("generation"), at__gt=long_ago
    )
    sessions = LiveSession.objects.filter(is_open=True, sequence__gt=F("folded"))
    return [one.chapter for one in sessions.exclude(Exists(recent)).select_related("chapter")]


def fold_live(chapter: Chapter) -> int | None:
    """Make a revision of what was written together; gives the id of the head afterwards."""
    with transaction.atomic():
        return locked_chapter(chapter, None).head_id


def end_live(chapter: Chapter) -> None:
    """Under lock, after folding: the text stands still from now on."""
    session = chapter.session_under_lock
    if session is not None:
        session.is_open = False
        session.save(update_fields=["is_open"])
        live_log.tell(session)


def throw_away_old_updates() -> int:
    """The raw log of a month ago, as far as a snapshot or a newer generation has it."""
    old = LiveUpdate.objects.filter(at__lt=timezone.now() - KEPT)
    done = 0
    for session in LiveSession.objects.all():
        mine = old.filter(session=session)
        before = mine.filter(generation__lt=session.generation)
        within = mine.filter(generation=session.generation, sequence__lte=session.snapshot_sequence)
        done += (before | within).delete()[0]
    return done
