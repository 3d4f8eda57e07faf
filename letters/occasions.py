"""When a council must be informed: a BOSS was held, a milestone reached, a version frozen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from milestones.models import Meeting, Milestone
from strategy.models import Version

from .models import Letter, OccasionAnswer
from .region_facts import frozen, reached


@dataclass(frozen=True)
class Occasion:
    """`start` is what a letter about it begins with (letters.starts)."""

    start: str
    meeting: Meeting | None = None
    milestone: Milestone | None = None
    version: Version | None = None

    @property
    def key(self) -> str:
        if self.meeting:
            return f"boss:{self.meeting.pk}"
        if self.milestone:
            return f"milestone:{self.milestone.pk}"
        assert self.version is not None
        return f"version:{self.version.pk}"

    @property
    def title(self) -> str:
        if self.meeting:
            return _("The %(meeting)s has been held: inform the council") % {
                "meeting": self.meeting
            }
        if self.milestone:
            return _("A milestone was reached: %(milestone)s (%(when)s)") % {
                "milestone": self.milestone,
                "when": self.milestone.when,
            }
        assert self.version is not None
        return _("There is a new version: %(version)s") % {"version": self.version}


def occasions(now: datetime) -> list[Occasion]:
    """The newest first within each kind; of the BOSS only the last."""
    held = Meeting.objects.of_boss().filter(starts_at__lt=now).select_related("body")
    boss = held.order_by("starts_at").last()
    return [
        *([Occasion("boss-held", meeting=boss)] if boss else []),
        *(Occasion("milestone-reached", milestone=one) for one in reached(now)),
        *(Occasion("new-version", version=one) for one in frozen(now)),
    ]


def occasion_named(key: str, *, now: datetime) -> Occasion | None:
    """Of those that are there now: what comes from outside names no other."""
    return next((one for one in occasions(now) if one.key == key), None)


def newest_for(start: str, *, now: datetime) -> Occasion | None:
    return next((one for one in occasions(now) if one.start == start), None)


def open_occasions(executives: Collection[int], *, now: datetime) -> Iterator[Occasion]:
    """For which none of these executives began a letter or said that none is needed."""
    found = occasions(now)
    if not found:
        return
    answered = set(
        OccasionAnswer.objects.filter(
            executive__in=executives, occasion__in=[one.key for one in found]
        ).values_list("occasion", flat=True)
    )
    for one in found:
        if one.key in answered or one.meeting and _begun_since(one.meeting, executives):
            continue
        yield one


def _begun_since(meeting: Meeting, executives: Collection[int]) -> bool:
    """Also a letter of the region, or one that somebody began without a proposal."""
    return Letter.objects.filter(
        executive__in=executives, created_at__gte=meeting.starts_at
    ).exists()


def occasion_of_letter(letter: Letter) -> Occasion | None:
    """What it was begun for, also when that is long past."""
    answer = OccasionAnswer.objects.filter(letter=letter).first()
    if answer is None:
        return None
    kind, _colon, pk = answer.occasion.partition(":")
    if kind == "milestone":
        milestone = Milestone.objects.filter(pk=pk).first()
        return Occasion("milestone-reached", milestone=milestone) if milestone else None
    if kind == "version":
        version = Version.objects.select_related("product").filter(pk=pk).first()
        return Occasion("new-version", version=version) if version else None
    return None
