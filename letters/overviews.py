"""At a glance: how far every executive is with a letter of the region, and what it is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Body
from strategy.text.words import compare_words, plain_tokens

from . import facts
from .models import Letter, ModelBlock, ModelLetter, Part


@dataclass(frozen=True)
class Step:
    label: str | Promise
    on: date | None

    @property
    def is_done(self) -> bool:
        return self.on is not None


STEPS: tuple[str | Promise, ...] = (
    _("Draft"),
    _("Portfolio holder agreed"),
    _("With the executive"),
    _("Adopted"),
    _("Sent"),
    _("On the list"),
)


@dataclass
class Standing:
    """Of one executive: where its letter is, and where it says something else than the region.

    Which blocks differ is for the project team; what an executive wrote instead is not.
    """

    executive: Body
    letter: Letter | None = None
    own: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        letter = self.letter
        if letter is None:
            return [Step(label, None) for label in STEPS]
        days = (
            _day(letter.created_at),
            _day(letter.agreed_at),
            _day(letter.handed_at),
            letter.decided_on if letter.is_adopted else None,
            _day(letter.sent_at),
            letter.listed_on,
        )
        return [Step(label, day) for label, day in zip(STEPS, days, strict=True)]


def standings(model: ModelLetter, executives: Iterable[Body]) -> list[Standing]:
    """One per executive, in four queries however many there are."""
    letters = {letter.executive_id: letter for letter in model.letters.with_bodies()}
    blocks = [block for block in model.blocks.standing() if block.is_regional]
    parts: dict[int, dict[int, Part]] = defaultdict(dict)
    for part in Part.objects.filter(letter__model=model):
        parts[part.letter_id][part.block_id] = part
    rows = []
    for executive in executives:
        row = Standing(executive, letters.get(executive.pk))
        if row.letter:
            for block in blocks:
                has = parts[row.letter.pk].get(block.pk)
                if has is None or has.seen_edition < block.edition:
                    row.behind.append(block.title)
                elif has.is_own:
                    row.own.append(block.title)
        rows.append(row)
    return rows


def counts_of(rows: Iterable[Standing]) -> list[tuple[str | Promise, int]]:
    """How many have come to each step."""
    done = [[step.is_done for step in row.steps] for row in rows]
    return [(label, sum(row[at] for row in done)) for at, label in enumerate(STEPS)]


class OfferKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Offer:
    """What the region would have this letter say now, beside what it says."""

    block: ModelBlock
    kind: OfferKind
    own: str
    seen: str
    now: str

    @property
    def is_untouched(self) -> bool:
        """The letter has the words of the region: taking the new ones loses nothing."""
        return self.own.strip() == self.seen.strip()

    @property
    def comparison(self) -> SafeString:
        """From what the letter says to what the region says now; words that went, came and stayed."""
        # Every word of it is escaped by the comparison.
        return mark_safe(compare_words(plain_tokens(self.own), plain_tokens(self.now)))


def offers_for(letter: Letter) -> list[Offer]:
    """Empty when the letter follows the region, or was decided already."""
    if letter.model is None or not letter.is_draft:
        return []
    now = timezone.now()
    parts = {part.block_id: part for part in letter.parts.all()}
    offers = []
    for block in letter.model.blocks.all():
        part = parts.get(block.pk)
        if block.removed_at:
            if part and part.text.strip() and part.seen_text.strip():
                offers.append(Offer(block, OfferKind.REMOVED, part.text, part.seen_text, ""))
        elif part is None:
            words = facts.words_for(letter, block.text, now=now)
            offers.append(Offer(block, OfferKind.ADDED, "", "", words))
        elif part.seen_edition < block.edition:
            words = facts.words_for(letter, block.text, now=now)
            offers.append(Offer(block, OfferKind.CHANGED, part.text, part.seen_text, words))
    return offers


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
