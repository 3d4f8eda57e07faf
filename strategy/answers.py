"""Who answered in a review round and who is still silent, as it is now or was when it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from stakeholders.models import Body, User

from . import permissions
from .models import Chapter, Position, Publication, Reviewer, ReviewRound, RoundState


class Answered(StrEnum):
    YES = "yes"
    OLDER_TEXT = "older_text"  # another text was published since
    NO = "no"


@dataclass(frozen=True)
class Cell:
    """One body about one chapter."""

    chapter: Chapter
    position: Position | None
    answered: Answered
    late: Position | None  # given after the round was over


@dataclass(frozen=True)
class Row:
    body: Body
    cells: list[Cell]

    @property
    def silent(self) -> list[Chapter]:
        return [cell.chapter for cell in self.cells if cell.answered != Answered.YES]

    @property
    def answered(self) -> int:
        return len(self.cells) - len(self.silent)


@dataclass(frozen=True)
class Picture:
    """What there is to answer on, and who did; `per_chapter` counts the bodies that answered."""

    chapters: list[Chapter]
    rows: list[Row]
    per_chapter: list[int] = field(default_factory=list)

    @property
    def complete(self) -> int:
        """How many bodies answered everything."""
        return sum(not row.silent for row in self.rows) if self.chapters else 0


def picture_of(round_: ReviewRound, bodies: Iterable[Body]) -> Picture:
    """Of a round that is over: what stood there when it ended; four queries at most."""
    chapters = list(_chapters_then(round_))
    asked_about = {chapter.pk: chapter for chapter in chapters}
    given = Position.objects.filter(chapter__in=asked_about, level=round_.level)
    in_time = _newest(given.filter(given_at__gte=round_.opens_at, given_at__lt=round_.ended_at))
    late = _given_late(round_, given) if round_.state == RoundState.CLOSED else {}
    rows = [
        Row(
            body,
            [
                _cell(chapter, in_time.get((chapter.pk, body.pk)), late.get((chapter.pk, body.pk)))
                for chapter in chapters
            ],
        )
        for body in bodies
    ]
    counts = [
        sum(row.cells[place].answered == Answered.YES for row in rows)
        for place in range(len(chapters))
    ]
    return Picture(chapters, rows, counts)


def silence_in(
    rounds: Iterable[ReviewRound], bodies: Iterable[Body]
) -> dict[tuple[int, int], list[Chapter]]:
    """By round and body that writes its product: the chapters without an answer; three queries.

    Only of rounds that are open: their texts are those of now. A pair without silence is left out.
    """
    by_id = {one.pk: one for one in rounds}
    asked = (
        ReviewRound.chapters.through.objects.filter(
            reviewround__in=by_id, chapter__published__isnull=False
        )
        .select_related("chapter")
        .order_by("chapter__number")
    )
    asked_rows = list(asked)
    # The newest word of a body about a text that stands is never older than one about another text.
    newest = {
        (chapter, body, level): at
        for chapter, body, level, at in Position.objects.filter(
            chapter__in={one.chapter_id for one in asked_rows},
            body__in=[body.pk for body in bodies],
            revision=F("chapter__published"),
        )
        .order_by()
        .values_list("chapter", "body", "level")
        .annotate(at=Max("given_at"))
    }
    writing = set(ReviewRound.objects.filter(pk__in=by_id).values_list("pk", "product__writers"))
    silent: dict[tuple[int, int], list[Chapter]] = defaultdict(list)
    for one in asked_rows:
        round_ = by_id[one.reviewround_id]
        for body in bodies:
            at = newest.get((one.chapter_id, body.pk, round_.level))
            if (round_.pk, body.pk) in writing and (at is None or at < round_.opens_at):
                silent[round_.pk, body.pk].append(one.chapter)
    return dict(silent)


@dataclass(frozen=True)
class Asked:
    """Somebody whom a body asks; `reviewer` is there when it asked this person by name."""

    user: User
    reviewer: Reviewer | None


def asked_by(
    speakers: Mapping[int, list[User]], reviewers: Iterable[Reviewer]
) -> dict[int, list[Asked]]:
    """By the id of the body: those it asked by name, or else everybody who may speak for it.

    `speakers` come from permissions.speakers_for: who was asked and may not any more is left out.
    """
    named = {(one.body_id, one.user_id): one for one in reviewers}
    return {
        body: [Asked(user, named[body, user.pk]) for user in people if (body, user.pk) in named]
        or [Asked(user, None) for user in people]
        for body, people in speakers.items()
    }


def _cell(chapter: Chapter, position: Position | None, late: Position | None) -> Cell:
    if position is None:
        answered = Answered.NO
    else:
        about = position.is_about(chapter.stood_id)
        answered = Answered.YES if about else Answered.OLDER_TEXT
    return Cell(chapter, position, answered, late)


def _chapters_then(round_: ReviewRound) -> QuerySet[Chapter]:
    """Those with a published text, as `stood_id`: nobody is asked about a draft."""
    facts: dict[str, F | Subquery] = {"stood_id": F("published_id")}
    if round_.is_over:
        before = Publication.objects.filter(
            chapter=OuterRef("pk"), published_at__lt=round_.ended_at
        )
        last = before.order_by("-published_at", "-pk").values("revision_id")[:1]
        facts = {"stood_id": Subquery(last)}
    chapters = round_.chapters.annotate(**facts)
    return chapters.filter(Q(stood_id__isnull=False)).order_by("number")


def _given_late(round_: ReviewRound, given: QuerySet[Position]) -> dict[tuple[int, int], Position]:
    """What came after the deadline; from where a next round asks the same, it is that round's."""
    following = ReviewRound.objects.not_withdrawn().filter(
        level=round_.level, opens_on__gt=round_.closes_on, chapters=OuterRef("chapter")
    )
    facts = {
        "given_on": TruncDate("given_at"),
        "next_on": Subquery(following.order_by("opens_on").values("opens_on")[:1]),
    }
    late = given.filter(given_at__gte=round_.ended_at).annotate(**facts)
    return _newest(late.filter(Q(next_on=None) | Q(given_on__lt=F("next_on"))))


def _newest(given: QuerySet[Position]) -> dict[tuple[int, int], Position]:
    last = given.order_by().values("chapter", "body").annotate(last=Max("pk")).values("last")
    return {(one.chapter_id, one.body_id): one for one in Position.objects.filter(pk__in=last)}


@dataclass(frozen=True)
class Silence:
    """One body that one person is asked for, what it says nothing about yet, and the last day."""

    body: Body
    chapters: list[Chapter]
    due_on: date


def silence_of(round_: ReviewRound) -> dict[int, list[Silence]]:
    """By the id of the person: for which bodies this person is asked and they are silent."""
    bodies = list(round_.product.writers.order_by("name"))
    silent = silence_in([round_], bodies)
    asked = asked_by(permissions.speakers_for(bodies, round_.level), round_.reviewers.all())
    found: dict[int, list[Silence]] = defaultdict(list)
    for body in bodies:
        if chapters := silent.get((round_.pk, body.pk)):
            for one in asked[body.pk]:
                due_on = round_.due_on(one.reviewer)
                found[one.user.pk].append(Silence(body, chapters, due_on))
    return dict(found)
