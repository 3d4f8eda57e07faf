"""At a glance: how far every executive is with a letter of the region, and what it is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ros_portal.jobs.models import Job, JobState
from stakeholders.models import Body, User

from . import facts, permissions
from .comparing import compared
from .models import Letter, ModelBlock, ModelLetter, Part, Rendering, Run, RunState


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
        return compared(self.own, self.now)


def offers_for(letter: Letter) -> list[Offer]:
    """Empty when the letter follows the region, or was decided already."""
    if letter.model is None or not letter.is_draft or letter.is_reopened:
        return []
    filler = facts.filler_for(letter, now=timezone.now())
    parts = {part.block_id: part for part in letter.parts.all()}
    offers = []
    for block in letter.model.blocks.all():
        part = parts.get(block.pk)
        if block.removed_at:
            if part and part.text.strip() and part.seen_text.strip():
                offers.append(Offer(block, OfferKind.REMOVED, part.text, part.seen_text, ""))
        elif part is None:
            words = filler.fill_in(block.text)
            offers.append(Offer(block, OfferKind.ADDED, "", "", words))
        elif part.seen_edition < block.edition:
            words = filler.fill_in(block.text)
            offers.append(Offer(block, OfferKind.CHANGED, part.text, part.seen_text, words))
    return offers


class Progress(StrEnum):
    """Of one letter in a run."""

    WAITING = "waiting"
    BUSY = "busy"
    READY = "ready"
    FAILED = "failed"
    NOT_MADE = "not_made"


# In words, and the colour of the badge.
PROGRESS: dict[Progress, tuple[str | Promise, str]] = {
    Progress.WAITING: (_("Waiting"), "waiting"),
    Progress.BUSY: (_("Being made"), "running"),
    Progress.READY: (_("Ready"), "success"),
    Progress.FAILED: (_("Failed"), "failed"),
    Progress.NOT_MADE: (_("Not made"), "neutral"),
}


@dataclass(frozen=True)
class RunRow:
    """`letter` is None when it is no longer for this person to see."""

    letter: Letter | None
    rendering: Rendering | None
    progress: Progress
    reason: str = ""

    @property
    def label(self) -> str | Promise:
        return PROGRESS[self.progress][0]

    @property
    def badge(self) -> str:
        return PROGRESS[self.progress][1]


class ProgressRow(Protocol):
    @property
    def progress(self) -> Progress: ...


AnyRow = TypeVar("AnyRow", bound=ProgressRow)


@dataclass(frozen=True)
class RunStanding(Generic[AnyRow]):
    rows: list[AnyRow]

    def count(self, *wanted: Progress) -> int:
        return sum(row.progress in wanted for row in self.rows)

    @property
    def ready(self) -> int:
        return self.count(Progress.READY)

    @property
    def failed(self) -> int:
        return self.count(Progress.FAILED)

    @property
    def under_way(self) -> int:
        """Still to come, unless somebody holds it up."""
        return self.count(Progress.WAITING, Progress.BUSY)

    @property
    def busy(self) -> int:
        return self.count(Progress.BUSY)

    @property
    def step(self) -> str:
        """Another one when something on the page has changed."""
        return "".join(row.progress[0] for row in self.rows)


def standing_of(run: Run, user: User) -> RunStanding[RunRow]:
    """How far every letter is; four queries however many there are."""
    kept = list(run.rows.select_related("rendering"))
    letters = {
        letter.pk: letter
        for letter in permissions.letters_in_reach(user, run.model)
        .filter(pk__in=[row.letter_id for row in kept])
        .with_bodies()
    }
    keys = [row.rendering.job_key for row in kept if row.rendering and not row.rendering.made_at]
    running = set(
        Job.objects.filter(key__in=keys, state=JobState.RUNNING).values_list("key", flat=True)
    )
    rows = []
    for row in kept:
        made, reason = row.rendering, row.error
        if made is None:
            stopped = run.state == RunState.CANCELLED
            progress = Progress.NOT_MADE if stopped else Progress.WAITING
            progress = Progress.FAILED if reason else progress
        elif made.is_ready:
            progress = Progress.READY
        elif made.error:
            progress, reason = Progress.FAILED, made.error
        else:
            progress = Progress.BUSY if made.job_key in running else Progress.WAITING
        rows.append(RunRow(letters.get(row.letter_id), made, progress, reason))
    return RunStanding(rows)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
