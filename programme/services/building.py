"""Building blocks: taken from a frozen version, proposed by an executive, decided by its council."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from programme.building import Newest, newest_of, offered_in
from programme.models import BlockDecision, BuildingBlock, DecidedBlock
from ros_portal.audit.services import record
from ros_portal.lib.keys import UsedForSomethingElse
from stakeholders.models import Body, Organisation, User
from strategy.models import VersionChapter


class BlockChangedMeanwhile(Exception):
    """A colleague changed this building block, or the strategy did, since this person read it."""


class NothingToDecide(Exception):
    """A block of another organisation, or one about which nothing is proposed."""


class DecidedTomorrow(Exception):
    """A decision is recorded once it was made."""


class Outcome(NamedTuple):
    use: str
    own_words: str
    edition: int  # of the block, as the clerk read it


@transaction.atomic
def take_blocks(
    organisation: Organisation, frozen: VersionChapter, keys: Collection[str], *, by: User
) -> int:
    """How many are new: what was taken before stays with what was proposed and decided about it."""
    # Two colleagues who tick the same paragraph wait for each other.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    offered = {one.key: one for _heading, part in offered_in(frozen.revision.text) for one in part}
    present = set(
        organisation.building_blocks.filter(chapter=frozen.chapter_id).values_list(
            "block", flat=True
        )
    )
    new = [one for key, one in offered.items() if key in set(keys) - present]
    if new:
        BuildingBlock.objects.bulk_create(
            BuildingBlock(
                organisation=organisation,
                chapter_id=frozen.chapter_id,
                block=one.key,
                frozen=frozen,
                place=one.place,
                words=one.words,
                taken_by=by,
            )
            for one in new
        )
        record(
            "programme.building.taken",
            organisation,
            by=by,
            version=frozen.version_id,
            chapter=frozen.chapter_id,
            blocks=[one.key for one in new],
        )
    return len(new)


@transaction.atomic
def propose_use(
    block: BuildingBlock, *, use: str, reason: str, own_words: str, edition: int, by: User
) -> None:
    """What the executive asks of its council. Raises BlockChangedMeanwhile."""
    block = _locked(block, edition)
    old = (block.proposal, block.reason, block.own_words)
    if old != (use, reason, own_words):
        block.proposal, block.reason, block.own_words = use, reason, own_words
        _save(block, "proposal", "reason", "own_words")
        record(
            "programme.building.proposed",
            block,
            by=by,
            old=list(old),
            new=[use, reason, own_words],
        )


@transaction.atomic
def note_landing(block: BuildingBlock, *, landed_in: str, edition: int, by: User) -> None:
    """Where it stands in the organisation's own instrument. Raises BlockChangedMeanwhile."""
    block = _locked(block, edition)
    if block.landed_in != landed_in:
        old, block.landed_in = block.landed_in, landed_in
        _save(block, "landed_in")
        record("programme.building.landed", block, by=by, old=old, new=landed_in)


@transaction.atomic
def decide_blocks(
    body: Body,
    outcomes: Mapping[int, Outcome],
    *,
    number: str,
    decided_on: date,
    key: uuid.UUID,
    by: User,
) -> BlockDecision:
    """One decision over all of these. Of several about one block, that of the last day holds.

    Raises BlockChangedMeanwhile, NothingToDecide, DecidedTomorrow and UsedForSomethingElse.
    """
    blocks = list(
        BuildingBlock.objects.select_for_update(of=("self",))
        .filter(pk__in=outcomes, organisation=body.organisation_id)
        .select_related("decided__decision")
        .order_by("pk")
    )
    if sent := BlockDecision.objects.filter(key=key).first():
        _is_the_same(sent, body, number, decided_on, outcomes)
        return sent
    today = timezone.localdate()
    if decided_on > today:
        raise DecidedTomorrow
    if not blocks or len(blocks) != len(outcomes):
        raise NothingToDecide
    if any(one.edition != outcomes[one.pk].edition for one in blocks):
        raise BlockChangedMeanwhile
    if not all(one.proposal or one.decided_id for one in blocks):
        raise NothingToDecide
    decision = BlockDecision.objects.create(
        key=key, body=body, number=number, decided_on=decided_on, recorded_on=today, by=by
    )
    for block in blocks:
        _decide(block, decision, outcomes[block.pk])
    record(
        "programme.building.decided",
        decision,
        by=by,
        number=number,
        on=decided_on,
        outcomes={str(one): outcome.use for one, outcome in outcomes.items()},
    )
    return decision


