"""Blocks of the strategy that are marked as choices, and what becomes of their words."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from programme.models import Choice
from ros_portal.audit.services import record
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import User
from strategy.models import Chapter, Publication
from strategy.quoting import words_of_block
from strategy.whereabouts import place_in


class AlreadyMarked(Exception):
    """This paragraph is a choice already."""


class NotInTheText(Exception):
    """Readers do not see this paragraph: it was never published, or has no words any more."""


@transaction.atomic
def mark_choice(chapter: Chapter, block: str, *, title: str, key: uuid.UUID, by: User) -> Choice:
    """In the published text. Raises NotInTheText, AlreadyMarked and UsedForSomethingElse."""
    chapter = Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
    if sent := Choice.objects.filter(key=key).first():
        if (sent.chapter_id, sent.block, sent.title) != (chapter.pk, block, title):
            raise UsedForSomethingElse
        return sent
    words = words_of_block(chapter.published, block)
    if chapter.published is None or not words:
        raise NotInTheText
    if Choice.objects.filter(chapter=chapter, block=block).exists():
        raise AlreadyMarked
    choice = Choice.objects.create(
        key=key,
        chapter=chapter,
        block=block,
        title=title,
        revision=chapter.published,
        words=words,
        marked_by=by,
    )
    record("programme.choice.marked", choice, by=by, chapter=chapter.pk, block=block, title=title)
    return choice


@transaction.atomic
def rename_choice(choice: Choice, *, title: str, by: User) -> None:
    choice = _locked(choice)
    if choice.title != title:
        old, choice.title = choice.title, title
        choice.save(update_fields=["title"])
        record("programme.choice.renamed", choice, by=by, old=old, new=title)


@transaction.atomic
def drop_choice(choice: Choice, *, because: str, by: User) -> None:
    """What leads back to it stays, and asks its lead for a look."""
    choice = _locked(choice)
    if choice.dropped_at is None:
        choice.dropped_at, choice.dropped_because = timezone.now(), because
        choice.save(update_fields=["dropped_at", "dropped_because"])
        record("programme.choice.dropped", choice, by=by, because=because)


def on_text_published(*, publication: Publication, **_signal: Any) -> None:
    """Inside the transaction that publishes: what the choices of this chapter say from now on."""
    choices = Choice.objects.select_for_update(of=("self",)).filter(chapter=publication.chapter_id)
    for choice in choices:
        revision = publication.revision
        place = place_in(revision.text, publication.chapter, choice.block)
        words = words_of_block(revision, place) if place else ""
        if words != choice.words:
            old, choice.words = choice.words, words
            record("programme.choice.changed", choice, by=publication.by, old=old, new=words)
        choice.revision = revision
        choice.save(update_fields=["revision", "words"])


def _locked(choice: Choice) -> Choice:
    return Choice.objects.select_for_update(of=("self",)).get(pk=choice.pk)
