"""Other wording that an organisation proposes: written, sent, and decided with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import Body, User
from strategy import permissions
from strategy.models import Chapter, Revision, RevisionKind, Suggestion, SuggestionStatus
from strategy.standing import Standing, same_wording, standing
from strategy.text import blocks, schema
from strategy.text.nodes import Node, block_id, blocks_by_id, children, with_id, without_id
from strategy.whereabouts import places_now

from .discussion import UnknownBlock
from .locking import locked_chapter
from .revisions import add_revision, move_head


class SuggestionNotOpen(Exception):
    """A colleague sent, withdrew or decided it a moment ago."""


class SuggestionChangedMeanwhile(Exception):
    """A colleague of the same body saved this draft since it was read."""


class NothingProposed(Exception):
    """The proposed text is the text that stands there."""


class NotCleanAnyMore(Exception):
    """The text changed since it was proposed: it can only be taken over in words made for it."""


@transaction.atomic
def start_suggestion(
    chapter: Chapter, *, revision: Revision, block: str, body: Body, key: UUID, by: User
) -> Suggestion:
    """A draft that begins with the words that stand there."""
    chapter = locked_chapter(chapter, by)
    require(permissions.can_suggest(by, chapter))
    require(permissions.can_speak_for(by, body, chapter))
    if begun := Suggestion.objects.filter(key=key).first():
        if (begun.author_id, begun.chapter_id, begun.block_id) != (by.pk, chapter.pk, block):
            raise UsedForSomethingElse
        return begun
    return draft_suggestion(
        chapter,
        revision=revision,
        block=block,
        proposed=original_of(revision, block),
        reason="",
        body=body,
        key=key,
        by=by,
    )


def draft_suggestion(
    chapter: Chapter,
    *,
    revision: Revision,
    block: str,
    proposed: Node,
    reason: str,
    body: Body,
    key: UUID,
    by: User,
) -> Suggestion:
    """Under lock, by somebody who may."""
    suggestion = Suggestion.objects.create(
        chapter=chapter,
        revision=revision,
        block_id=block,
        proposed=proposed,
        reason=reason,
        body=body,
        author=by,
        key=key,
    )
    record("strategy.suggestion.started", chapter, by=by, suggestion=suggestion.pk, block=block)
    return suggestion


@transaction.atomic
def write_suggestion(
    suggestion: Suggestion, *, edition: int, submitted: object, by: User
) -> Suggestion:
    """Keep the draft; raises TextInvalid when it is no text."""
    suggestion = _locked(suggestion, SuggestionStatus.DRAFT)
    require(permissions.can_write_suggestion(by, suggestion))
    if suggestion.edition != edition:
        raise SuggestionChangedMeanwhile
    proposed = wording_of(submitted, suggestion.original)
    if proposed != suggestion.proposed:
        suggestion.proposed = proposed
        suggestion.edition += 1
        suggestion.save(update_fields=["proposed", "edition"])
    return suggestion


@transaction.atomic
def send_suggestion(suggestion: Suggestion, *, reason: str, by: User) -> None:
    """From here on all writers see it, and it does not change any more."""
    chapter = locked_chapter(suggestion.chapter, by, folded=False)
    require(permissions.can_suggest(by, chapter))
    suggestion = _locked(suggestion, SuggestionStatus.DRAFT)
    require(permissions.can_write_suggestion(by, suggestion))
    if _bare(suggestion.proposed) == _bare(suggestion.original):
        raise NothingProposed
    suggestion.status = SuggestionStatus.OPEN
    suggestion.reason = reason
    suggestion.sent_at = timezone.now()
    suggestion.save(update_fields=["status", "reason", "sent_at"])
    record("strategy.suggestion.sent", suggestion.chapter, by=by, suggestion=suggestion.pk)


@transaction.atomic
def withdraw_suggestion(suggestion: Suggestion, *, by: User) -> None:
    suggestion = _locked(suggestion, SuggestionStatus.DRAFT, SuggestionStatus.OPEN)
    require(permissions.can_write_suggestion(by, suggestion))
    suggestion.status = SuggestionStatus.WITHDRAWN
    suggestion.save(update_fields=["status"])
    record("strategy.suggestion.withdrawn", suggestion.chapter, by=by, suggestion=suggestion.pk)


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, reason: str, by: User) -> Revision:
    """Take it over word for word, and with it every open one that says the same."""
    chapter = _chapter_to_decide_in(suggestion, by)
    suggestion = _locked(suggestion, SuggestionStatus.OPEN)
    place, found = _place(suggestion, chapter)
    if found is not Standing.CLEAN:
        raise NotCleanAnyMore
    wording = [] if suggestion.is_deletion else children(suggestion.proposed)
    settled = [suggestion, *_identical(suggestion)]
    revision = _write(chapter, place, wording, of=settled, reason=reason, by=by)
    for one in settled:
        _decide(one, SuggestionStatus.ACCEPTED, reason=reason, result=revision, by=by)
    return revision


@transaction.atomic
def adapt_suggestion(
    suggestion: Suggestion, *, submitted: object, base_id: int, reason: str, by: User
) -> Revision:
    """Take it over in other words, written on the revision `base_id`."""
    chapter = _chapter_to_decide_in(suggestion, by)
    suggestion = _locked(suggestion, SuggestionStatus.OPEN)
    place, found = _place(suggestion, chapter)
    if found is Standing.ORPHAN or chapter.head_id != base_id:
        raise NotCleanAnyMore
    wording = wording_of(submitted, suggestion.original)
    revision = _write(chapter, place, children(wording), of=[suggestion], reason=reason, by=by)
    _decide(suggestion, SuggestionStatus.ADAPTED, reason=reason, result=revision, by=by)
    return revision


@transaction.atomic
def reject_suggestion(suggestion: Suggestion, *, reason: str, by: User) -> None:
    _chapter_to_decide_in(suggestion, by)
    suggestion = _locked(suggestion, SuggestionStatus.OPEN)
    _decide(suggestion, SuggestionStatus.REJECTED, reason=reason, result=None, by=by)


def original_of(revision: Revision, block: str) -> Node:
    """The words that stand there, as a document; raises UnknownBlock."""
    original = blocks_by_id(revision.text).get(block)
    if original is None:
        raise UnknownBlock
    return {"type": "doc", "content": [original]}


def wording_of(submitted: object, original: Node) -> Node:
    """What should stand in the place of `original`; raises TextInvalid when it is no text."""
    return blocks.settle(schema.accept(submitted).doc, original).doc


def _chapter_to_decide_in(suggestion: Suggestion, by: User) -> Chapter:
    chapter = locked_chapter(suggestion.chapter, by)
    require(permissions.can_edit_chapter(by, chapter))
    return chapter


def _place(suggestion: Suggestion, chapter: Chapter) -> tuple[str, Standing]:
    assert chapter.head is not None  # a suggestion is about a text
    place = places_now(chapter, [suggestion.block_id]).get(suggestion.block_id)
    return place or "", standing(suggestion, chapter.head.text, place)


def _identical(suggestion: Suggestion) -> Iterable[Suggestion]:
    others = Suggestion.objects.open().filter(
        chapter=suggestion.chapter, block_id=suggestion.block_id
    )
    return [
        other
        for other in others.exclude(pk=suggestion.pk).select_for_update()
        if same_wording(suggestion, other)
    ]


def _write(
    chapter: Chapter,
    place: str,
    wording: list[Node],
    *,
    of: list[Suggestion],
    reason: str,
    by: User,
) -> Revision:
    """Who proposed the words wrote them, too."""
    head = chapter.head
    assert head is not None
    content: list[Node] = []
    for block in children(head.text):
        content += _in_place_of(place, wording) if block_id(block) == place else [block]
    content = content or [{"type": "paragraph", "attrs": {"id": blocks.mint()}}]
    settled = blocks.settle(schema.validated({**head.text, "content": content}), head.text)
    revision = add_revision(
        chapter,
        settled.doc,
        RevisionKind.SUGGESTION,
        parent=head,
        by=by,
        reason=reason,
        lineage=settled.lineage,
        contributors={one.author_id for one in of} - {by.pk},
    )
    move_head(chapter, revision, by=by)
    return revision


def _in_place_of(place: str, wording: list[Node]) -> list[Node]:
    """The first block keeps the id, so that links and conversations stay where they are."""
    return [
        with_id(block, place if number == 0 else blocks.mint())
        for number, block in enumerate(wording)
    ]


def _decide(
    suggestion: Suggestion,
    status: SuggestionStatus,
    *,
    reason: str,
    result: Revision | None,
    by: User,
) -> None:
    suggestion.status = status
    suggestion.decision = reason
    suggestion.decided_by = by
    suggestion.decided_at = timezone.now()
    suggestion.result = result
    suggestion.save(update_fields=["status", "decision", "decided_by", "decided_at", "result"])
    record(
        "strategy.suggestion.decided",
        suggestion.chapter,
        by=by,
        suggestion=suggestion.pk,
        status=status,
        revision=result.pk if result else None,
        reason=reason,
    )


def _locked(suggestion: Suggestion, *statuses: SuggestionStatus) -> Suggestion:
    locked = (
        Suggestion.objects.select_for_update(of=("self",))
        .select_related("chapter", "revision", "body")
        .get(pk=suggestion.pk)
    )
    if locked.status not in statuses:
        raise SuggestionNotOpen
    return locked


def _bare(text: Node) -> list[Node]:
    return [without_id(block) for block in children(text)]
