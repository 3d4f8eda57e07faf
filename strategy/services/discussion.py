"""Conversations about a text: started, answered, assigned, resolved and reopened."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import Body, User
from strategy import notifications, permissions
from strategy.models import Chapter, Comment, Mention, Revision, Thread
from strategy.text.nodes import blocks_by_id

from .locking import locked_chapter


class UnknownBlock(Exception):
    """There is no such block in that text."""


class CannotReadIt(Exception):
    """Nobody waits for an answer of who cannot read the question."""


@transaction.atomic
def start_thread(
    chapter: Chapter,
    *,
    revision: Revision,
    block_id: str,
    quote: str,
    text: str,
    body: Body,
    internal: bool,
    assigned_to: User | None,
    key: UUID,
    by: User,
    mentioned: Collection[User] = (),
) -> Thread:
    """Begin a conversation; `internal` keeps it inside the body that the writer speaks for."""
    chapter = locked_chapter(chapter, by, folded=False)  # it leaves the text alone
    require(permissions.can_discuss_chapter(by, chapter))
    require(permissions.can_speak_for(by, body, chapter))
    if said := Comment.objects.filter(key=key).select_related("thread").first():
        there = (said.author_id, said.text, said.thread.chapter_id, said.thread.block_id)
        if there != (by.pk, text, chapter.pk, block_id):
            raise UsedForSomethingElse
        return said.thread
    if block_id not in blocks_by_id(revision.text):
        raise UnknownBlock
    comment = begin_thread(
        chapter,
        revision=revision,
        block_id=block_id,
        quote=quote,
        text=text,
        body=body,
        internal=internal,
        key=key,
        by=by,
    )
    if assigned_to is not None:
        _assign(comment.thread, assigned_to, by=by)
    # Who has to answer is told so already.
    _call_in(comment, mentioned, told=assigned_to)
    return comment.thread


def begin_thread(
    chapter: Chapter,
    *,
    revision: Revision,
    block_id: str,
    quote: str,
    text: str,
    body: Body,
    internal: bool,
    key: UUID,
    by: User,
) -> Comment:
    """Under lock, by somebody who may: its first comment."""
    thread = Thread.objects.create(
        chapter=chapter,
        revision=revision,
        block_id=block_id,
        quote=quote,
        within=body if internal else None,
    )
    comment = Comment.objects.create(thread=thread, author=by, body=body, text=text, key=key)
    record("strategy.thread.started", chapter, by=by, thread=thread.pk, block=block_id)
    return comment


@transaction.atomic
def add_comment(
    thread: Thread,
    *,
    text: str,
    body: Body,
    key: UUID,
    by: User,
    mentioned: Collection[User] = (),
) -> Comment:
    """Answer. Who answers a resolved conversation opens it again."""
    thread = _locked(thread, by)
    require(permissions.can_speak_for(by, body, thread.chapter))
    if said := Comment.objects.filter(key=key).first():
        if (said.author_id, said.text, said.thread_id) != (by.pk, text, thread.pk):
            raise UsedForSomethingElse
        return said
    comment = answer(thread, text=text, body=body, key=key, by=by)
    _call_in(comment, mentioned)
    return comment


def answer(thread: Thread, *, text: str, body: Body, key: UUID, by: User) -> Comment:
    """Under lock, by somebody who may."""
    if thread.resolved_at is not None:
        _reopen(thread, by=by)
    comment = Comment.objects.create(thread=thread, author=by, body=body, text=text, key=key)
    record("strategy.thread.answered", thread.chapter, by=by, thread=thread.pk)
    return comment


@transaction.atomic
def assign_thread(thread: Thread, *, to: User | None, by: User) -> None:
    thread = _locked(thread, by)
    if thread.assigned_to_id != (to.pk if to else None):
        _assign(thread, to, by=by)


@transaction.atomic
def resolve_thread(thread: Thread, *, by: User) -> None:
    resolve(_locked(thread, by), by=by)


def resolve(thread: Thread, *, by: User) -> None:
    """Under lock, by somebody who may."""
    if thread.resolved_at is not None:
        return
    thread.resolved_at, thread.resolved_by = timezone.now(), by
    thread.save(update_fields=["resolved_at", "resolved_by"])
    record("strategy.thread.resolved", thread.chapter, by=by, thread=thread.pk)


@transaction.atomic
def reopen_thread(thread: Thread, *, by: User) -> None:
    thread = _locked(thread, by)
    if thread.resolved_at is not None:
        _reopen(thread, by=by)


def _reopen(thread: Thread, *, by: User) -> None:
    thread.resolved_at = thread.resolved_by = None
    thread.save(update_fields=["resolved_at", "resolved_by"])
    record("strategy.thread.reopened", thread.chapter, by=by, thread=thread.pk)


def _assign(thread: Thread, to: User | None, *, by: User) -> None:
    if to is not None and to not in permissions.readers_of_thread(thread.chapter, thread.within):
        raise CannotReadIt
    before = thread.assigned_to_id
    thread.assigned_to = to
    thread.save(update_fields=["assigned_to"])
    event = record(
        "strategy.thread.assigned",
        thread.chapter,
        by=by,
        thread=thread.pk,
        old=before,
        new=to.pk if to else None,
    )
    if to is not None and to != by:
        notifications.tell_assigned(thread, to, key=f"{thread.pk}:{event.pk}")


def _call_in(comment: Comment, people: Collection[User], *, told: User | None = None) -> None:
    """Only who may read it at this moment, and never the author."""
    wanted = set(people) - {comment.author}
    if not wanted:
        return
    readers = permissions.readers_of_thread(comment.thread.chapter, comment.thread.within)
    mentions = [
        Mention.objects.create(comment=comment, user=person, body=body)
        for person, body in readers.items()
        if person in wanted
    ]
    record(
        "strategy.thread.called_in",
        comment.thread.chapter,
        by=comment.author,
        thread=comment.thread_id,
        comment=comment.pk,
        people=[mention.user_id for mention in mentions],
    )
    notifications.tell_mentioned(mention for mention in mentions if mention.user != told)


def _locked(thread: Thread, by: User) -> Thread:
    locked = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    require(permissions.can_read_thread(by, locked))
    chapter = Chapter.objects.for_viewer(by).get(pk=locked.chapter_id)
    require(permissions.can_discuss_chapter(by, chapter))
    locked.chapter = chapter
    return locked
