"""One letter for the region: written in blocks, handed to every executive, followed when it changes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from letters import facts, notifications
from letters.models import BlockKind, Letter, LetterStatus, ModelBlock, ModelLetter, Part
from letters.starts import Start, blocks_of
from ros_portal.audit.services import record
from stakeholders.models import Body, User
from stakeholders.permissions import Grant, users_with

from .filled_facts import keep_facts
from .letters import frame_of, text_of_parts
from .locking import LetterNotOpen, disagree, lock_letter, save_letter


class BlockChangedMeanwhile(Exception):
    """A colleague changed this block after the form was opened."""


@transaction.atomic
def start_model(start: Start, *, key: uuid.UUID, by: User) -> ModelLetter:
    model, created = ModelLetter.objects.get_or_create(
        key=key,
        defaults={
            "subject": start.subject or str(start.title),
            "meeting": facts.meeting_of(start, now=timezone.now()),
            "created_by": by,
        },
    )
    if created:
        ModelBlock.objects.bulk_create(
            ModelBlock(
                model=model,
                position=position,
                kind=BlockKind.LOCAL if block.is_local else BlockKind.REGIONAL,
                title=block.title,
                text=block.text,
            )
            for position, block in enumerate(blocks_of(start), start=1)
        )
        record("letters.model.started", model, by=by, start=start.slug)
    return model


@transaction.atomic
def name_model(model: ModelLetter, *, subject: str, by: User) -> None:
    """Letters that were begun keep the subject they have."""
    model = _locked(model)
    if model.subject != subject:
        old, model.subject = model.subject, subject
        model.save(update_fields=["subject"])
        record("letters.model.named", model, by=by, old=old, new=subject)


@transaction.atomic
def add_block(model: ModelLetter, *, by: User, **fields: str | bool) -> ModelBlock:
    """At the end; it is offered to the letters that were begun."""
    model = _locked(model)
    last = model.blocks.last()
    block = ModelBlock(model=model, position=last.position + 1 if last else 1, **fields)
    block.save()
    _block_changed("added", block, by=by)
    return block


@transaction.atomic
def change_block(block: ModelBlock, *, edition: int, by: User, **fields: str | bool) -> None:
    """Letters that have this block are offered the new words, and keep their own meanwhile."""
    block = _locked_block(block)
    if block.edition != edition:
        raise BlockChangedMeanwhile
    old = {name: getattr(block, name) for name in fields}
    if old == fields:
        return
    for name, value in fields.items():
        setattr(block, name, value)
    # What only says how to handle the block asks nobody to compare words.
    if "text" in fields and fields["text"] != old["text"]:
        block.edition += 1
    block.save()
    _block_changed("changed", block, by=by, old=old, new=dict(fields))


@transaction.atomic
def move_block(block: ModelBlock, *, up: bool, by: User) -> None:
    """One place; letters that were begun keep their order."""
    block = _locked_block(block)
    standing = list(block.model.blocks.standing())
    place = next(number for number, one in enumerate(standing) if one.pk == block.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(standing):
        return
    standing[place], standing[other] = standing[other], standing[place]
    for position, one in enumerate(standing, start=1):
        one.position = position
    ModelBlock.objects.bulk_update(standing, ["position"])
    record("letters.block.moved", block, by=by, up=up)


@transaction.atomic
def remove_block(block: ModelBlock, *, by: User) -> None:
    """Letters that have it keep it until their secretary leaves it out."""
    block = _locked_block(block)
    if block.removed_at is None:
        block.removed_at = timezone.now()
        block.save(update_fields=["removed_at"])
        _block_changed("removed", block, by=by)


@transaction.atomic
def hand_out(model: ModelLetter, executives: Collection[Body], *, by: User) -> list[Letter]:
    """A draft for each executive that has none yet; whoever has one keeps it as it is."""
    model = _locked(model)
    blocks = list(model.blocks.standing())
    have = set(model.letters.values_list("executive", flat=True))
    now = timezone.now()
    letters = [
        _begin(model, executive, blocks, by=by, now=now)
        for executive in executives
        if executive.pk not in have
    ]
    if letters:
        record("letters.model.handed_out", model, by=by, letters=[one.pk for one in letters])
        notifications.tell_secretaries_of_drafts(letters)
    return letters


def _begin(
    model: ModelLetter, executive: Body, blocks: Collection[ModelBlock], *, by: User, now: datetime
) -> Letter:
    secretaries = users_with(Grant.WRITE_LETTERS, executive)
    letter = Letter.objects.create(
        **frame_of(executive, handled_by=secretaries[0] if len(secretaries) == 1 else None),
        model=model,
        meeting=model.meeting,
        subject=model.subject,
        created_by=by,
    )
    filler = facts.filler_for(letter, now=now)
    Part.objects.bulk_create(_part(letter, block, filler) for block in blocks)
    letter.text = text_of_parts(letter)
    letter.save(update_fields=["text"])
    keep_facts(letter, filler)
    record("letters.letter.started", letter, by=by, model=model.pk)
    return letter


def _part(letter: Letter, block: ModelBlock, filler: facts.Filler) -> Part:
    text = filler.fill_in(block.text)
    return Part(
        letter=letter,
        block=block,
        position=block.position,
        text=text,
        seen_text=text,
        seen_edition=block.edition,
    )


@transaction.atomic
def follow_model(letter: Letter, choices: Mapping[int, bool], *, edition: int, by: User) -> None:
    """`choices`: by block id, whether this letter takes the words of the region as they are now.

    Where it does not, it keeps its own, and is not asked again until the region writes anew. Of a
    block that the region took out, taking its words is leaving it out too.
    """
    letter = lock_letter(letter, LetterStatus.DRAFT, edition=edition)
    if letter.is_reopened:  # the words are those of the executive now
        raise LetterNotOpen
    assert letter.model is not None
    filler = facts.filler_for(letter, now=timezone.now())
    parts = {part.block_id: part for part in letter.parts.all()}
    for block in letter.model.blocks.filter(pk__in=choices):
        part = parts.get(block.pk)
        if block.removed_at:
            if part and choices[block.pk]:
                part.delete()
            elif part:
                part.seen_edition, part.seen_text = block.edition, ""
                part.save()
        elif part is None:
            newest = _part(letter, block, filler)
            if not choices[block.pk]:
                newest.text = ""
            newest.save()
        else:
            part.seen_text, part.seen_edition = filler.fill_in(block.text), block.edition
            if choices[block.pk]:
                part.text = part.seen_text
            part.save()
    text = text_of_parts(letter)
    changed = ["text", *disagree(letter)] if text != letter.text else []
    letter.text = text
    save_letter(letter, *changed)
    keep_facts(letter, filler)
    record("letters.letter.followed_model", letter, by=by, taken=dict(choices))


def _locked(model: ModelLetter) -> ModelLetter:
    return (
        ModelLetter.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .get(pk=model.pk)
    )


def _locked_block(block: ModelBlock) -> ModelBlock:
    """By way of its model, as everybody who changes one of its blocks."""
    model = _locked(block.model)
    return model.blocks.get(pk=block.pk)


def _block_changed(what: str, block: ModelBlock, *, by: User, **values: object) -> None:
    record(f"letters.block.{what}", block, by=by, **values)
    drafts = Letter.objects.filter(model=block.model_id, status=LetterStatus.DRAFT)
    notifications.tell_secretaries_of_change(drafts.with_bodies())
