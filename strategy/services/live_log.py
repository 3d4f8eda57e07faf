"""The log of a live session, and the document it makes. Who calls holds the lock of the session.

Everything that is written together goes through here; the chapter's line of revisions is made of
it by `folding.fold`, and a revision that came another way (a restoration, a suggestion, somebody
without a live connection) is put into it by `follow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from pycrdt import Doc

from stakeholders.models import User
from strategy.models import Chapter, LiveSession, LiveUpdate, Revision
from strategy.text import ydoc
from strategy.text.nodes import Node
from strategy.wake import wake


def locked_session(chapter: Chapter) -> LiveSession | None:
    """The open session of a chapter, in which nobody writes until the transaction ends."""
    return (
        LiveSession.objects.select_for_update(of=("self",))
        .filter(chapter=chapter, is_open=True)
        .first()
    )


def updates_after(session: LiveSession, sequence: int | None) -> Iterator[bytes]:
    """All that makes the document, or only what came after a sequence number."""
    if sequence is None:
        yield bytes(session.snapshot)
        sequence = session.snapshot_sequence
    rows = LiveUpdate.objects.filter(
        session=session, generation=session.generation, sequence__gt=sequence
    ).order_by("sequence")
    for data in rows.values_list("data", flat=True).iterator():
        yield bytes(data)


def document(session: LiveSession) -> Doc[Any]:
    return ydoc.document(updates_after(session, None))


def add(session: LiveSession, updates: Iterable[tuple[bytes, int | None]]) -> None:
    """Behind what is there: (update, id of who wrote it)."""
    rows = [
        LiveUpdate(
            session=session,
            generation=session.generation,
            sequence=sequence,
            data=data,
            author_id=author,
        )
        for sequence, (data, author) in enumerate(updates, session.sequence + 1)
    ]
    LiveUpdate.objects.bulk_create(rows)
    session.sequence += len(rows)
    session.save(update_fields=["sequence"])


def put(session: LiveSession, doc: Doc[Any], text: Node, *, by: User | None) -> None:
    """Make the document say `text`, with everybody who is typing in it keeping the words."""
    if update := ydoc.change(doc, text):
        add(session, [(update, by.pk if by else None)])
        tell(session)


def begin(session: LiveSession, text: Node) -> None:
    """A new document that says `text`: whoever has the one before it reloads."""
    session.generation += 1
    session.sequence = session.folded = session.snapshot_sequence = 0
    session.snapshot = ydoc.new_document(text)
    session.save()
    tell(session)


def tell(session: LiveSession) -> None:
    """Those who serve the session look at the log when this transaction is there to see."""
    transaction.on_commit(partial(wake, session.chapter_id))


def follow(chapter: Chapter, revision: Revision, *, by: User | None) -> None:
    """The line went on without the session: those in it get what changed."""
    session = chapter.session_under_lock
    if session is None or session.revision_id == revision.pk:
        return
    put(session, document(session), revision.text, by=by)
    session.folded = session.sequence
    session.revision = revision
    session.save(update_fields=["folded", "revision"])
