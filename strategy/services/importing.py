"""A Word document that was read and looked at becomes the text of its chapter.

Its text goes the way of everything that is written (`save_chapter`), its tracked changes become
suggestions that nobody sees outside the body, and its comments conversations. What an earlier
document brought in already is not brought in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ros_portal.audit.services import record
from ros_portal.lib.decisions import require
from stakeholders.models import Body, User
from strategy import permissions
from strategy.models import (
    Chapter,
    Comment,
    ImportedDocument,
    Revision,
    RevisionKind,
    Thread,
)
from strategy.text import schema
from strategy.text.nodes import Node, blocks_by_id, children, without_id

from .discussion import answer, begin_thread, resolve
from .locking import locked_chapter
from .saving import NotAllowedNow, Saved, take_in
from .suggestions import draft_suggestion, original_of, wording_of

_KEYS: Final = UUID("7d9b2f9e-5a0c-4a54-9a0b-0c1d8d2f4e11")


class AlreadyTaken(Exception):
    """The document is in the chapter already: a second click, or a second tab."""


@dataclass(frozen=True)
class Imported:
    """What became of a document; of what an earlier one brought in, nothing is counted."""

    saved: Saved
    suggestions: int
    threads: int


@transaction.atomic
def import_document(
    document: ImportedDocument, *, body: Body, is_internal: bool, by: User
) -> Imported:
    """Put it into the chapter in the name of `body`; `is_internal` keeps its comments inside it.

    Raises AlreadyTaken, NotAllowedNow, and what save_chapter raises; then nothing was changed.
    """
    chapter = locked_chapter(document.chapter, by)
    if not (decision := permissions.can_edit_chapter(by, chapter)):
        raise NotAllowedNow(decision)
    require(permissions.can_suggest(by, chapter))
    require(permissions.can_speak_for(by, body, chapter))
    document = ImportedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk, by=by)
    if document.is_taken:
        raise AlreadyTaken
    earlier = ImportedDocument.objects.taken().filter(chapter=chapter)
    saved = take_in(
        chapter,
        base_id=document.base_id or 0,
        submitted=document.text,
        by=by,
        kind=RevisionKind.LOAD,
        reason=(_("Word document: %(name)s") % {"name": document.name})[:300],
    )
    bringing = _Bringing(chapter, document, saved, body, by)
    imported = Imported(
        saved,
        suggestions=bringing.suggestions(earlier.filter(body=body)),
        threads=bringing.threads(
            # What stays inside never goes into a conversation that others read, nor the other way.
            earlier.filter(body=body, is_internal=True)
            if is_internal
            else earlier.filter(is_internal=False),
            is_internal=is_internal,
        ),
    )
    document.body = body
    document.is_internal = is_internal
    document.taken_at = timezone.now()
    document.save(update_fields=["body", "is_internal", "taken_at"])
    record(
        "strategy.document.imported",
        chapter,
        by=by,
        document=document.pk,
        old_revision=document.base_id,
        new_revision=saved.head.pk,
        suggestions=imported.suggestions,
        threads=imported.threads,
    )
    return imported


@dataclass
class _Bringing:
    """What stands beside the text of one document, on its way into a chapter."""

    chapter: Chapter
    document: ImportedDocument
    saved: Saved
    body: Body
    by: User

    def suggestions(self, earlier: Iterable[ImportedDocument]) -> int:
        known = {_of_change(other, change) for other in earlier for change in other.changes}
        brought = 0
        for number, change in enumerate(self.document.changes):
            if _of_change(self.document, change) in known:
                continue
            names = ", ".join(filter(None, change["authors"])) or _("somebody")
            block = change["block"]
            revision = self._revision(block)
            draft_suggestion(
                self.chapter,
                revision=revision,
                block=block,
                proposed=wording_of(
                    _on_block(change["proposed"], block), original_of(revision, block)
                ),
                # The organisation sends it itself, with this reason or with a better one.
                reason=(_("Change by %(names)s in Word") % {"names": names})[:500],
                body=self.body,
                key=_key(self.document, "change", number),
                by=self.by,
            )
            brought += 1
        return brought

    def threads(self, earlier: Iterable[ImportedDocument], *, is_internal: bool) -> int:
        known = _conversations(earlier, self.chapter, self.by)
        brought = 0
        for number, comment in enumerate(self.document.comments):
            thread, told = known.get(_of_comment(comment), (None, 0))
            answers = comment["said"][max(told, 1) :]
            if thread is None:
                thread = self._start(number, comment, is_internal=is_internal)
            elif not answers:
                continue
            for place, said in enumerate(answers):
                key = _key(self.document, f"answer {place}", number)
                answer(thread, text=_signed(said), body=self.body, key=key, by=self.by)
            if comment["is_resolved"]:
                resolve(thread, by=self.by)
            brought += 1
        return brought

    def _start(self, number: int, comment: dict[str, Any], *, is_internal: bool) -> Thread:
        return begin_thread(
            self.chapter,
            revision=self._revision(comment["block"]),
            block_id=comment["block"],
            quote=schema.plain(comment["quote"]),
            text=_signed(comment["said"][0]),
            body=self.body,
            internal=is_internal,
            key=_key(self.document, "comment", number),
            by=self.by,
        ).thread

    def _revision(self, block: str) -> Revision:
        """The text that has the block in the words of the document."""
        head, submitted = self.saved.head, self.saved.submitted or self.saved.head
        own = blocks_by_id(self.document.text)[block]
        return head if blocks_by_id(head.text).get(block) == own else submitted


def _key(document: ImportedDocument, kind: str, number: int) -> UUID:
    return uuid5(_KEYS, f"{document.pk} {kind} {number}")


def _conversations(
    documents: Iterable[ImportedDocument], chapter: Chapter, by: User
) -> dict[str, tuple[Thread, int]]:
    """What earlier documents brought in, under lock: the conversation of a comment, and how much of it."""
    keys = {
        _key(document, "comment", number): (_of_comment(comment), len(comment["said"]))
        for document in documents
        for number, comment in enumerate(document.comments)
    }
    told: dict[str, int] = {}
    for mark, length in keys.values():
        told[mark] = max(told.get(mark, 0), length)
    begun = dict(Comment.objects.filter(key__in=keys).values_list("key", "thread_id"))
    threads = Thread.objects.visible_to(by).select_for_update(of=("self",)).in_bulk(begun.values())
    found: dict[str, tuple[Thread, int]] = {}
    for key, thread_id in begun.items():
        if thread := threads.get(thread_id):
            thread.chapter = chapter
            mark = keys[key][0]
            found[mark] = thread, told[mark]
    return found


def _signed(said: dict[str, str]) -> str:
    """A comment of somebody who need not have an account here: the words say who spoke when."""
    try:
        day = date_format(date.fromisoformat(said["date"][:10]), "j F Y")
    except ValueError:
        day = ""
    author = said["author"] or _("Somebody")
    told = {"author": author, "date": day}
    heading = _("%(author)s in Word, %(date)s:") % told if day else _("%(author)s in Word:") % told
    text = "\n".join(schema.plain(line) for line in said["text"].split("\n"))
    return f"{heading}\n{text}"


def _on_block(proposed: Node, block: str) -> Node:
    first, *others = children(proposed)
    own = {**first, "attrs": {**first.get("attrs", {}), "id": block}}
    return {**proposed, "content": [own, *map(without_id, others)]}


def _of_change(document: ImportedDocument, change: dict[str, Any]) -> str:
    """The same change of the same words by the same people."""
    was = blocks_by_id(document.text).get(change["block"])
    proposed = [without_id(one) for one in children(change["proposed"])]
    return _mark([change["authors"], without_id(was) if was else None, proposed])


def _of_comment(comment: dict[str, Any]) -> str:
    """The same words by the same person at the same moment, or without a moment at one place."""
    first = comment["said"][0]
    return _mark([first, "" if first["date"] else comment["quote"]])


def _mark(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