@transaction.atomic
def follow_text(block: BuildingBlock, *, seen: str, edition: int, by: User) -> None:
    """Takes over the words of the newest version, and asks for a new proposal; what was decided
    about the old ones stays as history. `seen` are the words this person read.

    Raises BlockChangedMeanwhile.
    """
    block = _locked(block, edition)
    newest = _newest(block, seen)
    if newest.frozen is None or not newest.words:
        raise BlockChangedMeanwhile
    old, block.words = block.words, newest.words
    block.frozen, block.place = newest.frozen, newest.place
    block.proposal = block.reason = block.own_words = ""
    block.stayed_at, block.stayed_words, block.stayed_because = None, "", ""
    _save(
        block, "frozen", "place", "words", "proposal", "reason", "own_words",
        "stayed_at", "stayed_words", "stayed_because",
    )  # fmt: skip
    record(
        "programme.building.followed",
        block,
        by=by,
        old=old,
        new=block.words,
        version=newest.version.pk,
    )


@transaction.atomic
def keep_text(block: BuildingBlock, *, because: str, seen: str, edition: int, by: User) -> None:
    """Stays with the old words until the strategy reads otherwise once more.

    Raises BlockChangedMeanwhile.
    """
    block = _locked(block, edition)
    newest = _newest(block, seen)
    block.stayed_at, block.stayed_words, block.stayed_because = newest.version, seen, because
    _save(block, "stayed_at", "stayed_words", "stayed_because")
    record(
        "programme.building.kept",
        block,
        by=by,
        because=because,
        version=newest.version.pk,
        words=block.words,
        now=seen,
    )


def _decide(block: BuildingBlock, decision: BlockDecision, outcome: Outcome) -> None:
    decided = DecidedBlock.objects.create(
        decision=decision,
        building_block=block,
        frozen_id=block.frozen_id,
        words=block.words,
        proposal=block.proposal,
        reason=block.reason,
        proposed_words=block.own_words,
        outcome=outcome.use,
        own_words=outcome.own_words,
    )
    if block.decided is None or block.decided.decision.decided_on <= decision.decided_on:
        block.decided = decided
    block.proposal = block.reason = block.own_words = ""
    _save(block, "decided", "proposal", "reason", "own_words")


def _is_the_same(
    sent: BlockDecision,
    body: Body,
    number: str,
    decided_on: date,
    outcomes: Mapping[int, Outcome],
) -> None:
    stood = {one.building_block_id: (one.outcome, one.own_words) for one in sent.blocks.all()}
    asked = {pk: (one.use, one.own_words) for pk, one in outcomes.items()}
    if (sent.body_id, sent.number, sent.decided_on, stood) != (body.pk, number, decided_on, asked):
        raise UsedForSomethingElse


def _newest(block: BuildingBlock, seen: str) -> Newest:
    """Of a block that reads otherwise there, in the words that somebody saw."""
    newest = newest_of([block])[block.pk]
    later = newest.version.pk > block.frozen.version_id
    if not later or newest.words != seen or newest.words == block.words:
        raise BlockChangedMeanwhile
    return newest


def _locked(block: BuildingBlock, edition: int) -> BuildingBlock:
    locked = (
        BuildingBlock.objects.select_for_update(of=("self",))
        .select_related("chapter", "frozen")
        .defer("frozen__html")
        .get(pk=block.pk)
    )
    if locked.edition != edition:
        raise BlockChangedMeanwhile
    return locked


def _save(block: BuildingBlock, *fields: str) -> None:
    block.edition += 1
    block.save(update_fields=[*fields, "edition"])
